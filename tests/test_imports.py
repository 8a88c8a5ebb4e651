"""The start-up budget: heavy libraries load where they are used, and this list says where that is."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "lepton_iac"
HEAVY = frozenset(
    "boto3 botocore cel hcl2 jinja2 joblib numpy pandas pyarrow requests rich scipy sklearn sqlalchemy tfparse "
    "tree_sitter tree_sitter_hcl yaml dask distributed fastapi starlette uvicorn alembic joserfc itsdangerous "
    "holidays".split()
)


def _top_level_imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("command", ["--help", "--version"])
def test_help_loads_nothing_heavy(command: str) -> None:
    code = (
        "import sys; from lepton_iac.cli.main import run; run([sys.argv[1]]); "
        f"print(sorted(set(sys.modules) & set({sorted(HEAVY)!r})), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, command], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_breakdown_of_a_plan_loads_nothing_heavy(tmp_path: Path) -> None:
    plan = PACKAGE.parent / "sample_stacks" / "developer_environments" / "aws" / "plan.json"
    code = (
        "import sys; from lepton_iac.cli.main import run; "
        f"assert run(['breakdown', {str(plan)!r}, '--format', 'json', '--out', {str(tmp_path / 'o.json')!r}]) == 0; "
        f"print(sorted(set(sys.modules) & set({sorted(HEAVY)!r})), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("room", ["kinds", "price", "read", "report", "optimize", "cli"])
def test_rooms_on_the_fast_path_import_nothing_heavy_at_the_top(room: str) -> None:
    for path in (PACKAGE / room).rglob("*.py"):
        assert not _top_level_imports(path) & HEAVY, path


def test_nothing_loads_the_service_at_start() -> None:
    for path in PACKAGE.rglob("*.py"):
        if "serve" not in path.relative_to(PACKAGE).parts:
            assert "import lepton_iac.serve" not in path.read_text(encoding="utf-8"), path
            assert "from lepton_iac.serve" not in path.read_text(encoding="utf-8"), path


def test_no_type_checking_blocks_and_no_star_imports() -> None:
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "if TYPE_CHECKING" not in text, path
        assert "import *" not in text, path
