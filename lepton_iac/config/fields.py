"""Every field of `lepton-iac.yml`, in one table: the loader, the JSON Schema, `init` and the docs all read it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One setting.

    Attributes:
        kind: ``text``, ``number``, ``flag``, ``path``, or a list of one of them, ``texts`` or ``paths``.
        option: the parameter that the commands know it by; empty where no option says the same.
        says: one sentence for people.
        example: how it is written in a file.
        one_of: the only words allowed, where there are such.
    """

    kind: str
    option: str
    says: str
    example: str
    one_of: tuple[str, ...] = ()


SEVERITY = ("low", "medium", "high", "critical", "never")
OBJECTIVE = ("cost", "risk", "disruption")
DISRUPTION = ("none", "online", "stop_start", "replace", "data_loss")

SECTIONS: Mapping[str, Mapping[str, Field]] = {
    "usage": {
        "file": Field("path", "usage_file", "Declared usage, in Infracost's usage-file format.", "infracost-usage.yml"),
    },
    "metrics": {
        "files": Field("paths", "metrics", "Measured metrics, any of the formats `forecast` reads.", "[metrics.csv]"),
        "mapping": Field("path", "mapping", "CSV or YAML that maps series to Terraform addresses.", "mapping.csv"),
        "zone": Field("text", "zone", "Time zone of time stamps that carry none.", "Europe/Berlin"),
        "horizon": Field("text", "horizon", "How far to forecast.", "7d"),
        "max_breach": Field("text", "max_breach", "Share of hours demand may pass capacity.", "1%"),
        "holidays": Field("text", "holidays", "Free days: a file of dates, or a country's calendar.", "DE-BY"),
        "method": Field("text", "method", "Forecast method; `auto` chooses and says why.", "auto"),
        "model": Field("path", "model", "A model made by `forecast train`.", "fleet.model"),
    },
    "prices": {
        "default_region": Field(
            "texts", "default_region", "CLOUD=REGION where the plan does not tell.", "[aws=eu-west-1]"
        ),
    },
    "constraints": {
        "residency": Field("texts", "residency", "Nothing may leave this part of the world.", "[eu]"),
        "providers": Field("texts", "providers", "Clouds that may be proposed.", "[aws, azurerm]"),
        "regions": Field("texts", "regions", "Regions that may be proposed.", "[eu-west-1, westeurope]"),
        "families": Field("texts", "families", "Machine families that may be proposed.", "[m7i, c7i, r7i]"),
        "allow_arch": Field("texts", "allow_arch", "Other architectures that may be proposed.", "[arm64]"),
        "allow_burstable": Field("flag", "allow_burstable", "Burstable machines may be proposed.", "false"),
        "no_burstable": Field("flag", "no_burstable", "No change may end in a burstable machine.", "true"),
        "objective": Field("text", "objective", "What proposals are chosen by.", "cost", OBJECTIVE),
        "keep_availability": Field("flag", "keep_availability", "Standbys and zones are never given up.", "true"),
        "horizon_months": Field("number", "horizon_months", "Months over which moving costs are spread.", "12"),
        "labour_hour_price": Field("number", "labour_hour_price", "What an hour of work costs.", "80"),
        "inventory": Field("path", "inventory", "Commitments already paid for; never stranded.", "commitments.yml"),
        "max_disruption": Field(
            "text", "max_disruption", "The worst a change may do to a running resource.", "stop_start", DISRUPTION
        ),
        "max_changes": Field("number", "max_changes", "At most so many changes, the largest savings.", "20"),
        "min_saving": Field("number", "min_saving", "Smallest saving per month worth a change.", "1"),
    },
    "policies": {
        "folders": Field("paths", "folders", "Folders of your own policies.", "[policies]"),
        "select": Field("texts", "select", "Only these: an id, the start of one, or a category.", "[cost]"),
        "ignore": Field("texts", "ignore", "Not these: an id, the start of one, or a category.", "[aws-rds]"),
        "exclude": Field("texts", "exclude", "Paths or addresses to leave out.", '["examples/*"]'),
        "params": Field("texts", "param", "POLICY.PARAMETER=VALUE.", "[aws-required-tags.tags=Owner]"),
        "baseline": Field("path", "baseline", "Findings that are known already.", ".lepton-iac-baseline.json"),
        "rego": Field("path", "rego", "Rego policies, through an installed opa or conftest.", "rego"),
    },
    "gates": {
        "fail_on": Field("texts", "fail_on", "Conditions on the bill that end in exit code 2.", '["increase > 10%"]'),
        "severity": Field("text", "severity", "`check` ends in exit code 2 from this severity on.", "high", SEVERITY),
        "budgets": Field("texts", "budgets", "What may be spent in a month.", '[5000, "tag team=web 500"]'),
        "soft_fail": Field("flag", "soft_fail", "Report breached gates, but end in exit code 0.", "false"),
    },
}
"""Section to field to what it is."""

PROJECT: Mapping[str, Field] = {
    "path": Field("path", "path", "A folder of Terraform, a plan or a state; compulsory.", "infra/prod"),
    "name": Field("text", "", "What reports call it; its path if not given.", "prod"),
    "plan": Field("path", "plan", "The plan of the folder (`terraform show -json`).", "infra/prod/plan.json"),
    "workspace": Field("text", "workspace", "The workspace, for a folder without a plan.", "prod"),
    "var_files": Field("paths", "var_files", "Variable files, for a folder without a plan.", "[prod.tfvars]"),
    "usage_file": Field("path", "usage_file", "Declared usage of this project.", "prod-usage.yml"),
    "metrics": Field("paths", "metrics", "Metrics of this project.", "[metrics/prod.csv.gz]"),
    "mapping": Field("path", "mapping", "Series to addresses, of this project.", "mapping.csv"),
    "default_region": Field("texts", "default_region", "CLOUD=REGION of this project.", "[aws=eu-west-1]"),
    "exclude": Field("texts", "", "Folders under the path that are not projects of their own.", "[examples]"),
}
"""The fields of one entry of ``projects``."""
