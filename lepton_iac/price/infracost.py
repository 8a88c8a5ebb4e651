"""The installed Infracost command (v0.10) as a second opinion: started as a subprocess, its JSON handed on.

Its JSON and its environment: https://www.infracost.io/docs/features/cli_commands/.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from lepton_iac.errors import PriceBookError

QUIET: Mapping[str, str] = {
    "INFRACOST_SKIP_UPDATE_CHECK": "true",
    "INFRACOST_ENABLE_CLOUD": "false",
    "NO_COLOR": "1",
}
"""No update check, nothing sent to its cloud but what it needs for prices, no colours."""

LONGEST_SECONDS = 600


def infracost_json(path: str, usage_file: Path | None = None, environ: Mapping[str, str] | None = None) -> bytes:
    """What ``infracost breakdown --format json`` says about a plan or folder.

    Raises:
        PriceBookError: the command is not installed, is of another generation, fails or does not end.
    """
    surroundings = os.environ if environ is None else environ
    command = shutil.which("infracost", path=surroundings.get("PATH"))
    if command is None:
        raise PriceBookError(
            "the command infracost is not installed",
            mend="install Infracost v0.10 (https://www.infracost.io/docs/), or leave the option away",
        )
    arguments = [command, "breakdown", "--path", path, "--format", "json", "--log-level", "error"]
    arguments += ["--usage-file", str(usage_file)] if usage_file is not None else []
    try:
        done = subprocess.run(
            arguments, env={**surroundings, **QUIET}, capture_output=True, timeout=LONGEST_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PriceBookError(
            f"infracost did not finish: {type(error).__name__}", where=command, mend="run it alone to see why"
        ) from None
    if done.returncode != 0:
        words = _without_secrets(done.stderr.decode(errors="replace"), surroundings).strip().splitlines()
        raise PriceBookError(
            f"infracost ended with {done.returncode}: {words[-1] if words else 'no message'}",
            where=command,
            mend="run `infracost breakdown` alone; v2 no longer reads plans, v0.10 does",
        )
    return done.stdout


def _without_secrets(text: str, environ: Mapping[str, str]) -> str:
    """Error text without the values of keys and tokens that the surroundings hold."""
    for name, value in environ.items():
        if len(value) > 5 and any(word in name.upper() for word in ("KEY", "TOKEN", "SECRET", "PASSWORD")):
            text = text.replace(value, "***")
    return text
