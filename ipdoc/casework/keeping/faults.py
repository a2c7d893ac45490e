"""Faults that the check of a vault finds: what each means, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from ipdoc.errors import Message
from ipdoc.i18n import mark as _

RESTORE = Message(_("Keep the folder as it is, and restore this from a backup."))
COMPARE = Message(
    _("Do not go on in this copy: look for the newest backup or a colleague's copy and compare.")
)
ASK = Message(_("Ask whoever may have done it; if nobody did, treat it as a change from outside."))
TIDY = Message(_("Nothing is lost; a write that was cut off leaves such files behind."))

TABLES = {
    "vault": Message(_("the vault itself")),
    "copy": Message(_("the mark of this copy")),
    "person": Message(_("a person's public key")),
    "passphrase": Message(_("a person's key under the passphrase")),
    "profile": Message(_("a person's own settings")),
    "membership": Message(_("whether a person belongs to the vault")),
    "recovery": Message(_("a person's recovery key")),
    "signin": Message(_("a person's sign-in name")),
    "device": Message(_("a device")),
    "form": Message(_("a form")),
    "erased": Message(_("the list of erased cases")),
    "invitation": Message(_("an invitation")),
}
"""Kind of row → words."""


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it should be."""

    what: Message
    """What it means."""
    todo: Message
    """What to do."""
    row: str = ""
    """Which row or file: opaque ids and numbers only."""
    case_id: str = ""
    """The case; empty where it concerns the whole vault."""
    code: str = ""
    """Code of the case, where it is known."""
    certain: bool = True
    """False where it may also have been done in the ordinary way since the newest vault head."""


def broken_database(said: str) -> Fault:
    """The database's own check found something."""
    return Fault(Message(_("The database is damaged inside.")), RESTORE, said)


def strange_schema(name: str) -> Fault:
    """A table, index or trigger is not ours."""
    return Fault(
        Message(_("The database has a table, index or trigger that ipdoc did not make so.")),
        RESTORE,
        name,
    )


def orphan(table: str, row: str) -> Fault:
    """A row belongs to a case, person or device that is not there."""
    return Fault(
        Message(_("A row belongs to a case, a person or a device that is not there.")),
        RESTORE,
        f"{table} {row}",
    )


def unreadable(table: str) -> Fault:
    """A whole table cannot be read."""
    return Fault(Message(_("A table of the database cannot be read.")), RESTORE, table)


def bad_head(number: int) -> Fault:
    """A head is not what a known device signed."""
    text = _("Vault head {number} was changed, or nobody known signed it.")
    return Fault(Message(text, {"number": number}), RESTORE)


def missing_head(number: int) -> Fault:
    """The heads are not one chain."""
    text = _("Vault head {number} is missing, or does not follow from the one before.")
    return Fault(Message(text, {"number": number}), COMPARE)


def other_vault() -> Fault:
    """The outside head tells of another vault."""
    return Fault(
        Message(_("The head that was kept elsewhere is of another vault.")),
        Message(_("Choose the head of this vault, or open the vault it belongs to.")),
    )


def unknown_signer() -> Fault:
    """Nobody known signed the outside head."""
    return Fault(
        Message(_("Nobody whom this vault knows signed the head that was kept elsewhere.")), COMPARE
    )


def older_vault() -> Fault:
    """The outside head is newer than the vault."""
    text = _("This vault does not know the head that was kept elsewhere: it is an older state.")
    return Fault(Message(text), COMPARE)


def changed_row(kind: str, row: str, *, certain: bool) -> Fault:
    """A row is not as the heads tell."""
    text = _("Changed since the newest vault head: {what}.")
    what = Message(text, {"what": TABLES[kind]})
    return Fault(what, RESTORE if certain else ASK, row, certain=certain)


def missing_row(kind: str, row: str, *, certain: bool) -> Fault:
    """A row that the heads tell of is not there."""
    text = _("Missing, though a vault head tells of it: {what}.")
    what = Message(text, {"what": TABLES[kind]})
    return Fault(what, RESTORE if certain else ASK, row, certain=certain)


def added_row(kind: str, row: str) -> Fault:
    """A row that the heads do not tell of."""
    text = _("Added since the newest vault head: {what}.")
    return Fault(Message(text, {"what": TABLES[kind]}), ASK, row, certain=False)


def bad_profile() -> Fault:
    """The person's own profile does not open any more."""
    return Fault(Message(_("Your own keys in the vault were changed.")), RESTORE)


def bad_form(digest: str) -> Fault:
    """A form is not what its digest says."""
    return Fault(Message(_("A form is not the one that was kept.")), RESTORE, digest)


def bad_count(person_id: str) -> Fault:
    """The counter of a list is wrong."""
    return Fault(
        Message(_("The number of cases in somebody's list is not right.")), RESTORE, person_id
    )


def stray_file(name: str) -> Fault:
    """A file that no row names."""
    text = Message(_("A file in the vault's folder belongs to no case."))
    return Fault(text, TIDY, name, certain=False)
