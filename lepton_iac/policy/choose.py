"""Which policies are asked, with which parameters, and about what."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from fnmatch import translate
from typing import Any

from lepton_iac.errors import LeptonError
from lepton_iac.model import Finding
from lepton_iac.policy.rule import CATEGORIES, SEVERITIES, Policy


def chosen(policies: Sequence[Policy], select: Sequence[str] = (), ignore: Sequence[str] = ()) -> tuple[Policy, ...]:
    """Policies by id, by the start of an id (``aws-rds``) or by category; nothing selected means all.

    Raises:
        LeptonError: a word names no policy.
    """
    for word in (*select, *ignore):
        if not any(_named(policy, word) for policy in policies):
            near = get_close_matches(word, [*CATEGORIES, *(policy.id for policy in policies)], 1)
            mend = f"did you mean {near[0]}?" if near else f"an id, the start of one, or {', '.join(CATEGORIES)}"
            raise LeptonError(f"no such policy: {word[:60]}", mend=mend)
    kept = (policy for policy in policies if not select or any(_named(policy, word) for word in select))
    return tuple(policy for policy in kept if not any(_named(policy, word) for word in ignore))


def _named(policy: Policy, word: str) -> bool:
    return word in {policy.id, policy.category} or policy.id.startswith(f"{word}-")


def with_params(policies: Sequence[Policy], settings: Sequence[str]) -> tuple[Policy, ...]:
    """Policies with parameters replaced: ``aws-required-tags.tags=Owner,Team``.

    Raises:
        LeptonError: no such policy or parameter, or a value of another kind.
    """
    found = {policy.id: policy for policy in policies}
    for setting in settings:
        target, equals, text = setting.partition("=")
        id_, _, name = target.partition(".")
        policy = found.get(id_)
        if not equals or policy is None or name not in policy.params:
            raise LeptonError(f"no such parameter: {target[:80]}", mend="write POLICY.PARAMETER=VALUE; see `--list`")
        value = _like(policy.params[name], text, setting)
        found[id_] = replace(policy, params={**policy.params, name: value})
    return tuple(found.values())


def _like(old: Any, text: str, setting: str) -> Any:
    """The text as a value of the kind of the old one."""
    if isinstance(old, list):
        return [item.strip() for item in text.split(",") if item.strip()]
    if isinstance(old, bool):
        if text in {"true", "false"}:
            return text == "true"
        raise LeptonError(f"neither true nor false: {setting[:80]}", mend="write true or false")
    if isinstance(old, str):
        return text
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise LeptonError(f"not a number: {setting[:80]}", mend="write a number") from error
    if not number.is_finite():
        raise LeptonError(f"not a number: {setting[:80]}", mend="write a number")
    return number


def excluded(findings: Sequence[Finding], globs: Sequence[str]) -> tuple[Finding, ...]:
    """The findings whose path and address match none of the globs; brackets of addresses are plain characters."""
    return tuple(finding for finding in findings if not any(matches(text, globs) for text in _texts(finding)))


def _texts(finding: Finding) -> tuple[str, ...]:
    return (finding.address, finding.span.path) if finding.span else (finding.address,)


def matches(text: str, globs: Sequence[str]) -> bool:
    """Whether a path or address is left out by one of the globs."""
    return any(re.match(translate(glob.replace("[", "[[]")), text) for glob in globs)


def at_least(findings: Sequence[Finding], severity: str) -> tuple[Finding, ...]:
    """The findings of this severity or a graver one; unknown words count as the gravest."""
    floor = SEVERITIES.index(severity)
    return tuple(one for one in findings if one.severity not in SEVERITIES or SEVERITIES.index(one.severity) >= floor)
