"""Terraform's canonical layout for text that templates made: indentation, aligned ``=``, single blank lines."""

import re

_ASSIGNED = re.compile(r'^([\w.-]+|"(?:\\.|[^"\\])*") *= *(?!=)(.*)$')


def laid_out(text: str) -> str:
    """The text as ``terraform fmt`` leaves it; no heredocs and no comments behind code.

    https://developer.hashicorp.com/terraform/language/style
    """
    lines = _indented(_unspaced([line.strip() for line in text.splitlines()]))
    return "\n".join(_aligned(lines)).strip("\n") + "\n"


def _unspaced(lines: list[str]) -> list[str]:
    """One blank line around blocks, and none after an opening or before a closing bracket."""
    found: list[str] = []
    for line in lines:
        if not line and (not found or not found[-1] or found[-1].endswith(("{", "[", "("))):
            continue
        if line[:1] in {"}", "]", ")"} and found and not found[-1]:
            found.pop()
        if found and found[-1] and _apart(found[-1], line):
            found.append("")
        found.append(line)
    return found


def _apart(above: str, line: str) -> bool:
    """Whether a blank line belongs between two: before a block and after one."""
    opens = line.endswith("{") and line != "{" and "=" not in line and not above.endswith(("{", "[", "("))
    return opens or (above == "}" and bool(line) and line[0] not in "}])")


def _indented(lines: list[str]) -> list[tuple[int, str]]:
    depth, found = 0, []
    for line in lines:
        leading = len(line) - len(line.lstrip("}])"))
        found.append((max(depth - (1 if leading else 0), 0), line))
        depth += 1 if net(line) > 0 else -1 if net(line) < 0 else 0
    return found


def net(line: str) -> int:
    """Brackets opened and not closed on a line, those in strings and comments aside."""
    if line.startswith("#"):
        return 0
    bare = re.sub(r'"(?:\\.|[^"\\])*"', "", line)
    return sum(bare.count(mark) for mark in "{[(") - sum(bare.count(mark) for mark in "}])")


def _aligned(lines: list[tuple[int, str]]) -> list[str]:
    found: list[str] = []
    chain: list[tuple[int, str, str]] = []
    for depth, line in [*lines, (0, "")]:
        match = _ASSIGNED.match(line) if line and not line.startswith("#") and net(line) == 0 else None
        if match is not None:
            chain.append((depth, match[1], match[2]))
            continue
        found += _chained(chain)
        chain = []
        opening = _ASSIGNED.match(line) if net(line) > 0 else None
        text = f"{opening[1]} = {opening[2]}" if opening else line
        found.append("  " * depth + text if line else "")
    return found[:-1]


def _chained(chain: list[tuple[int, str, str]]) -> list[str]:
    widest = max((2 * depth + len(name) for depth, name, _ in chain), default=0)
    return [("  " * depth + name).ljust(widest) + f" = {value}" for depth, name, value in chain]
