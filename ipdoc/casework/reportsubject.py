"""From a frozen rendering to what the report room asks for: words, diagrams, photographs."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from ipdoc.casework.bodymap.figures import drawn as figure_drawn
from ipdoc.casework.bodymap.figures import usual_figure
from ipdoc.casework.bodyviews import body_views
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.covered import coverage_in_words
from ipdoc.casework.findings import part_of
from ipdoc.casework.lesionnotes import measures, notes_on_lesions, person_scale
from ipdoc.casework.papermarks import DrawnLesion, drawn_lesion, lesion_symbols
from ipdoc.casework.visitsnapshot import copied_of, earlier_visits_of
from ipdoc.domain.answers import Cells, value_of
from ipdoc.domain.finding import Lesion
from ipdoc.domain.payloads import Payload
from ipdoc.domain.photograph import Photograph
from ipdoc.i18n import Translator, mark
from ipdoc.questionnaire.model import Form
from ipdoc.report.compose.subject import Coverage, EarlierVisit, PrintedPhotograph, ReportSubject
from ipdoc.report.titles import document_title

FULL_EDITION = mark("full edition")
PREVIEW = mark("preview, not issued")


def subject_of(
    case: CaseFile,
    form: Form,
    rendering: Payload,
    record: bytes,
    translator: Translator,
    person_name: str,
) -> ReportSubject:
    """Return the subject of a report.

    Args:
        case: the open case, for the print copies of photographs.
        form: the form that the evaluation answers.
        rendering: the frozen snapshot with language, number, kind and time of issue.
        record: ``rendering`` as canonical JSON; its digest is printed.
        translator: of the report's language, the form's own labels first.
        person_name: the clinician, for reports whose record names none.
    """
    answers: dict[str, Cells] = rendering["answers"]
    about = answers.get("case_information", {})
    lesions = tuple(Lesion.from_payload(one) for one in rendering["lesions"])
    photographs = tuple(Photograph.from_payload(one) for one in rendering["photographs"])
    drawn = [drawn_lesion(one, restricted=part_of(form, one) == "intimate") for one in lesions]
    earlier = earlier_visits_of(rendering)
    exam = answers.get("physical_exam", {})
    scale = person_scale(_figure(rendering, about), exam)
    stated = rendering.get("coverage", {})
    edition = FULL_EDITION if rendering["number"] else PREVIEW
    return ReportSubject(
        form=form,
        type_code=rendering["type"],
        answers=answers,
        title=document_title(rendering["kind"], translator.language),
        kind=rendering["kind"],
        number=_document_number(about, rendering["number"]),
        issued_at=dt.datetime.fromisoformat(rendering["issued_at"]),
        edition=translator.text(edition),
        digest=hashlib.sha256(record).hexdigest(),
        record=record,
        person=_person(about, translator) or person_name,
        record_language=rendering["languages"].get("record", ""),
        lesions=lesions,
        photographs=tuple(_printed(case, one) for one in photographs),
        views=body_views([*faint_lesions(earlier, lesions), *drawn], scale, translator, stated),
        symbols=lesion_symbols(lesions),
        notes=notes_on_lesions(
            drawn, scale, translator.language, rendering["languages"].get("record", "")
        ),
        measures=measures(drawn, scale, exam, translator.language),
        coverage=_coverage(stated, drawn, form, translator.language),
        earlier=earlier,
        copied=copied_of(rendering),
    )


def _document_number(about: Cells, number: int) -> str:
    """Return the report number of the case, with a suffix from the second issue on."""
    base = value_of(about.get("report_number")) or value_of(about.get("subject_code")) or "–"
    return str(base) if number < 2 else f"{base}/{number}"


def _person(about: Cells, translator: Translator) -> str:
    family = value_of(about.get("subject_family_name")) or ""
    given = [value_of(about.get(key)) for key in ("subject_given_name", "subject_patronymic")]
    initials = " ".join(f"{name[0]}." for name in given if name)
    born = value_of(about.get("subject_dob"))
    year = str(born["value"])[:4] if isinstance(born, dict) and born.get("value") else ""
    name = f"{family} {initials}".strip()
    if not name:
        return str(value_of(about.get("subject_code")) or "")
    return translator.text("{name}, born {year}", name=name, year=year) if year else name


def _figure(rendering: Payload, about: Cells) -> str:
    """Return the figure that was chosen by hand, else the usual one."""
    day = dt.datetime.fromisoformat(rendering["issued_at"]).date()
    return figure_drawn(rendering.get("figure") or usual_figure(about, day))


def _coverage(
    stated: Payload, lesions: Iterable[DrawnLesion], form: Form, language: str
) -> Coverage | None:
    """Return the coverage in words; regions of restricted lesions are not named in it."""
    found: dict[str, tuple[int, ...]] = {}
    withheld = set()
    for one in lesions:
        if one.lesion.removed is None and one.lesion.region is not None:
            name = f"{one.lesion.region}|{one.lesion.side}"
            found[name] = (*found.get(name, ()), one.lesion.number)
            withheld |= {name} if one.restricted else set()
    order = tuple(code.key for code in form.vocabularies["regions"].codes)
    return coverage_in_words(stated, found, language, body_order=order, withheld=withheld)


def faint_lesions(earlier: Iterable[EarlierVisit], now: Iterable[Lesion]) -> list[DrawnLesion]:
    """Return the lesions of earlier visits, to be drawn faint, the oldest first.

    One that was found again exactly where it was is not drawn a second time.
    """
    places = {one.number: [mark.place for mark in one.marks] for one in now}
    visits = reversed(list(earlier))
    return [
        drawn_lesion(one.lesion, faded=True, restricted=one.restricted)
        for visit in visits
        for one in visit.lesions
        if not any(places.get(n) == [mark.place for mark in one.lesion.marks] for n in one.now)
    ]


def _printed(case: CaseFile, photograph: Photograph) -> PrintedPhotograph:
    if photograph.printed is None or photograph.intimate:
        return PrintedPhotograph(photograph, None)
    return PrintedPhotograph(
        photograph, b"".join(case.read_attachment(photograph.printed.attachment))
    )
