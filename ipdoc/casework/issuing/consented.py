"""What may enter a document: the person examined agreed to it, and silence is no consent.

The decisions on contents (photographs, faces, tests) do not depend on for whom a document is, so an
edition may go to everybody to whom the person agreed; that is asked when it is fetched.
"""

from __future__ import annotations

from typing import Any

from ipdoc.casework.issuing.apart import is_stub, photograph_stub
from ipdoc.domain.answers import AnswerState, Cells, no_answer
from ipdoc.domain.consent import FACES, TESTS, Consents, ConsentState, Content
from ipdoc.domain.finding import RuleError
from ipdoc.domain.payloads import Payload
from ipdoc.domain.photograph import NOBODY, share_level

NO_CONSENT = "no_consent"
"""Why something is withheld, as a document says it."""
_INTIMATE = "c_photos_intimate"
_TESTED = (("psych", "ps_tests"), ("psych", "ps_neuropsych"))
_TESTED_WHOLE = ("psych_screening",)
_ENDED = (ConsentState.REFUSED, ConsentState.WITHDRAWN)


def withheld_now(consents: Consents, snapshot: Payload) -> Payload:
    """Return the key "withheld" of a snapshot: content → decision; empty when all may enter.

    Where nothing is withheld nothing is added: a report that was issued before keeps its digest.

    Args:
        consents: of the case.
        snapshot: whole, or without what is intimate.
    """
    photographs = [one for one in snapshot.get("photographs", []) if not is_stub(one)]
    answers = snapshot.get("answers", {})
    states = {
        "photographs": consents.of_content(Content.PHOTOGRAPHS),
        "faces": _unless_ended(consents, FACES),
        "intimate": _unless_ended(consents, _INTIMATE),
        "tests": _unless_ended(consents, TESTS),
    }
    there = {
        "photographs": any(not _intimate(one) for one in photographs),
        "faces": any(one["fields"].get("face_visible") == "yes" for one in photographs),
        "intimate": any(map(_intimate, photographs)),
        "tests": any(answers.get(section, {}).get(key) for section, key in _TESTED)
        or any(answers.get(section) for section in _TESTED_WHOLE),
    }
    found = {
        content: state.value
        for content, state in states.items()
        if there[content] and state is not ConsentState.GIVEN
    }
    return {"withheld": found} if found else {}


def refuse_withdrawn(consents: Consents, snapshot: Payload) -> None:
    """Refuse to give out what the person examined no longer agrees to.

    Raises:
        RuleError: the document holds some of it.
    """
    now, then = withheld_now(consents, snapshot).get("withheld", {}), snapshot.get("withheld", {})
    if now.keys() - then.keys():
        raise RuleError(
            "The document holds something to which the person examined does not agree any more; "
            "issue it again, then give that out"
        )


def _unless_ended(consents: Consents, question: str) -> ConsentState:
    """Return the decision if it is against; what was not asked apart is given with the rest."""
    said = consents.decision(question)
    return said if said in _ENDED else ConsentState.GIVEN


def _intimate(photograph: Payload) -> bool:
    return bool(photograph["fields"].get("intimate") == "yes")


def as_consented(content: Payload) -> Payload:
    """Return the content of a document without what was not agreed to.

    Args:
        content: of the document; its key "withheld" says what.
    """
    withheld = content.get("withheld", {})
    photographs = [_photograph(one, withheld) for one in content["photographs"]]
    answers = content["answers"]
    if "tests" in withheld:
        answers = {key: _without_tests(key, cells) for key, cells in answers.items()}
    return {**content, "photographs": photographs, "answers": answers}


def _photograph(one: Payload, withheld: Payload) -> Payload:
    if is_stub(one):
        return one
    if share_level(one["fields"]) == NOBODY:
        return photograph_stub(one, NOBODY)
    kind = "intimate" if _intimate(one) else "photographs"
    face = "faces" in withheld and one["fields"].get("face_visible") == "yes"
    return photograph_stub(one, NO_CONSENT) if kind in withheld or face else one


def _without_tests(section: str, cells: Cells) -> Cells:
    gone: Any = no_answer(AnswerState.WITHHELD, NO_CONSENT)
    if section in _TESTED_WHOLE:
        return dict.fromkeys(cells, gone)
    return {key: gone if (section, key) in _TESTED else cell for key, cell in cells.items()}
