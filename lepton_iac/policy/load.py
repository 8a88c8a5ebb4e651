"""Policy files become policies: every field checked, every mistake told with file and line."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lepton_iac.assets import folder, package_file
from lepton_iac.errors import LeptonError
from lepton_iac.model import SetAttribute
from lepton_iac.plain_yaml import Node, read_yaml
from lepton_iac.policy.condition import compiled
from lepton_iac.policy.rule import CATEGORIES, EXPECTED, SEVERITIES, Example, Policy
from lepton_iac.policy.subject import FUNCTIONS

MEND = "see the policies that come with lepton-iac for the form"
MAX_FILES = 2_000
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
_TYPE = re.compile(r"[a-z][a-z0-9]*_[a-z0-9_*]+")
_PATH = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)*")
_NEEDED = frozenset("id title severity category applies_to deny why source message fix examples".split())
_FIELDS = _NEEDED | {"when", "params"}
_EXAMPLE = frozenset("title type name region attributes unknown others before cost old_cost demands".split())
_OTHER = frozenset("type name attributes references".split())


def load_policies(folders: Iterable[Path] = (), *, built_in: bool = True) -> tuple[Policy, ...]:
    """All policies, in the order of their ids.

    Args:
        folders: the user's own, last wins; a policy with the id of another one replaces it.
        built_in: those that come with lepton-iac.

    Raises:
        LeptonError: a file is not a policy (file and line), or two files of one folder have one id.
    """
    found: dict[str, Policy] = {}
    for place in (*([folder("policies")] if built_in else []), *folders):
        found.update(_folder(place))
    return tuple(found[name] for name in sorted(found))


def _folder(place: Path) -> dict[str, Policy]:
    if not place.is_dir():
        raise LeptonError("there is no such folder of policies", where=str(place), mend="check --policies")
    files = sorted(file for file in place.iterdir() if file.suffix in {".yaml", ".yml"})
    if len(files) > MAX_FILES:
        raise LeptonError(f"{len(files)} policy files, at most {MAX_FILES} are read", where=str(place), mend=MEND)
    found: dict[str, Policy] = {}
    for file in files:
        policy = load_policy(_bytes(file), str(file))
        if policy.id in found:
            raise LeptonError(f"the id {policy.id} twice", where=policy.place, mend=f"see {found[policy.id].place}")
        found[policy.id] = policy
    return found


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(1_000_000)
    except OSError as error:
        raise LeptonError(f"cannot be read: {error.strerror}", where=str(file), mend="check the file") from error


def load_policy(data: bytes, where: str) -> Policy:
    """One policy out of the bytes of one file.

    Raises:
        LeptonError: with file and line of the mistake.
    """
    root = read_yaml(data, where)
    fields = _keys(root, _FIELDS, "policy", where)
    missing = sorted(_NEEDED - fields.keys())
    if missing:
        raise _wrong(f"the policy lacks {', '.join(missing)}", root, where)
    texts = {name: _text(fields[name], name, where) for name in "title why source message".split()}
    when = _condition(fields["when"], where) if "when" in fields else ""
    deny = _condition(fields["deny"], where)
    fix, edits = _fix(fields["fix"], where)
    return Policy(
        id=_matching(fields["id"], _ID, "an id like aws-ebs-gp2", where),
        severity=_choice(fields["severity"], SEVERITIES, where),
        category=_choice(fields["category"], CATEGORIES, where),
        applies_to=_applies_to(fields["applies_to"], where),
        condition=f"({when}) && ({deny})" if when else deny,
        fix=fix,
        edits=edits,
        params=_params(fields["params"], where) if "params" in fields else {},
        examples=_examples(fields["examples"], _applies_to(fields["applies_to"], where), where),
        place=f"{where}:{fields['deny'].line}",
        when=when,
        deny=deny,
        **{**texts, "source": _url(fields["source"], where)},
    )


def _wrong(what: str, node: Node, where: str) -> LeptonError:
    return LeptonError(what, where=f"{where}:{node.line}", mend=MEND)


def _keys(node: Node, known: frozenset[str], what: str, where: str) -> dict[str, Node]:
    if not isinstance(node.value, dict):
        raise _wrong(f"the {what} is not a mapping", node, where)
    fields: dict[str, Node] = node.value
    for name, value in fields.items():
        if name not in known:
            raise _wrong(f"unknown key {name[:60]!r} in the {what}", value, where)
    return fields


def _text(node: Node, name: str, where: str) -> str:
    if not isinstance(node.value, str) or not node.value.strip():
        raise _wrong(f"{name} is not a text", node, where)
    return " ".join(node.value.split())


def _condition(node: Node, where: str) -> str:
    text = _text(node, "the condition", where)
    compiled(text, FUNCTIONS, f"{where}:{node.line}")
    return text


def _matching(node: Node, pattern: re.Pattern[str], what: str, where: str) -> str:
    if not isinstance(node.value, str) or not pattern.fullmatch(node.value):
        raise _wrong(f"not {what}", node, where)
    return node.value


def _choice(node: Node, choices: tuple[str, ...], where: str) -> str:
    if node.value not in choices:
        raise _wrong(f"not one of {', '.join(choices)}", node, where)
    return str(node.value)


def _url(node: Node, where: str) -> str:
    text = node.value if isinstance(node.value, str) else ""
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" or not parts.hostname or any(mark.isspace() for mark in text):
        raise _wrong("source is not an https address", node, where)
    return text


def _list(node: Node, what: str, where: str) -> list[Node]:
    if not isinstance(node.value, list):
        raise _wrong(f"{what} is not a list", node, where)
    return node.value


def _applies_to(node: Node, where: str) -> tuple[str, ...]:
    names = [_matching(item, _TYPE, "a type or kind", where) if not _is_kind(item) else str(item.value)
             for item in _list(node, "applies_to", where)]  # fmt: skip
    if not names:
        raise _wrong("applies_to is empty", node, where)
    return tuple(names)


def _is_kind(node: Node) -> bool:
    return isinstance(node.value, str) and node.value in kinds()


@cache
def kinds() -> frozenset[str]:
    """The neutral kinds a policy may name."""
    return frozenset(tomllib.loads(package_file("kinds", "kinds.toml").read_text(encoding="utf-8")))


def _fix(node: Node, where: str) -> tuple[str, tuple[SetAttribute, ...]]:
    """Words, or words with what the writer can set."""
    if isinstance(node.value, str):
        return _text(node, "fix", where), ()
    fields = _keys(node, frozenset({"set", "words"}), "fix", where)
    if "words" not in fields:
        raise _wrong("the fix lacks words", node, where)
    edits = []
    for path, value in (fields["set"].value if "set" in fields else {}).items():
        if not _PATH.fullmatch(path) or isinstance(value.value, dict | list):
            raise _wrong("a fix sets plain values at dotted paths", value, where)
        edits.append(SetAttribute(path, value.value))
    return _text(fields["words"], "words", where), tuple(edits)


def _params(node: Node, where: str) -> Mapping[str, Any]:
    if not isinstance(node.value, dict):
        raise _wrong("params is not a mapping", node, where)
    for name, value in node.value.items():
        if not name.isidentifier() or not _is_param(value.plain):
            raise _wrong("a parameter is a text, a number, true, false or a list of texts", value, where)
    return {name: value.plain for name, value in node.value.items()}


def _is_param(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    return isinstance(value, str | bool | int | Decimal)


def _examples(node: Node, types: tuple[str, ...], where: str) -> tuple[Example, ...]:
    groups = _keys(node, frozenset(EXPECTED), "examples", where)
    for expected in ("pass", "fail"):
        if expected not in groups or not groups[expected].value:
            raise _wrong(f"the examples lack {expected}", node, where)
    found = []
    for expected, group in groups.items():
        found += [_example(item, expected, types, where) for item in _list(group, "a group of examples", where)]
    return tuple(found)


def _example(node: Node, expected: str, types: tuple[str, ...], where: str) -> Example:
    fields = _keys(node, _EXAMPLE, "example", where)
    for name, kind in (("attributes", dict), ("others", list), ("unknown", list), ("before", dict), ("demands", dict)):
        if name in fields and not isinstance(fields[name].value, kind):
            raise _wrong(f"{name} of an example is not a {'mapping' if kind is dict else 'list'}", fields[name], where)
    for other in fields["others"].value if "others" in fields else ():
        _text(_keys(other, _OTHER, "other resource", where).get("type", other), "the type of another resource", where)
    plain = {name: value.plain for name, value in fields.items()}
    plain["type"] = plain.get("type", types[0])
    if "*" in plain["type"] or plain["type"] in kinds():
        raise _wrong("an example of this policy must name its type", node, where)
    plain["attributes"] = plain.get("attributes", {})
    for name in ("others", "unknown"):
        plain[name] = tuple(plain.get(name, ()))
    return Example(expected=expected, line=node.line, **plain)
