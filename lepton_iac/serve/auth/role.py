"""Three roles, each of which may do what the one before it may."""

from dataclasses import dataclass
from enum import StrEnum

EVERYWHERE = "*"


class Role(StrEnum):
    """What somebody may do: look, upload, or look after the service."""

    VIEWER = "viewer"
    ENGINEER = "engineer"
    ADMIN = "admin"


_ORDER = tuple(Role)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in one project, or everywhere."""

    role: Role
    project: str

    def allows(self, role: Role, project: str) -> bool:
        """Whether it is enough."""
        return _ORDER.index(self.role) >= _ORDER.index(role) and self.project in {EVERYWHERE, project}


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: a token or somebody who logged in.

    Attributes:
        csrf: what a form of this session must bring along; empty for a token.
    """

    name: str
    grants: tuple[Grant, ...]
    csrf: str = ""

    def may(self, role: Role, project: str = EVERYWHERE) -> bool:
        """Whether one of the grants is enough."""
        return any(grant.allows(role, project) for grant in self.grants)

    def sees(self, project: str) -> bool:
        """Whether a project may be shown at all."""
        return self.may(Role.VIEWER, project)
