"""One thing somebody must know."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

SEVERITIES = ("info", "warning", "critical")


@dataclass(frozen=True, slots=True)
class Alert:
    """What is wrong, where, since when; two looks at the same trouble give the same ``key``.

    Attributes:
        kind: ``budget``, ``anomaly``, ``drift``, ``capacity`` or ``stack``.
        subject: the project, address or service it is about.
        text: one sentence with the figures, for people.
        labels: what tells this trouble from another of its kind; no figures, for they change from look to look.
    """

    kind: str
    subject: str
    severity: str
    text: str
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The same for the same trouble, whatever its figures are today."""
        parts = [self.kind, self.subject, *(f"{name}={value}" for name, value in sorted(self.labels.items()))]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
