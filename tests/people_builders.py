"""Builders: a second person in a vault, let in the way that a real one is."""

from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.people.invitations import invite
from ipdoc.casework.people.joining import confirm, join, waiting
from ipdoc.domain.people import Role
from tests.vault_builders import CHEAP

SECOND_PASSPHRASE = "another horse battery staple"
SECOND_NAME = "Dr Second"


def a_waiting_person(vault, role=Role.CLINICIAN, name=SECOND_NAME, passphrase=SECOND_PASSPHRASE):
    """Invite somebody who joins; return id and fingerprint."""
    code = invite(vault, name, Role(role))
    fingerprint = join(vault.place, code, passphrase, vault.now().date(), cost=CHEAP)
    with vault.transaction(write=False) as work:
        (found,) = [one for one in waiting(work) if one.name == name]
    assert found.fingerprint == fingerprint
    return found.person_id, fingerprint


def a_second_person(vault, role=Role.CLINICIAN, name=SECOND_NAME, passphrase=SECOND_PASSPHRASE):
    """Let somebody into the vault: invited, joined, compared, confirmed; return their open vault.

    Args:
        vault: open, of somebody who may invite.
        role: of the new person, also as text.
        name: sign-in name; give another one for a third person.
        passphrase: of the new person.

    Returns:
        An OpenVault of the new person on the same folder; the caller closes it.
    """
    person_id, fingerprint = a_waiting_person(vault, role, name, passphrase)
    confirm(vault, person_id, fingerprint)
    return open_vault(vault.place, passphrase, name=name, clock=vault.now)
