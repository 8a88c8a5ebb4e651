"""Every policy that comes with lepton-iac keeps the promises of its own file."""

from urllib.parse import urlsplit

import pytest

from lepton_iac.assets import folder
from lepton_iac.policy import Policy, load_policies
from lepton_iac.policy.examples import mended, verdict
from lepton_iac.policy.rule import CATEGORIES, Example

POLICIES = load_policies()
VENDORS = ("amazon.com", "microsoft.com", "cloud.google.com", "finops.org")
EXAMPLES = [
    pytest.param(policy, example, id=f"{policy.id}:{example.line}:{example.expected}")
    for policy in POLICIES
    for example in policy.examples
]
FIXES = [
    pytest.param(policy, example, id=f"{policy.id}:{example.line}")
    for policy in POLICIES
    for example in policy.examples
    if policy.edits and example.expected == "fail"
]


@pytest.mark.parametrize(("policy", "example"), EXAMPLES)
def test_example(policy: Policy, example: Example) -> None:
    assert verdict(policy, example) == example.expected


@pytest.mark.parametrize(("policy", "example"), FIXES)
def test_the_edits_of_a_fix_mend_the_failing_example(policy: Policy, example: Example) -> None:
    assert verdict(policy, mended(policy, example)) == "pass"


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)
def test_file_is_named_after_its_policy_and_cites_a_vendor(policy: Policy) -> None:
    assert (folder("policies") / f"{policy.id}.yaml").is_file()
    assert (urlsplit(policy.source).hostname or "").endswith(VENDORS)


def test_all_clouds_and_categories_are_covered() -> None:
    for cloud in ("aws", "azure", "google"):
        for category in CATEGORIES:
            assert any(one.id.startswith(cloud) and one.category == category for one in POLICIES), (cloud, category)
    assert len(POLICIES) >= 80
