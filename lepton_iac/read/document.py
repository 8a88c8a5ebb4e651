"""Bytes become one JSON object: encodings, wrapper text around it, truncation, noise."""

import codecs
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn

from lepton_iac.errors import ReadError

PLAN_MEND = "make it with `terraform show -json PLANFILE > plan.json`"
STRONG_KEYS = frozenset({"format_version", "planned_values", "resource_changes", "terraform_version"})
LARGE_BYTES = 32 * 1024 * 1024
LIMIT_BYTES = 1024 * 1024 * 1024
HEAD_BYTES = 1024 * 1024
ATTEMPTS = 200

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OPENING = re.compile(r"\{\s*(?:\"(?P<key>[^\"\\]{0,64})\"|\})")
_LONE_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_TERRAFORM_KEY = re.compile(rb'"\x00?(?:%s)' % b"|".join(key.encode() for key in sorted(STRONG_KEYS | {"lineage"})))


def check_size(head: bytes, size: int, where: str) -> None:
    """Refuse, from the first megabyte alone, what is too large to be read or large and plainly no plan.

    Raises:
        ReadError: the file is over 1 GiB, or over 32 MiB without a word of Terraform in its first megabyte.
    """
    if size > LIMIT_BYTES:
        raise ReadError(f"the file has {size:,} bytes, more than a plan can have", where=where, mend=PLAN_MEND)
    if size > LARGE_BYTES and not _TERRAFORM_KEY.search(head[:HEAD_BYTES].replace(b"\x00", b"")):
        raise ReadError(f"{size:,} bytes, and nothing of a Terraform plan at their start", where=where, mend=PLAN_MEND)


def parse(data: bytes, where: str) -> dict[str, Any]:
    """The Terraform document in ``data``; numbers are ``int`` or ``Decimal``.

    Raises:
        ReadError: empty, binary, not text, truncated, too deep, or without a Terraform document; with line and column.
    """
    check_size(data[:HEAD_BYTES], len(data), where)
    text = _text(data, where)
    try:
        document = _document(text, where)
    except RecursionError as error:
        raise ReadError("the JSON is nested too deeply to be a plan", where=where, mend=PLAN_MEND) from error
    if _LONE_SURROGATE.search(text):
        _check_characters(document, where)
    return document


def _text(data: bytes, where: str) -> str:
    if not data.strip(b" \t\r\n\x00"):
        raise ReadError("the file is empty", where=where, mend=PLAN_MEND)
    _refuse_binary(data, where)
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "") or json.detect_encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        what = f"not a text: byte {error.start:,} cannot be read as {encoding}"
        raise ReadError(what, where=where, mend=PLAN_MEND) from error


def _refuse_binary(data: bytes, where: str) -> None:
    if data.startswith(b"PK\x03\x04"):
        what = "a binary plan file, which only Terraform itself can open"
        raise ReadError(what, where=where, mend="run `terraform show -json PLANFILE > plan.json` and give that file")
    if data.startswith(b"\x1f\x8b"):
        raise ReadError("a gzip file", where=where, mend="unpack it first: `gunzip -k FILE`")


def _document(text: str, where: str) -> dict[str, Any]:
    """The first object that is a Terraform document, whatever stands before and after it."""
    decoder = json.JSONDecoder(parse_float=_exact, parse_constant=_no_constant)
    _refuse_list(text, decoder, where)
    position = 0
    failure: ValueError | None = None
    other: dict[str, Any] | None = None
    for _ in range(ATTEMPTS):
        opening = _OPENING.search(text, position)
        if opening is None:
            break
        try:
            value, position = decoder.raw_decode(text, opening.start())
        except ValueError as error:
            failure, position = failure or error, opening.end()
            if opening["key"] in STRONG_KEYS:
                _refuse_broken(text, error, where)
            continue
        if is_terraform(value):
            return dict(value)
        other = other or value
    return _refuse(text, other, failure, where)


def _refuse(text: str, other: Mapping[str, Any] | None, failure: ValueError | None, where: str) -> NoReturn:
    """Say why no object in the text was taken."""
    if other is not None and (failure is None or not text.lstrip().startswith("{")):
        raise ReadError(f"JSON, but no Terraform plan or state: {likeness(other)}", where=where, mend=PLAN_MEND)
    if failure is None:
        raise ReadError("there is no JSON object in it", where=where, mend=PLAN_MEND)
    _refuse_broken(text, failure, where)


def _refuse_list(text: str, decoder: json.JSONDecoder, where: str) -> None:
    start = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    if not text.startswith("[", start):
        return
    try:
        decoder.raw_decode(text, start)
    except ValueError:
        return
    raise ReadError("JSON, but no Terraform plan or state: a list", where=where, mend=PLAN_MEND)


def _refuse_broken(text: str, error: ValueError, where: str) -> NoReturn:
    """Say where the JSON breaks, without quoting any of it."""
    if not isinstance(error, json.JSONDecodeError):
        raise ReadError(f"the JSON is broken: {error}", where=where, mend=PLAN_MEND) from None
    at_end = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
    what = "the JSON ends too early: it was cut off" if at_end else f"the JSON is broken: {error.msg.lower()}"
    place = f"{where}:{error.lineno}:{error.colno} (character {error.pos:,})"
    raise ReadError(what, where=place, mend=PLAN_MEND) from None


def _exact(number: str) -> Decimal:
    try:
        return Decimal(number)
    except ArithmeticError as error:
        raise ValueError("a number is too large") from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _check_characters(document: Mapping[str, Any], where: str) -> None:
    try:
        json.dumps(document, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError as error:
        raise ReadError("a text holds half a character (a lone surrogate)", where=where, mend=PLAN_MEND) from error


def is_terraform(value: Mapping[str, Any]) -> bool:
    """Whether an object is a plan or a state of Terraform or OpenTofu in any of their shapes."""
    if "planned_values" in value or "resource_changes" in value:
        return True
    if "format_version" in value:
        return bool({"values", "configuration", "prior_state"} & value.keys()) or value.keys() <= {
            "format_version",
            "terraform_version",
            "checks",
        }
    return "version" in value and bool({"lineage", "serial", "terraform_version"} & value.keys())


_LIKENESS: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"provider_schemas"}), "the output of `terraform providers schema -json`"),
    (frozenset({"valid", "diagnostics"}), "the output of `terraform validate -json`"),
    (frozenset({"provider_selections"}), "the output of `terraform version -json`"),
    (frozenset({"@level", "@message"}), "the log of `terraform plan -json`, which holds no plan"),
    (frozenset({"AWSTemplateFormatVersion"}), "a CloudFormation template"),
    (frozenset({"$schema", "contentVersion"}), "an ARM template or its parameters"),
    (frozenset({"projects", "totalMonthlyCost"}), "a cost report of Infracost"),
    (frozenset({"resource"}), "a configuration in JSON (`.tf.json`); give the folder instead"),
    (frozenset({"apiVersion", "kind"}), "a Kubernetes manifest"),
    (frozenset({"dependencies"}), "a package file"),
)
_NAME = re.compile(r"^[A-Za-z@$][\w@$.-]{0,30}$")


def likeness(value: Mapping[str, Any]) -> str:
    """What a JSON object that is no Terraform document looks like, told by its keys alone."""
    for keys, words in _LIKENESS:
        if keys <= value.keys():
            return words
    names = [f"`{key}`" for key in value if _NAME.match(key)][:5]
    return f"an object with the keys {', '.join(names)}" if names else "an object without known keys"
