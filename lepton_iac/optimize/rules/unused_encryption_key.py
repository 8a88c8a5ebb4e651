"""Customer keys of AWS that encrypt nothing of the stack.

https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys-determining-usage.html
"""

from lepton_iac.model import Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.shapes.unused import Thing, unused

SOURCE = "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys-determining-usage.html"
_NO_USE = frozenset({"aws_kms_alias", "aws_kms_key_policy"})


def _used(resource: Resource, context: Context) -> bool:
    """Replicas and whatever goes through the key's alias use it too."""
    aliases = (one for one in context.referrers(resource) if one.type == "aws_kms_alias")
    return bool(context.guarded(resource)) or any(True for alias in aliases for _ in context.referrers(alias))


RULE = unused(
    "unused-encryption-key",
    "removes a customer key that encrypts nothing of the stack",
    ("aws_kms_key", "aws_kms_external_key"),
    Thing(
        "key",
        "that nothing uses",
        _NO_USE,
        "what was encrypted with it can never be read again once it is gone",
        _used,
        elsewhere="data outside this stack that was encrypted with it",
    ),
    SOURCE,
)
