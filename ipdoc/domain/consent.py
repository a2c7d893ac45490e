"""What the person examined has agreed to: who may be given what, as the consent section says it.

Each decision is one answer of the form, such as ``c_share_lawyer``. Sharing a case is a decision on
the recipient; photographs and intimate content need one of their own besides. Silence is no
consent, and what was agreed to without having been explained is none either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ipdoc.domain.answers import Cells, value_of
from ipdoc.domain.payloads import Payload, lift
from ipdoc.errors import Message

SECTION = "consent_conditions"
"""Section of the form that holds the decisions."""


class ConsentState(StrEnum):
    """What is known of one decision."""

    GIVEN = "given"
    ABSENT = "absent"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


_FROM_BEST = (
    ConsentState.GIVEN,
    ConsentState.ABSENT,
    ConsentState.REFUSED,
    ConsentState.WITHDRAWN,
)


class Recipient(StrEnum):
    """In which quality somebody is given something."""

    OWN = "own"
    """The files of the person who leads the case."""
    TEAM = "team"
    TREATING = "treating"
    LAWYER = "lawyer"
    INVESTIGATOR = "investigator"
    PROSECUTOR = "prosecutor"
    COURT = "court"
    NPM = "npm"
    NGO = "ngo"
    UN = "un"
    FAMILY = "family"
    PERSON = "person"
    """The person examined."""


class Content(StrEnum):
    """What is given: the parts of a case that hold content."""

    RECORD = "record"
    PHOTOGRAPHS = "photographs"
    INTIMATE = "intimate"
    REPORT = "report"


RECIPIENT_NAMES: Mapping[Recipient, Message] = {
    Recipient.OWN: Message("My own files"),
    Recipient.TEAM: Message("Member of the team"),
    Recipient.TREATING: Message("Treating clinician"),
    Recipient.LAWYER: Message("Lawyer"),
    Recipient.INVESTIGATOR: Message("Investigator"),
    Recipient.PROSECUTOR: Message("Prosecutor"),
    Recipient.COURT: Message("Court"),
    Recipient.NPM: Message("National preventive mechanism"),
    Recipient.NGO: Message("Non-governmental organisation"),
    Recipient.UN: Message("United Nations body"),
    Recipient.FAMILY: Message("Family"),
    Recipient.PERSON: Message("The person examined"),
}
"""How pages call the recipients."""
QUESTIONS: Mapping[Recipient, str] = {
    Recipient.OWN: "c_storage",
    Recipient.TEAM: "c_confidentiality_limits",
    Recipient.TREATING: "c_share_treating",
    Recipient.LAWYER: "c_share_lawyer",
    Recipient.INVESTIGATOR: "c_share_investigator",
    Recipient.PROSECUTOR: "c_share_prosecutor",
    Recipient.COURT: "c_share_court",
    Recipient.NPM: "c_share_npm",
    Recipient.NGO: "c_share_ngo",
    Recipient.UN: "c_share_un",
    Recipient.FAMILY: "c_share_family",
    Recipient.PERSON: "c_copy_to_person",
}
"""Recipient → the question of the consent section that decides."""
CONTENT_QUESTIONS: Mapping[Content, tuple[str, ...]] = {
    Content.PHOTOGRAPHS: ("c_photos_body",),
    Content.INTIMATE: ("c_genital_anal_exam", "c_photos_intimate"),
}
"""Content → the questions that decide besides; one that does not arise (has no decision) counts
as long as another is agreed to."""
FACES = "c_photos_face"
"""Photographs that were allowed to show the face stay closed once this is withdrawn."""
CHILD = "c_child_assent"
"""What a child has refused or withdrawn is passed on to nobody."""
TESTS = "c_psych_tests"
"""Answers to psychological tests enter no document once this is refused or withdrawn."""
KEEPING = "c_storage"
_DECIDING = frozenset((*QUESTIONS.values(), FACES, CHILD, TESTS)).union(*CONTENT_QUESTIONS.values())
_DECISIONS = {
    "agreed": ConsentState.GIVEN,
    "refused": ConsentState.REFUSED,
    "withdrawn": ConsentState.WITHDRAWN,
}


def decisions_in(answers: Cells) -> dict[str, ConsentState]:
    """Return the decisions that the answers of a consent section hold, the absent ones left out."""
    found = {key: _decision(answers.get(key)) for key in sorted(_DECIDING)}
    return {key: state for key, state in found.items() if state is not ConsentState.ABSENT}


def _decision(cell: object) -> ConsentState:
    said = value_of(cell)
    if not isinstance(said, dict):
        return ConsentState.ABSENT
    if value_of(said.get("withdrawn_at")):
        return ConsentState.WITHDRAWN
    state = _DECISIONS.get(str(value_of(said.get("decision"))), ConsentState.ABSENT)
    unexplained = value_of(said.get("explained")) == "no"
    return ConsentState.ABSENT if state is ConsentState.GIVEN and unexplained else state


@dataclass(frozen=True)
class Consents:
    """The decisions of the person examined over all evaluations of a case."""

    decisions: Mapping[str, ConsentState] = field(default_factory=dict)
    """Question → decision; those without one are missing."""

    @classmethod
    def of_visits(cls, visits: Iterable[Cells]) -> Consents:
        """Return the consents of a case.

        Args:
            visits: answers of the consent section of each evaluation, the earliest first; the
                latest decision on a question stands.
        """
        joined: dict[str, ConsentState] = {}
        for answers in visits:
            joined.update(decisions_in(answers))
        return cls(joined)

    def decision(self, question: str) -> ConsentState:
        """Return the decision on one question."""
        return self.decisions.get(question, ConsentState.ABSENT)

    def state(self, recipient: Recipient, content: Content) -> ConsentState:
        """Return whether a recipient may be given a content.

        For one's own files no consent is asked, but keeping can be refused and withdrawn.
        """
        if recipient is Recipient.OWN:
            kept = self.decision(KEEPING)
            return ConsentState.GIVEN if kept is ConsentState.ABSENT else kept
        states = [self.decision(QUESTIONS[recipient]), self._content(content), *self._vetoes()]
        if content is Content.PHOTOGRAPHS and self._withdrawn(FACES):
            states.append(ConsentState.WITHDRAWN)
        return max(states, key=_FROM_BEST.index)

    def of_content(self, content: Content) -> ConsentState:
        """Return the decision on a content, for whomever it is; a child's veto counts."""
        return max([self._content(content), *self._vetoes()], key=_FROM_BEST.index)

    def _content(self, content: Content) -> ConsentState:
        """Return the decision on a content: the worst of those made, or absent."""
        questions = CONTENT_QUESTIONS.get(content)
        if questions is None:
            return ConsentState.GIVEN
        made = [self.decisions[key] for key in questions if key in self.decisions]
        return max(made, key=_FROM_BEST.index, default=ConsentState.ABSENT)

    def _vetoes(self) -> list[ConsentState]:
        assent = self.decision(CHILD)
        return [assent] if assent in (ConsentState.REFUSED, ConsentState.WITHDRAWN) else []

    def _withdrawn(self, question: str) -> bool:
        return self.decision(question) is ConsentState.WITHDRAWN

    def to_payload(self) -> Payload:
        """Return the consents as JSON for the vault."""
        return {"schema": 1, "decisions": {k: v.value for k, v in self.decisions.items()}}

    @classmethod
    def from_payload(cls, payload: Payload) -> Consents:
        """Read the consents from the vault."""
        decisions = lift(payload)["decisions"]
        return cls({key: ConsentState(value) for key, value in decisions.items()})
