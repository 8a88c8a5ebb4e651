"""Which databases cannot be stopped."""

from lepton_iac.model import Resource
from lepton_iac.optimize.context import Context


def replicated(resource: Resource, context: Context) -> str:
    """A replica, or a database with replicas, https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html"""
    if resource.attributes.get("replicate_source_db"):
        return "a replica cannot be stopped"
    copies = context.stack.referrers.get(resource.address, ())
    if any(path == "replicate_source_db" for path, _ in copies):
        return "a database with replicas cannot be stopped"
    return ""
