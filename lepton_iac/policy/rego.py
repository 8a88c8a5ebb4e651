"""Rego policies through an installed ``opa`` or ``conftest``: our JSON in, ``deny`` and ``warn`` out.

Form of the rules: https://www.infracost.io/docs/integrations/open_policy_agent/ (package ``infracost``, or ``main``).
"""

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lepton_iac.errors import LeptonError
from lepton_iac.model import Finding

TIMEOUT_S = 60.0
MAX_MESSAGE_CHARACTERS = 1_000
_SEVERITY = {"deny": "high", "warn": "medium"}


def rego_findings(folder: Path, document: str) -> tuple[Finding, ...]:
    """What the Rego rules of a folder say.

    Args:
        folder: with ``.rego`` files.
        document: our JSON output, the rules' ``input``.

    Raises:
        LeptonError: neither tool is installed, or it fails; with its own words.
    """
    if not folder.is_dir() or not any(folder.rglob("*.rego")):
        raise LeptonError("the folder holds no .rego files", where=str(folder), mend="check --rego")
    opa, conftest = shutil.which("opa"), shutil.which("conftest")
    if opa:
        return tuple(finding for package in ("infracost", "main") for finding in _opa(opa, folder, document, package))
    if conftest:
        return tuple(_conftest(conftest, folder, document))
    mend = "install opa (https://www.openpolicyagent.org/docs/#running-opa), or write the rule as a YAML policy"
    raise LeptonError("Rego policies need `opa` or `conftest` on the PATH", where=str(folder), mend=mend)


def _run(command: Sequence[str], document: str, folder: Path, fine: frozenset[int]) -> Any:
    try:
        done = subprocess.run(command, input=document.encode(), capture_output=True, timeout=TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        what = f"{Path(command[0]).name} did not finish"
        raise LeptonError(what, where=str(folder), mend="run it by hand on the JSON output") from error
    try:
        answer = json.loads(done.stdout)
    except (ValueError, RecursionError):
        answer = None
    if done.returncode not in fine or answer is None:
        words = " ".join(done.stderr.decode("utf-8", "replace").split()) or "no answer in JSON"
        mend = "correct the Rego file"
        raise LeptonError(f"{Path(command[0]).name} failed: {words[:300]}", where=str(folder), mend=mend)
    return answer


def _opa(tool: str, folder: Path, document: str, package: str) -> Iterator[Finding]:
    command = [tool, "eval", "--format", "json", "--stdin-input", "--data", str(folder), f"data.{package}"]
    answer = _run(command, document, folder, frozenset({0}))
    for value in _values(answer):
        for name in _SEVERITY:
            yield from _findings(name, package, value.get(name))


def _values(answer: Any) -> Iterator[dict[str, Any]]:
    for result in _listed(answer, "result"):
        for expression in _listed(result, "expressions"):
            value = expression.get("value") if isinstance(expression, dict) else None
            if isinstance(value, dict):
                yield value


def _listed(holder: Any, key: str) -> list[Any]:
    found = holder.get(key) if isinstance(holder, dict) else None
    return found if isinstance(found, list) else []


def _findings(name: str, package: str, verdicts: Any) -> Iterator[Finding]:
    """A verdict is a text, or an object with ``msg`` and ``failed`` as Infracost's rules give."""
    for verdict in verdicts if isinstance(verdicts, list) else ():
        message = verdict.get("msg") if isinstance(verdict, dict) else verdict
        held = isinstance(verdict, dict) and verdict.get("failed") is False
        if isinstance(message, str) and not held:
            yield _finding(name, package, message)


def _conftest(tool: str, folder: Path, document: str) -> Iterator[Finding]:
    command = [tool, "test", "--output", "json", "--all-namespaces", "--policy", str(folder), "--parser", "json", "-"]
    answer = _run(command, document, folder, frozenset({0, 1, 2}))
    for result in answer if isinstance(answer, list) else ():
        for key, name in (("failures", "deny"), ("warnings", "warn")):
            for verdict in _listed(result, key):
                message = verdict.get("msg") if isinstance(verdict, dict) else None
                if isinstance(message, str):
                    yield _finding(name, str(result.get("namespace", "main")), message)


def _finding(name: str, package: str, message: str) -> Finding:
    return Finding(f"rego-{package}-{name}", _SEVERITY[name], "", message[:MAX_MESSAGE_CHARACTERS])
