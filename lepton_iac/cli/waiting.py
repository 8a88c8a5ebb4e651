"""A sign of life while something takes long whose end nobody can count."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def waiting(text: str) -> Iterator[None]:
    """Say on a terminal what is being done, with a moving sign, until it is; silent elsewhere."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.live import Live
    from rich.spinner import Spinner

    sign = Spinner("dots", text=text)
    with Live(sign, console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False):
        yield
