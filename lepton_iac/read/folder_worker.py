"""Evaluates one folder in its own process, which may hang or die without harm: JSON in, JSON out.

Request: ``{"folder", "var_files", "workspace"}``. Answer: ``{"blocks": {...}}`` or ``{"error": "text"}``.
"""

import json
import os
import sys
from typing import Any


def evaluate(request: dict[str, Any]) -> dict[str, Any]:
    """What tfparse makes of the folder; its errors come back as text."""
    from tfparse import ParseError, load_from_path

    files = [os.path.relpath(file, request["folder"]) for file in request["var_files"]]
    try:
        found = load_from_path(
            request["folder"],
            stop_on_hcl_error=True,
            workspace_name=request["workspace"],
            vars_paths=files or None,
        )
    except (ParseError, ValueError) as error:
        return {"error": str(error)}
    return {"blocks": found}


def main() -> None:
    """Answer the one request on standard input."""
    answer = evaluate(json.loads(sys.stdin.buffer.read()))
    sys.stdout.write(json.dumps(answer, default=str))


if __name__ == "__main__":
    main()
