"""Blocks that are added beside a resource."""

from pathlib import Path

import pytest

from tests.write.making import attempt, change

ADDED = 'resource "aws_iam_role" "r" {\n  name = "r"\n}\n\nresource "aws_scheduler_schedule" "s" {\n  name = "s"\n}'
ONE = {"aws_instance.a": {"instance_type": "m5.large"}}


@pytest.mark.parametrize(("line", "expected"), [("", 0), ("  provider = aws.development\n", 2)])
def test_new_blocks_use_the_provider_of_their_resource(tmp_path: Path, line: str, expected: int) -> None:
    text = f'resource "aws_instance" "a" {{\n{line}  instance_type = "m5.large"\n}}\n'
    beside = change("aws_instance.a", additions=(ADDED,))
    written = attempt(tmp_path, text, ONE, beside).results["main.tf"].decode()
    assert written.count("{\n  provider = aws.development\n\n  name = ") == expected
    assert attempt(tmp_path, written, ONE, beside).empty
