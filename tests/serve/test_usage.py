"""Usage queries in the shape that Infracost's v0.10 command line sends."""

from typing import Any

from lepton_iac.serve.auth.role import Role
from tests.serve.conftest import Served
from tests.serve.test_service import PLAN, PLANS

QUERY = """
		query($repoUrl: String!, $project: String!, $resourceType: String!, $address: String!, $usageKeys: [String!]!,
			$usageParams: [UsageParamInput!]) {
			usageQuantities(repoUrl: $repoUrl, project: $project, resourceType: $resourceType, address: $address) {
				address
				usageKey
				monthlyQuantity
			}
		}
	"""
USAGE = b"""version: 0.1
resource_usage:
  aws_nat_gateway.this:
    monthly_data_processed_gb: 1234.5
"""


def asked(served: Served, headers: dict[str, str], address: str, *keys: str) -> Any:
    """The answer to one query."""
    variables = {"repoUrl": "", "project": "live/web", "resourceType": "", "address": address, "usageKeys": list(keys)}
    answer = served.client.post("/graphql", json=[{"query": QUERY, "variables": variables}], headers=headers)
    return answer.json()[0]["data"]["usageQuantities"]


def test_what_was_declared_or_forecast_is_told_to_who_may_see_it(served: Served) -> None:
    files = {"plan": ("plan.json", PLAN), "usage": ("usage.yml", USAGE)}
    assert served.client.post(PLANS, files=files, headers=served.token(Role.ENGINEER)).status_code == 201
    viewer, key = served.token(Role.VIEWER, "shop"), "monthly_data_processed_gb"
    known = {"address": "aws_nat_gateway.this", "usageKey": key, "monthlyQuantity": "1234.5"}
    assert asked(served, viewer, "aws_nat_gateway.this", key, "other") == [known]
    assert asked(served, viewer, "aws_nat_gateway.other", key) == []
    assert asked(served, served.token(Role.VIEWER, "other"), "aws_nat_gateway.this", key) == []
