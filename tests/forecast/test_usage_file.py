import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lepton_iac.errors import LeptonError, ReadError
from lepton_iac.forecast.usage_file import options_for, read_usage, usage_for
from lepton_iac.model import Provenance, Quantity, Usage

USAGE = """\
version: 0.1
resource_type_default_usage:
  aws_lambda_function:
    monthly_requests: 100000
    request_duration_ms: 500
resource_usage:
  aws_lambda_function.orders:
    monthly_requests: "250_000"  # counted in October
    request_duration_ms: null
  module.web[*].aws_s3_bucket.this[*]:
    standard:
      storage_gb: 10.5
      monthly_tier_1_requests: 1_000
  module.web["eu"].aws_s3_bucket.this[*]:
    standard:
      storage_gb: 20
  module.web["eu"].aws_s3_bucket.this[0]:
    standard:
      storage_gb: 30
  aws_instance.web:
    operating_system: windows
    vcpu_count: '2'
  aws_instance.idle:
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "infracost-usage.yml"
    file.write_text(USAGE, "utf-8")
    return file


def test_quantities_are_declared_and_say_their_line(path: Path) -> None:
    found = usage_for(read_usage(path), "aws_instance.web", "aws_instance")
    assert found == {"vcpu_count": Quantity(Decimal(2), provenance=Provenance.DECLARED, detail=f"{path}:22")}


def test_the_type_s_default_fills_what_the_address_leaves_out(path: Path) -> None:
    usage = read_usage(path)
    found = usage_for(usage, "aws_lambda_function.orders", "aws_lambda_function")
    assert found["request_duration_ms"].expected == 500
    other = usage_for(usage, "aws_lambda_function.other", "aws_lambda_function")
    assert other["monthly_requests"].expected == 100_000


@pytest.mark.parametrize(
    ("address", "storage"),
    [
        ('module.web["eu"].aws_s3_bucket.this[0]', 30),
        ('module.web["eu"].aws_s3_bucket.this[1]', 20),
        ('module.web["us"].aws_s3_bucket.this[1]', Decimal("10.5")),
        ('module.web["a]b"].aws_s3_bucket.this["c.d"]', Decimal("10.5")),
    ],
)
def test_the_exact_address_wins_over_wildcards_and_few_stars_over_many(
    path: Path, address: str, storage: Decimal
) -> None:
    found = usage_for(read_usage(path), address, "aws_s3_bucket")
    assert found["standard.storage_gb"].expected == storage
    assert found["standard.monthly_tier_1_requests"].expected == 1000


def test_a_wildcard_needs_an_index(path: Path) -> None:
    assert usage_for(read_usage(path), "module.web.aws_s3_bucket.this", "aws_s3_bucket") == {}


def test_words_are_options(path: Path) -> None:
    usage = read_usage(path)
    assert options_for(usage, "aws_instance.web", "aws_instance") == {"operating_system": "windows"}
    assert options_for(usage, "aws_instance.idle", "aws_instance") == {}


def test_numeric_texts_are_quantities(path: Path) -> None:
    found = usage_for(read_usage(path), "aws_lambda_function.orders", "aws_lambda_function")
    assert found["monthly_requests"].expected == 250_000


def test_an_option_of_a_type_and_of_a_wildcard(tmp_path: Path) -> None:
    file = tmp_path / "usage.yml"
    file.write_text(
        "resource_type_default_usage: {aws_instance: {operating_system: linux, tier: a}}\n"
        "resource_usage: {'aws_instance.w[*]': {operating_system: windows}}\n"
    )
    found = options_for(read_usage(file), "aws_instance.w[3]", "aws_instance")
    assert found == {"operating_system": "windows", "tier": "a"}


@pytest.mark.parametrize("text", ["", "# nothing\n", "version: 0.1\n", "resource_usage:\n"])
def test_an_empty_file_declares_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "u.yml").write_text(text)
    assert read_usage(tmp_path / "u.yml") == Usage(declared={}, by_type={}, options={}, options_by_type={})


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("version: 0.1\nresources: {}\n", 2),
        ("resource_usage:\n  - aws_instance.a\n", 2),
        ("resource_usage:\n  aws_instance.a: 5\n", 2),
        ("resource_usage:\n  aws_instance.a:\n    keys: [1]\n", 3),
        ("resource_usage:\n  aws_instance.a:\n    storage: -1\n", 3),
        ("resource_usage:\n  aws_instance.a:\n    storage: .inf\n", 3),
        ("resource_usage:\n  aws_instance.a:\n    <<: {storage: 1}\n", 3),
        ("resource_usage:\n  a: {b: }}\n", 2),
        ("resource_usage: &x\n  a: *x\n", 1),
    ],
)
def test_another_structure_is_an_error_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    (tmp_path / "u.yml").write_text(text)
    with pytest.raises(ReadError) as caught:
        read_usage(tmp_path / "u.yml")
    assert caught.value.where.endswith(f"u.yml:{line}")


def test_anchors_that_multiply_are_refused(tmp_path: Path) -> None:
    levels = ["l0: &l0 {" + ", ".join(f"k{n}: 1" for n in range(12)) + "}"]
    levels += [f"l{n}: &l{n} {{" + ", ".join(f"k{k}: *l{n - 1}" for k in range(12)) + "}" for n in range(1, 7)]
    (tmp_path / "u.yml").write_text("resource_usage:\n" + "".join(f"  {level}\n" for level in levels))
    with pytest.raises(ReadError, match="more than 300000 values"):
        read_usage(tmp_path / "u.yml")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a: b: c", b"[" * 5000])
def test_damaged_files_are_errors(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "u.yml").write_bytes(content)
    with pytest.raises(ReadError):
        read_usage(tmp_path / "u.yml")
    with pytest.raises(ReadError):
        read_usage(tmp_path / "none.yml")


def test_a_thousand_resources_are_asked_in_no_time(path: Path) -> None:
    usage = read_usage(path)
    addresses = [f'module.web["eu"].aws_s3_bucket.this[{n}]' for n in range(1000)]
    start = time.perf_counter()
    for address in addresses:
        usage_for(usage, address, "aws_s3_bucket")
    assert time.perf_counter() - start < 0.5


@settings(deadline=None)
@given(text=st.text(max_size=120))
def test_garbage_raises_only_our_errors(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("usage") / "u.yml"
    path.write_text("resource_usage:\n  a.b: " + text, "utf-8", errors="replace")
    try:
        usage = read_usage(path)
    except LeptonError:
        return
    assert all(one.expected >= 0 for keys in usage.declared.values() for one in keys.values())


def test_a_key_that_stands_twice_is_noted_and_the_last_counts(tmp_path: Path) -> None:
    (tmp_path / "u.yml").write_text("resource_usage:\n  aws_instance.a:\n    storage: 1\n    storage: 2\n")
    usage = read_usage(tmp_path / "u.yml")
    assert usage.declared["aws_instance.a"]["storage"].expected == 2
    assert [note.where.rsplit(":", 1)[1] for note in usage.notes] == ["4"]
