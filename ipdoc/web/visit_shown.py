"""The evaluations of a case as lines of a page."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from ipdoc.anatomy.views import DiagramView
from ipdoc.casework.bodymap.body_map import BodyMap
from ipdoc.casework.bodymap.words import SEALED, Line, earlier_alternative
from ipdoc.casework.cases import Overview
from ipdoc.casework.comparison import STILL_THERE, WITHOUT_LESION, Compared, Comparison
from ipdoc.casework.core.record import Ref
from ipdoc.casework.findings import part_of
from ipdoc.casework.followup import Copied
from ipdoc.casework.links import describe_place, lesion_size
from ipdoc.casework.visits import STATUS, Visit, visit_label
from ipdoc.domain.finding import Lesion, LesionLink
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Form
from ipdoc.web.bodymap_shown import restricted_is_open
from ipdoc.web.navigation import overview_url

NOT_EXAMINED = _("Not examined")


@dataclass(frozen=True)
class VisitLine:
    """One evaluation among those of its case."""

    label: str
    """"Visit of 12 May 2026"."""
    kind: str
    report_number: str
    url: str
    current: bool


def visit_lines(
    ref: Ref, visits: tuple[Visit, ...], form: Form, words: Translator
) -> list[VisitLine]:
    """Return the evaluations of a case, the earliest first; ``ref`` is the one that is shown."""
    return [
        VisitLine(
            visit_label(visit, words),
            words.text(form.evaluation_type(visit.type_code).label),
            visit.report_number,
            overview_url(visit.ref),
            visit.ref == ref,
        )
        for visit in visits
    ]


def copied_words(shown: Overview, copied: Copied | None, words: Translator) -> str:
    """Return the note on answers that were copied into an evaluation; empty if none were."""
    if copied is None:
        return ""
    sources = [one for one in shown.visits if one.ref.evaluation_id == copied.evaluation]
    section = shown.form.form.section("case_information")
    labels = ", ".join(words.text(section.question(key).label) for key in copied.keys)
    return words.text(
        _("Copied from an earlier evaluation ({visit}): {labels}. Check each with the person."),
        visit=visit_label(sources[0], words) if sources else copied.evaluation,
        labels=labels,
    )


def earlier_lines(
    shown: BodyMap, view: DiagramView, words: Translator
) -> list[tuple[str, Line, str]]:
    """Return address, words and visit of each lesion of an earlier visit that a view shows."""
    return [
        (
            url_for(
                "lesions.lesion",
                case_id=visit.ref.case_id,
                evaluation_id=visit.ref.evaluation_id,
                number=line.number,
            ),
            line,
            visit_label(visit, words),
        )
        for visit, line in earlier_alternative(shown, view, words)
    ]


@dataclass(frozen=True)
class Shown:
    """A lesion in a line of words."""

    number: int
    kind: str
    place: str
    size: str
    url: str
    sealed: bool = False
    """It lies in the restricted part, which this browser has not asked for."""


@dataclass(frozen=True)
class ComparedLine:
    """An earlier lesion, what is said of it, and what can be said."""

    anchor: str
    action: str
    """Address to which the choice is sent."""
    earlier: Shown
    now: tuple[Shown, ...]
    status: str | None
    status_words: str
    note: str


@dataclass(frozen=True)
class ComparedGroup:
    """The lesions of one earlier visit."""

    label: str
    kind: str
    url: str
    lines: tuple[ComparedLine, ...]


def compared_groups(comparison: Comparison, words: Translator) -> list[ComparedGroup]:
    """Return the earlier lesions by visit, the newest visit first."""
    form = comparison.form.form
    return [
        ComparedGroup(
            visit_label(visit, words),
            words.text(form.evaluation_type(visit.type_code).label),
            overview_url(visit.ref),
            tuple(_compared(comparison, visit, one, words) for one in compared),
        )
        for visit, compared in comparison.visits
        if compared
    ]


def _compared(
    comparison: Comparison, visit: Visit, one: Compared, words: Translator
) -> ComparedLine:
    form, link = comparison.form.form, one.link
    earlier = _shown(form, visit.ref, one.earlier, words)
    return ComparedLine(
        anchor(link),
        url_for(
            "visits.say",
            case_id=comparison.ref.case_id,
            evaluation_id=comparison.ref.evaluation_id,
            visit=link.evaluation,
            number=link.number,
        ),
        earlier,
        tuple(_shown(form, comparison.ref, lesion, words) for lesion in one.now),
        one.status,
        status_words(form, one.status, words) if one.status else "",
        "" if earlier.sealed else one.note,
    )


def anchor(link: LesionLink) -> str:
    """Return the id of an earlier lesion's line on the page."""
    return f"earlier-{link.evaluation}-{link.number}"


