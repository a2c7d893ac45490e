"""Who works with a vault: the roles, and whether somebody belongs to it yet or no longer."""

from __future__ import annotations

from enum import StrEnum

from ipdoc.errors import Message


class Role(StrEnum):
    """What a person does; what each role may do stands in ``ipdoc.domain.access``."""

    CLINICIAN = "clinician"
    """Examines, writes, issues; leads the cases that they opened."""
    REVIEWER = "reviewer"
    """A second clinician, who reads what is shared with them and changes nothing."""
    PSYCHOLOGIST = "psychologist"
    """Writes answers and leads cases as a clinician does; leaves the body to clinicians."""
    LAWYER = "lawyer"
    """Reads what is shared with them, as a rule the issued reports."""
    COORDINATOR = "coordinator"
    """Brings people together and sees which cases there are; opens no record."""
    ADMINISTRATOR = "administrator"
    """Keeps the vault running: people, backups, checks. Never any content."""


class Membership(StrEnum):
    """Whether somebody belongs to the vault."""

    ACTIVE = "active"
    WAITING = "waiting"
    """Has accepted an invitation; nobody has compared the fingerprint yet."""
    LEFT = "left"


ROLE_NAMES = {
    Role.CLINICIAN: Message("Clinician"),
    Role.REVIEWER: Message("Reviewer (second clinician)"),
    Role.PSYCHOLOGIST: Message("Psychologist"),
    Role.LAWYER: Message("Lawyer"),
    Role.COORDINATOR: Message("Coordinator"),
    Role.ADMINISTRATOR: Message("Administrator"),
}
"""How pages call the roles."""
