"""Conditions in CEL: checked when a policy is loaded, run once per resource.

Language: https://github.com/google/cel-spec/blob/master/doc/langdef.md. ``&&`` and ``||`` take up errors, so a
condition with an unknown part still has an answer where the known part settles it.
"""

import importlib.util
import logging
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NoReturn

from lepton_iac.errors import LeptonError

MAX_CHARACTERS = 2_000
MAX_LOOPS = 3
"""Loops over loops take time to the power of their number: no more of them in one condition."""
VARIABLES = frozenset({"after", "before", "params"})
_BUILT_IN = frozenset("contains endsWith startsWith matches size string double int has".split())
_NAME = re.compile(r"[A-Za-z_]\w*")
_LOOP = re.compile(r"\.\s*(?:exists|exists_one|all|map|filter)\s*\(\s*([A-Za-z_]\w*)\s*,")
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")


@cache
def _engine() -> Any:
    """The compiled part of the package ``cel``, without its command line, which costs a third of a second to import."""
    logging.getLogger("cel").setLevel(logging.CRITICAL)
    spec = importlib.util.find_spec("cel")
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        for file in sorted(Path(folder).glob("cel.*")):
            if file.suffix in {".so", ".pyd"}:
                inner = importlib.util.spec_from_file_location("cel.cel", file)
                if inner is not None and inner.loader is not None:
                    module = importlib.util.module_from_spec(inner)
                    inner.loader.exec_module(module)
                    return module
    raise LeptonError("the package common-expression-language is missing", mend="reinstall lepton-iac")


@lru_cache(maxsize=4096)
def compiled(text: str, functions: frozenset[str], where: str) -> Any:
    """A program of one condition.

    Args:
        text: CEL that gives true or false.
        functions: names of our own functions.
        where: file and line, for messages.

    Raises:
        LeptonError: not CEL, too long, too many loops, or a name that does not exist.
    """
    bare = _QUOTED.sub("''", text)
    loops = _LOOP.findall(bare)
    if len(text) > MAX_CHARACTERS or len(loops) > MAX_LOOPS:
        what = f"a condition may have {MAX_CHARACTERS} characters and {MAX_LOOPS} loops"
        raise LeptonError(what, where=where, mend="split the policy into several")
    program = _program(text, where)
    called = {name for name in program.functions() if _NAME.fullmatch(name)}
    _known("function", called, functions | _BUILT_IN, where)
    _known("variable", {name for name in program.variables() if _NAME.fullmatch(name)} - set(loops), VARIABLES, where)
    return program


def _program(text: str, where: str) -> Any:
    try:
        return _engine().compile(text)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # the parser's panics are no Exceptions
        shown = " ".join(str(error).split())[:200]
        raise LeptonError(f"not a CEL condition: {shown}", where=where, mend="correct the expression") from error


def _known(what: str, names: set[str], known: frozenset[str], where: str) -> None:
    unknown = sorted(names - known)
    if unknown:
        mend = f"one of {', '.join(sorted(known))}"
        raise LeptonError(f"no such {what} in a condition: {unknown[0][:60]}", where=where, mend=mend)


class Conditions:
    """Compiled conditions over one set of functions; variables change from resource to resource."""

    def __init__(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        self._context = _engine().Context(functions=dict(functions))
        self._names = frozenset(functions)
        self._programs: dict[str, Any] = {}

    def let(self, variables: Mapping[str, Any]) -> None:
        """Set variables for the conditions asked next."""
        for name, value in variables.items():
            self._context.add_variable(name, value)

    def holds(self, text: str, where: str) -> bool | str:
        """Whether a condition is true; a text says why it has no answer.

        Raises:
            LeptonError: the condition itself is wrong.
        """
        program = self._programs.get(text)
        if program is None:
            program = self._programs[text] = compiled(text, self._names, where)
        try:
            answer = program.execute(self._context)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever an odd value does to it, there is no answer
            return f"the condition does not fit the value: {' '.join(str(error).split())[:120]}"
        return answer if isinstance(answer, bool) else "the condition gives neither true nor false"


def give_up(reason: str) -> NoReturn:
    """Leave a condition without an answer, from inside one of its functions."""
    raise LookupError(reason)