def _shown(form: Form, ref: Ref, lesion: Lesion, words: Translator) -> Shown:
    """Return a lesion in words; of one in the restricted part only its number, until asked for."""
    types = form.vocabularies["finding_types"]
    kind = types.code(lesion.type).label if lesion.type in types else lesion.type
    url = url_for(
        "lesions.lesion",
        case_id=ref.case_id,
        evaluation_id=ref.evaluation_id,
        number=lesion.number,
    )
    if part_of(form, lesion) == "intimate" and not restricted_is_open(ref):
        return Shown(lesion.number, words.text(SEALED), "", "", url, sealed=True)
    place = describe_place(form, lesion, words)
    return Shown(lesion.number, words.text(kind), place, lesion_size(lesion, words), url)


def status_words(form: Form, status: str, words: Translator) -> str:
    """Return what became of an earlier lesion in words."""
    if status == "not_examined":
        return words.text(NOT_EXAMINED)
    return words.text(form.label_of(form.lesion.question(STATUS), status))


def status_choices(
    form: Form, words: Translator
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return (key, label) of what can be said: with a lesion of this visit, and without one."""
    with_lesion = [(key, status_words(form, key, words)) for key in STILL_THERE]
    return with_lesion, [(key, status_words(form, key, words)) for key in WITHOUT_LESION]


@dataclass(frozen=True)
class SameAs:
    """The link of a lesion with an earlier one, and those that it could be linked with."""

    link: str
    """ "<evaluation>/<number>", empty without a link."""
    words: str
    """The earlier lesion in words; empty without a link."""
    choices: tuple[tuple[str, str], ...]
    """Value and label of all earlier lesions."""


def same_as(comparison: Comparison, lesion: Lesion, words: Translator) -> SameAs:
    """Return the link of a lesion with one of an earlier visit, for its page."""
    form = comparison.form.form
    choices = {
        f"{one.link.evaluation}/{one.link.number}": _named(form, visit, one.earlier, words)
        for visit, compared in comparison.visits
        for one in compared
    }
    link = lesion.same_as
    if link is None:
        return SameAs("", "", tuple(choices.items()))
    value = f"{link.evaluation}/{link.number}"
    choices.setdefault(value, _link_words(comparison, link, words))
    return SameAs(value, choices[value], tuple(choices.items()))


def _link_words(comparison: Comparison, link: LesionLink, words: Translator) -> str:
    """Return a lesion that cannot be chosen any more: it was taken out or taken up since."""
    for visit, _compared_there in comparison.visits:
        if visit.ref.evaluation_id == link.evaluation:
            label = words.text(_("No. {number}"), number=link.number)
            return f"{label} · {visit_label(visit, words)}"
    return words.text(_("a lesion of an evaluation that is not in this case"))


def _named(form: Form, visit: Visit, lesion: Lesion, words: Translator) -> str:
    shown = _shown(form, visit.ref, lesion, words)
    label = words.text(_("No. {number}"), number=lesion.number)
    place = f"{shown.kind}, {shown.place}" if shown.place else shown.kind
    return f"{label} · {place} · {visit_label(visit, words)}"
