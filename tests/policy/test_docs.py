"""The policies as documentation."""

from lepton_iac.policy import load_policies
from lepton_iac.policy.docs import HEAD, rows, table


def test_every_policy_has_one_row() -> None:
    found = rows()
    assert sorted(id_ for _, id_, _ in found) == [policy.id for policy in load_policies()]
    assert all(len(cells) == len(HEAD) for _, _, cells in found)


def test_the_table_is_whole() -> None:
    text = table()
    assert text.count("<details>") == text.count("</details>") == 4
    assert "| [`aws-ebs-gp2`](https://docs.aws.amazon.com/" in text
    assert '`type = "gp3"`' in text
