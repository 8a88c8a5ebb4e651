"""Production or not: tags first, whole words only, contradictions say nothing."""

import pytest

from lepton_iac.policy.environment import of_names, of_tags


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("dev-web", "non-production"),
        ("webProd01", "production"),
        ("module.staging", "non-production"),
        ("usage_ephemeral", ""),
        ("device-registry", ""),
        ("productivity", ""),
        ("reproduce", ""),
        ("non-prod-db", "non-production"),
        ("nonprod", "non-production"),
        ("dev-to-prod-sync", ""),
        ("", ""),
        ("contest", ""),
        ("web.live", "production"),
    ],
)
def test_names(name: str, said: str) -> None:
    assert of_names([name]) == said


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ({"Environment": "Development"}, "non-production"),
        ({"env": "prd"}, "production"),
        ({"Name": "prod"}, ""),
        ({"Stage": "demo"}, "non-production"),
        ({"corp:environment": "prod"}, "production"),
        ({"environment": 5}, ""),
    ],
)
def test_tags(tags: dict[str, object], said: str) -> None:
    assert of_tags(tags) == said
