"""From the JSON of a rendering to what the report room asks for: words, diagrams, photographs."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from ipdoc.casework.bodymap.figures import drawn as figure_drawn
from ipdoc.casework.bodymap.figures import usual_figure
from ipdoc.casework.bodyviews import body_views
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.covered import coverage_in_words
from ipdoc.casework.documents.addenda import amended_in
from ipdoc.casework.documents.mandates import requester_of
from ipdoc.casework.findings import part_of
from ipdoc.casework.issuing.apart import is_stub
from ipdoc.casework.issuing.earlier import copied_of, earlier_visits_of
from ipdoc.casework.lesionnotes import measures, notes_on_lesions, person_scale
from ipdoc.casework.papermarks import DrawnLesion, drawn_lesion, lesion_symbols
from ipdoc.domain.addendum import Addendum
from ipdoc.domain.answers import Cells, value_of
from ipdoc.domain.finding import Lesion, LesionLink
from ipdoc.domain.letter import Letter
from ipdoc.domain.mandate import Mandate
from ipdoc.domain.payloads import Payload
from ipdoc.domain.photograph import Photograph
from ipdoc.domain.rendering import Rendering
from ipdoc.i18n import Translator, mark
from ipdoc.questionnaire.model import Form
from ipdoc.report.compose.subject import (
    AddendumSaid,
    Coverage,
    EarlierVisit,
    LesionNotes,
    PrintedPhotograph,
    ReportSubject,
)
from ipdoc.report.titles import document_title

EDITIONS = {
    Rendering.FULL: mark("full edition"),
    Rendering.NAMED_RESTRICTED: mark("restricted edition"),
    Rendering.REDACTED: mark("edition without names"),
}
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
        rendering: the JSON of the rendering, from ``renderings.rendered``.
        record: ``rendering`` as canonical JSON; its digest is printed.
        translator: of the report's language, the form's own labels first.
        person_name: the clinician, for reports whose record names none.
    """
    answers: dict[str, Cells] = rendering["answers"]
    about = answers.get("case_information", {})
    lesions = tuple(lesion_in(one) for one in rendering["lesions"])
    here = [
        one for one, told in zip(lesions, rendering["lesions"], strict=True) if not is_stub(told)
    ]
    drawn = [drawn_lesion(one, restricted=part_of(form, one) == "intimate") for one in here]
    earlier = earlier_visits_of(rendering)
    exam = answers.get("physical_exam", {})
    scale = person_scale(_figure(rendering, about), exam)
    stated = rendering.get("coverage", {})
    edition = EDITIONS[Rendering(rendering["rendering"])] if rendering["number"] else PREVIEW
    language, own = translator.language, rendering["languages"].get("record", "")
    told = rendering.get("mandate")
    mandate = Mandate.from_payload(told) if told else Mandate()
    withheld = {one.number: LesionNotes(restricted=True) for one in lesions if one not in here}
    return ReportSubject(
        form=form,
        type_code=rendering["type"],
        answers=answers,
        title=document_title(rendering["kind"], language, mandate, requester_of(about)),
        kind=rendering["kind"],
        mandate=mandate,
        number=_document_number(rendering, about),
        issued_at=dt.datetime.fromisoformat(rendering["issued_at"]),
        edition=translator.text(edition),
        digest=hashlib.sha256(record).hexdigest(),
        record=record,
        person=_head_name(rendering, about, translator, person_name),
        document=rendering["document"],
        letter=Letter.from_payload(rendering["letter"]) if "letter" in rendering else None,
        addendum=_addendum(rendering, about),
        record_language=own,
        lesions=lesions,
        photographs=tuple(_printed(case, one) for one in rendering["photographs"]),
        views=body_views([*faint_lesions(earlier, lesions), *drawn], scale, translator, stated),
        symbols=lesion_symbols(lesions),
        notes={**notes_on_lesions(drawn, scale, language, own), **withheld},
        measures=measures(drawn, scale, exam, language),
        coverage=_coverage(stated, drawn, form, language),
        earlier=earlier,
        copied=copied_of(rendering),
        signing_key=rendering.get("signing_key", ""),
    )


def _addendum(rendering: Payload, about: Cells) -> AddendumSaid | None:
    if "addendum" not in rendering:
        return None
    addendum, amended = Addendum.from_payload(rendering["addendum"]), amended_in(rendering)
    number = _document_number({**rendering, "number": amended.number}, about)
    return AddendumSaid(addendum, amended, number)


def _head_name(rendering: Payload, about: Cells, translator: Translator, person_name: str) -> str:
    """Return whom the heads of pages name; nobody in a letter, which others may find."""
    if "letter" in rendering:
        return ""
    return rendering.get("person") or _person(about, translator) or person_name


def _document_number(rendering: Payload, about: Cells) -> str:
    """Return the report number of the case, with a suffix from the second issue on."""
    number, base = rendering["number"], rendering.get("public_number", "")
    base = (
        base or value_of(about.get("report_number")) or value_of(about.get("subject_code")) or "–"
    )
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


def lesion_in(payload: Payload) -> Lesion:
    """Return a lesion of a rendering; of one that is withheld only the number and its link."""
    if not is_stub(payload):
        return Lesion.from_payload(payload)
    same_as = payload.get("same_as")
    return Lesion(payload["number"], "", same_as=LesionLink(**same_as) if same_as else None)


def _printed(case: CaseFile, payload: Payload) -> PrintedPhotograph:
    """Return a photograph with its print copy; of one that is withheld only why it is."""
    if is_stub(payload):
        kept = Photograph(payload["id"], payload["number"], payload["position"])
        return PrintedPhotograph(kept, None, payload["withheld"])
    photograph = Photograph.from_payload(payload)
    if photograph.printed is None:
        return PrintedPhotograph(photograph, None)
    jpeg = b"".join(case.read_attachment(photograph.printed.attachment))
    return PrintedPhotograph(photograph, jpeg)
