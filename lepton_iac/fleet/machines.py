"""What a stack runs by the hour, as rows that commitments over a whole fleet are worked out from."""

import json
from typing import Any

from lepton_iac.model import EMPTY, Project
from lepton_iac.optimize.load import pools


def machine_rows(key: str, project: Project) -> tuple[dict[str, Any], ...]:
    """What a right-sized stack runs by the hour, machine type by machine type, as rows to be kept."""
    changes = project.proposal.changes if project.proposal is not None else ()
    found = pools(project.proposed or project.bill, changes, project.usage.demands or EMPTY)
    return tuple(
        {
            "stack": key, "provider": row.provider, "region": row.region, "service": row.service,
            "component": row.component, "sku": row.sku, "purchase": row.purchase, "interruptible": pool.interruptible,
            "load": json.dumps([[str(share), str(units)] for share, units in pool.load.steps]),
        }
        for pool in found
        for row in (pool.row,)
    )  # fmt: skip
