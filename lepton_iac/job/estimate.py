"""Reading, forecasting and pricing one stack that the user named."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from lepton_iac.errors import ReadError
from lepton_iac.job.inputs import Inputs
from lepton_iac.job.terragrunt import is_unit, terragrunt_plan
from lepton_iac.model import Quantity, Stack, Usage
from lepton_iac.pipeline import Priced, estimate
from lepton_iac.price.book import Book
from lepton_iac.read import load
from lepton_iac.read.given_region import parse_regions, with_regions


def stack_at(inputs: Inputs, stdin: bytes | None = None) -> Stack:
    """The stack the user named: a plan, a state, a folder, or ``-`` for the bytes of standard input.

    Raises:
        LeptonError: it cannot be read.
    """
    given = parse_regions(inputs.default_region)
    folder = Path(inputs.path)
    if inputs.path != "-" and is_unit(folder):
        return with_regions(_unit(folder, inputs.terragrunt), given)
    stack = load(inputs.path, stdin=stdin, var_files=inputs.var_files, workspace=inputs.workspace)
    return with_regions(stack, given)


def _unit(folder: Path, allowed: bool) -> Stack:
    if not allowed:
        raise ReadError(
            "a Terragrunt unit, which only Terragrunt can plan",
            where=str(folder),
            mend="give its plan (`terragrunt show -json`), or --terragrunt to have the installed Terragrunt plan it",
        )
    return load("-", stdin=terragrunt_plan(folder))


def usage_at(inputs: Inputs, stack: Stack) -> Usage:
    """Declared usage and, where metrics are given, forecasts matched to the stack.

    Raises:
        LeptonError: a usage or metrics file cannot be read.
    """
    usage = Usage()
    if inputs.usage_file is not None:
        from lepton_iac.forecast.usage_file import read_usage

        usage = read_usage(inputs.usage_file)
    if not inputs.metrics and inputs.live is None:
        return usage
    from lepton_iac.job.measured import found_in

    found = found_in(inputs, stack)
    known = replace(usage, by_type={}, options_by_type={})
    coming = tuple(_undeclared(known, stack, month) for month in found.usage.coming)
    declared = {**usage.declared}
    for address, keys in _undeclared(known, stack, found.usage.next).items():
        declared[address] = {**keys, **declared.get(address, {})}
    return replace(usage, declared=declared, demands=found.demands, unmatched=found.notes, coming=coming)


def _undeclared(
    usage: Usage, stack: Stack, measured: Mapping[str, Mapping[str, Quantity]]
) -> Mapping[str, Mapping[str, Quantity]]:
    """Measured usage without the keys that the user declared for the resource: what is said outright counts."""
    from lepton_iac.forecast.usage_file import usage_for

    left: dict[str, Mapping[str, Quantity]] = {}
    for address, keys in measured.items():
        said = usage_for(usage, address, stack.by_address[address].type)
        rest = {key: quantity for key, quantity in keys.items() if key not in said}
        if rest:
            left[address] = rest
    return left


def usage_lookup(usage: Usage) -> Callable[[str, str], Mapping[str, Quantity | str]]:
    """(address, type) to the declared quantities and options of a resource."""
    if not usage.declared and not usage.by_type and not usage.options:
        return lambda address, type_name: {}
    from lepton_iac.forecast.usage_file import options_for, usage_for

    return lambda address, type_name: {**options_for(usage, address, type_name), **usage_for(usage, address, type_name)}


def priced(inputs: Inputs, book: Book, stdin: bytes | None = None) -> Priced:
    """Read, forecast and price what the user named.

    Raises:
        LeptonError: something the user named cannot be read.
    """
    stack = stack_at(inputs, stdin)
    usage = usage_at(inputs, stack)
    return estimate(project_name(inputs.path), stack, usage, usage_lookup(usage), book)


def project_name(path: str) -> str:
    """A project is called by its path; a folder given as ``.`` by its own name."""
    if path == "-":
        return "standard input"
    here = Path(path)
    return here.resolve().name if path in {".", ".."} else str(here)
