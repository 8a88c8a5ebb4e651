"""The JSON Schema of `lepton-iac.yml`, for editors; made from the same table that the loader reads."""

from collections.abc import Mapping
from typing import Any

from lepton_iac.config.fields import PROJECT, SECTIONS, Field
from lepton_iac.config.load import VERSION


def json_schema() -> Mapping[str, Any]:
    """A draft 2020-12 schema."""
    sections = {name: _object(fields) for name, fields in SECTIONS.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "lepton-iac.yml",
        "type": "object",
        "additionalProperties": False,
        "required": ["version"],
        "properties": {
            "version": {"const": VERSION},
            "projects": {"type": "array", "items": {**_object(PROJECT), "required": ["path"]}},
            **sections,
        },
    }


def _object(fields: Mapping[str, Field]) -> dict[str, Any]:
    properties = {name: {"description": field.says, **_type(field)} for name, field in fields.items()}
    return {"type": ["object"], "additionalProperties": False, "properties": properties}


def _type(field: Field) -> dict[str, Any]:
    single: Mapping[str, dict[str, Any]] = {
        "text": {"type": ["string", "number"]},
        "path": {"type": "string", "minLength": 1},
        "number": {"type": "number", "minimum": 0},
        "flag": {"type": "boolean"},
    }
    if field.one_of:
        return {"enum": list(field.one_of)}
    one = single[field.kind.removesuffix("s")]
    return {"anyOf": [one, {"type": "array", "items": one}]} if field.kind.endswith("s") else one
