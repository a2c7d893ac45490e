"""Builders: a team around a case, and what the person examined agrees to."""

from ipdoc.casework.access.sharing import Offer, share
from ipdoc.casework.cases import start_case
from ipdoc.casework.findings import record_by_region
from ipdoc.casework.sections import open_section, save_answers
from ipdoc.domain.consent import SECTION, Recipient

TEAM, LAWYER = Recipient.TEAM, Recipient.LAWYER
FOR_TEAM = ("c_confidentiality_limits", "c_photos_body", "c_genital_anal_exam")


def decide(vault, ref, *agreed, **decisions):
    """Record decisions of the person examined: question → agreed, refused or withdrawn."""
    said = {**dict.fromkeys(agreed, "agreed"), **decisions}
    cells = {key: {"explained": "yes", "decision": value} for key, value in said.items()}
    version = open_section(vault, ref, SECTION).version
    save_answers(vault, ref, SECTION, cells, version)


def a_case(vault, code, *agreed):
    """Open a full evaluation in which something was agreed to; return its reference."""
    ref = start_case(vault, "full", code, "", {"record": "en"})
    if agreed:
        decide(vault, ref, *agreed)
    return ref


def write(vault, ref, text, key="al_summary", section="allegations"):
    """Write one answer."""
    version = open_section(vault, ref, section).version
    return save_answers(vault, ref, section, {key: text}, version)


def an_intimate_lesion(vault, ref):
    """Record a lesion in a region that lies in the part ``intimate``; return it."""
    return record_by_region(vault, ref, "bruise", "perineum", "m")


def shared(vault, ref, person, *parts, recipient=TEAM, reason="second opinion", until=None):
    """Share a case with the person of an open vault."""
    offer = Offer(person.person_id, parts, recipient, reason, until)
    return share(vault, ref.case_id, offer)
