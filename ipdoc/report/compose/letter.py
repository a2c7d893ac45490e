"""The letter to the person examined: one page in plain words, in their language.

It names neither the person nor anybody else but the clinicians, and tells nothing of the account.
Where findings are left out it does not say either why somebody was examined.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter

from ipdoc.domain.letter import Letter
from ipdoc.i18n import mark as _
from ipdoc.report.blocks import Block, BulletList, Flow, Heading, Paragraph, Rule, Title
from ipdoc.report.compose.laynames import LAY_NAMES, LEFT_OUT
from ipdoc.report.compose.naming import type_name
from ipdoc.report.compose.words import Words

_ONE_COLUMN = 6
"""More findings stand in two columns."""
_LEVELS = {
    "not_consistent": _(
        "What was found does not fit with what you told; ask the clinician about it."
    ),
    "consistent": _("What was found fits with what you told; it could also have other causes."),
    "highly_consistent": _("What was found fits well with what you told."),
    "typical": _("What was found is usual after what you told."),
    "diagnostic": _("What was found can come only from what you told."),
}
"""The overall level in lay words; "not assessed" says nothing."""
_ADVICE = {
    "medical_treatment": _("You need treatment by a doctor."),
    "emergency": _("You need help at once: go to a hospital or call an ambulance."),
    "specialist_referral": _("See a specialist; take this letter with you."),
    "further_tests": _("Further tests are needed."),
    "psychological_care": _("Talking with a psychologist can help you."),
    "second_evaluation": _("A second, longer examination is advised."),
    "photos_followup": _("New photographs are to be taken in a few days."),
    "protection_measures": _("Ask those named below how you can be protected."),
    "no_return_to_place": _("You should not go back to where it happened."),
    "rehabilitation": _("Exercises and rehabilitation can help you."),
    "safeguarding_child": _("The child needs protection; ask those named below."),
}


def letter(words: Words) -> list[Block]:
    """Return the letter.

    Raises:
        LookupError: the subject holds none.
    """
    said = words.subject.letter
    if said is None:
        raise LookupError("letter")
    t = words.t
    blocks: list[Block] = [
        Title("", t.text(_("About your medical examination")), _when(words, said)),
        Rule(heavy=True),
        Paragraph(_opening(words, said)),
    ]
    blocks += [Paragraph(said.words)] if said.words else []
    blocks += _found(words, said) if said.findings else []
    blocks += _part(words, _("What is advised"), [_ADVICE[k] for k in said.advice if k in _ADVICE])
    blocks += _part(words, _("What you can do"), _can_do(said))
    return [*blocks, *_ask(words, said)]


def _when(words: Words, said: Letter) -> str:
    return words.t.date(dt.date.fromisoformat(said.day[:10])) if len(said.day) >= 10 else ""


def _opening(words: Words, said: Letter) -> str:
    t, who = words.t, ", ".join(said.clinicians)
    text = t.text(_("You were examined by {names}."), names=who) if who else ""
    if not said.findings:
        return f"{text} {t.text(_('What was found is written down and kept.'))}".strip()
    rest = t.text(
        _(
            "This letter tells you in plain words what was done, what was found and what you can "
            "do now. It is yours."
        )
    )
    return f"{text} {rest}".strip()


def _part(words: Words, heading: str, texts: list[str]) -> list[Block]:
    if not texts:
        return []
    items = tuple(words.t.text(text) for text in texts)
    return [Heading(2, words.t.text(heading)), BulletList(items)]


def _found(words: Words, said: Letter) -> list[Block]:
    """Return what was done and found, in the words of the vocabulary, without counting levels."""
    t = words.t
    done = [t.text(_("You told what happened, and it was written down in your words."))]
    if said.body:
        done.append(t.text(_("Your body was examined, and what was seen was drawn and measured.")))
    if said.photographs:
        done.append(
            t.plural(
                "{count} photograph was taken.",
                "{count} photographs were taken.",
                said.photographs,
            )
        )
    blocks: list[Block] = [
        Heading(2, t.text(_("What was done"))),
        Paragraph(" ".join(done)),
        Heading(2, t.text(_("What was found"))),
    ]
    names = Counter(
        _name(words, one.type, one.region, one.side)
        for one in said.found
        if one.type not in LEFT_OUT
    )
    items = tuple(name if count == 1 else f"{name} ({count})" for name, count in names.items())
    if items:
        listed = BulletList(items)
        blocks.append(Flow((listed,)) if len(items) > _ONE_COLUMN else listed)
    elif said.body:
        none = _("No marks were seen on the body. That does not mean that nothing happened.")
        blocks.append(Paragraph(t.text(none)))
    if said.level in _LEVELS:
        blocks.append(Paragraph(t.text(_LEVELS[said.level])))
    elif not items and not said.body:
        told = _("How you feel was written down in the report.")
        blocks.append(Paragraph(t.text(told)))
    return blocks


def _name(words: Words, kind: str, region: str, side: str) -> str:
    place = words.place(region, side)
    name = words.t.text(LAY_NAMES[kind]) if kind in LAY_NAMES else type_name(words, kind)
    return f"{name}: {place}" if place else name


def _can_do(said: Letter) -> list[str]:
    common = [
        _("You can ask for a copy of what was written down, also later."),
        _(
            "You can take back what you agreed to. Copies that were given away cannot be called "
            "back."
        ),
        _("You can be examined again by a clinician of your own choice."),
        _("If you feel worse, see a doctor at once."),
    ]
    if not said.findings:
        return common
    return [
        *common,
        _("You can show the report to a lawyer, who can tell you what can be done, and by when."),
        _("If somebody threatens you because of this examination, tell those named below."),
        _(
            "If this letter could harm you when others find it, do not keep it with you; it can "
            "be kept for you."
        ),
    ]


def _ask(words: Words, said: Letter) -> list[Block]:
    t = words.t
    asked = said.contact or words.gap(None).words
    return [Heading(2, t.text(_("Whom you can ask"))), Paragraph(asked)]
