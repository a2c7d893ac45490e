"""Builders for the tests of the report: texts, a small form, an evaluation, a picture."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image

from ipdoc.domain.finding import Lesion
from ipdoc.domain.photograph import Photograph, StoredFile
from ipdoc.questionnaire.model import (
    Code,
    EvaluationType,
    Form,
    Option,
    Page,
    Question,
    QuestionType,
    Section,
    Vocabulary,
)
from ipdoc.report.compose import PrintedPhotograph, ReportSubject
from ipdoc.report.compose.words import LEVELS
from ipdoc.report.drawings import (
    BodyView,
    Diagram,
    DiagramPath,
    Mark,
    MarkPiece,
    Primitive,
    Symbol,
)
from ipdoc.report.metadata import DocumentMeta

TEXTS: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "data" / "report_texts.json").read_text(encoding="utf-8")
)
ISSUED = dt.datetime(2026, 4, 20, 18, 2, tzinfo=dt.timezone(dt.timedelta(hours=5)))
_T = QuestionType


def a_meta(**changes: Any) -> DocumentMeta:
    meta = DocumentMeta(
        title="Заключение специалиста № МД-2026-041",
        language="ru",
        issued_at=ISSUED,
        head_left="Заключение специалиста № МД-2026-041",
        head_right="Обследуемый: ER-041",
        document_line=(("Документ ", "plain"), ("МД-2026-041", "bold"), (", полная", "plain")),
        digest_line=(("SHA-256: ", "plain"), ("9b41 c07e 55d2 18af", "bold")),
        page_words="стр. {page} из {pages}",
        initials_words="подпись врача",
        record=b'{"schema":1}',
    )
    return replace(meta, **changes)


def a_jpeg(width: int = 60, height: int = 40, mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height)).save(out, "JPEG")
    return out.getvalue()


def a_symbol() -> Symbol:
    stroke = Primitive("line", "M 4 12 L 20 12", stroke=2)
    return Symbol("bruise", "blue", (stroke,), "diagonal")


def an_outline(*points: tuple[float, float]) -> MarkPiece:
    return MarkPiece(points, closed=True)


def a_view(*numbers: int) -> BodyView:
    outline = DiagramPath("M 10 10 L 90 10 L 90 190 L 10 190 Z", "outline")
    skin = DiagramPath("M 10 10 H 90 V 190 L 10 190 Z", "skin-1")
    diagram = Diagram("male-full_ant", "Front", 100, 200, (skin, outline), "R", "L")
    marks = tuple(
        Mark(n, "area", (an_outline((30, 20 * n), (60, 20 * n), (60, 20 * n + 15)),), a_symbol())
        for n in numbers
    )
    return BodyView(diagram, marks)


def _case() -> Section:
    people = (Question("name", _T.TEXT, "Name"), Question("position", _T.TEXT, "Position"))
    posed = (Question("no", _T.NUMBER, "Number"), Question("question", _T.LONG, "Question"))
    questions = (
        Question("exam_date", _T.DATE, "Date of the examination", requires="RRRR"),
        Question("subject_family_name", _T.TEXT, "Family name", requires="RRRR"),
        Question("subject_citizenship", _T.TEXT, "Citizenship"),
        Question("requested_by_name", _T.TEXT, "Name of the requester", requires="RRRR"),
        Question("questions_posed", _T.REPEAT, "Questions put", items=posed),
        Question(
            "persons_present",
            _T.REPEAT,
            "Persons present",
            items=people,
            none_label="Nobody else was present",
            requires="RRRR",
        ),
    )
    return _section("case_information", "I", "Case information", questions)


def _section(
    key: str,
    number: str,
    heading: str,
    questions: tuple[Question, ...],
    types: str = "RRRR",
    **more: Any,
) -> Section:
    page = Page("page", "Subject of the page", questions)
    return Section(key, number, heading, "account", types, (page,), **more)


def _allegations() -> Section:
    quote = Question("quote", _T.LONG, "In the person's words", quote=True)
    event = (
        Question("event_id", _T.TEXT, "Event"),
        Question("when", _T.DATETIME, "Began", precision=True),
        Question("methods", _T.CHOICES, "Methods", vocabulary="methods"),
        Question("description", _T.LONG, "What happened"),
        quote,
        Question("hits", _T.NUMBER, "Blows", unit="times"),
    )
    questions = (
        Question("al_narrative", _T.LONG, "The account", requires="RRRR", translate=True),
        Question("asked_alone", _T.YES_NO, "Asked in private", requires="RRRR"),
        Question(
            "events", _T.REPEAT, "Events", items=event, row_label="Event {event_id}",
            id_key="event_id", id_prefix="E", requires="RRRR",
        ),
    )  # fmt: skip
    return _section(
        "allegations", "V", "Allegations", questions, reference="§364", reference_checked=True
    )


def _examination() -> Section:
    pages = (
        Page("lesions", "Lesions", (), "lesions"),
        Page("general", "General", (Question("pe_general", _T.LONG, "Appearance"),)),
    )
    return Section(
        "physical_exam", "VII", "Physical examination", "examination", "RRR-", pages,
        reference="§999", reference_checked=False,
    )  # fmt: skip


def _interpretation() -> Section:
    items = (
        Question("finding_ref", _T.LINK, "Finding", target="finding"),
        Question("event_ref", _T.LINK, "Event", target="event"),
        Question("consistency", _T.CHOICE, "Level", vocabulary="levels"),
        Question("reasoning", _T.LONG, "Reasoning"),
        Question("alternative_causes", _T.LONG, "Other causes considered"),
    )
    overall = (
        Question("level", _T.CHOICE, "", vocabulary="levels"),
        Question("text", _T.LONG, "Why"),
    )
    questions = (
        Question("int_findings", _T.REPEAT, "Findings", items=items, requires="RORR"),
        Question("int_psy", _T.GROUP, "Psychological findings", items=overall),
    )
    return _section("interpretation", "XII", "Interpretation", questions)


def _conclusions() -> Section:
    answers = (
        Question("question_ref", _T.LINK, "Question", target="question"),
        Question("text", _T.LONG, "Answer"),
    )
    advice = (Question("text", _T.LONG, "What"), Question("to_whom", _T.TEXT, "To whom"))
    questions = (
        Question("con_overall_level", _T.CHOICE, "Overall level", vocabulary="levels"),
        Question("con_statement", _T.LONG, "Statement of opinion", requires="RRRR"),
        Question("con_answers", _T.REPEAT, "Answers to the questions", items=answers),
        Question("con_recommendations", _T.REPEAT, "Recommendations", items=advice),
        Question("con_limits", _T.LONG, "Limits of the opinion", requires="RRRR"),
    )
    return _section("conclusions", "XIII", "Conclusions", questions)


def a_form() -> Form:
    """Return a small form with the sections that the report treats in ways of their own."""
    clinician = (
        Question("clin_name", _T.TEXT, "Name of the clinician", requires="RRRR"),
        Question("clin_profession", _T.TEXT, "Profession", requires="RRRR"),
    )
    restrained = (
        Question(
            "restrained", _T.CHOICE, "Restraint", requires="RRRR",
            options=(Option("none", "None"), Option("other", "Something else", True)),
        ),
    )  # fmt: skip
    photographs = Section(
        "photographs", "IX", "Photographs", "examination", "RRRO",
        (Page("photos", "Photo table", (), "photographs"),),
    )  # fmt: skip
    signed = (Question("sig_name", _T.TEXT, "Name", requires="RRRR"),)
    lesion = _section(
        "lesion", "", "Lesion",
        (
            Question("length_mm", _T.NUMBER, "Length", unit="mm"),
            Question("width_mm", _T.NUMBER, "Width", unit="mm"),
            Question("person_explanation", _T.LONG, "In the person's words", quote=True),
        ),
    )  # fmt: skip
    photograph = _section(
        "photograph", "", "Photograph", (Question("caption", _T.TEXT, "Caption"),)
    )
    return Form(
        id="small",
        version=1,
        title="Small form",
        types=(EvaluationType("F", "full", "Full evaluation"),),
        sections=(
            _case(),
            _section("consent_conditions", "I-a", "Conditions", restrained),
            _section("clinician_qualifications", "II", "Clinician", clinician),
            _allegations(),
            _examination(),
            photographs,
            _interpretation(),
            _conclusions(),
            _section("signature", "XVI", "Signature", signed),
        ),
        lesion=lesion,
        photograph=photograph,
        vocabularies={
            "levels": Vocabulary("levels", "", tuple(Code(k, v) for k, v in LEVELS.items())),
            "methods": Vocabulary("methods", "", (Code("falanga", "Blows on the soles"),)),
            "finding_types": Vocabulary("finding_types", "", (Code("bruise", "Bruise"),)),
            "regions": Vocabulary("regions", "", (Code("orbit", "Eye socket"),)),
        },
    )


def some_answers() -> dict[str, dict[str, Any]]:
    """Return answers in which every kind of gap occurs."""
    return {
        "case_information": {
            "exam_date": "2026-04-14",
            "subject_family_name": {"state": "declined", "reason": "afraid of the escort"},
            "persons_present": [],
            "questions_posed": [{"row": "r1", "no": 1, "question": "Are there injuries?"}],
        },
        "allegations": {
            "al_narrative": "\n\n".join(TEXTS["ru"]),
            "asked_alone": {"state": "not_asked", "reason": "not_done_no_time"},
            "events": [
                {
                    "row": "r1",
                    "event_id": "E1",
                    "when": {"value": "2026-04-10T20:00+05:00", "precision": "about"},
                    "methods": ["falanga"],
                    "description": TEXTS["ru"][1],
                    "quote": "«Считал до двадцати»",
                    "hits": {"state": "unknown"},
                }
            ],
        },
        "interpretation": {
            "int_findings": [
                _opinion(2, "typical"),
                _opinion(1, "consistent"),
                {"row": "r3", "finding_ref": "sleep", "consistency": "consistent"},
            ],
            "int_psy": {"level": "consistent", "text": "As may be expected after such events."},
        },
        "conclusions": {
            "con_overall_level": "highly_consistent",
            "con_statement": TEXTS["ru"][1],
            "con_answers": [{"row": "r1", "question_ref": 1, "text": "Two, see the table."}],
        },
    }


def _opinion(number: int, level: str) -> dict[str, Any]:
    return {
        "row": f"r{number}",
        "finding_ref": number,
        "event_ref": "E1",
        "consistency": level,
        "reasoning": f"Reasoning about finding {number}.",
        "alternative_causes": "A fall.",
    }


def a_lesion(number: int, **changes: Any) -> Lesion:
    lesion = Lesion(
        number,
        "bruise",
        "orbit",
        "l",
        {"length_mm": 46, "width_mm": 31, "person_explanation": "«Кулаком»"},
        photos=("p1",) if number == 1 else (),
    )
    return replace(lesion, **changes)


def a_photograph(number: int, jpeg: bytes | None = None, **changes: Any) -> PrintedPhotograph:
    file = StoredFile("a1", "image/jpeg", 1, "ab" * 32, 60, 40)
    photograph = Photograph(
        f"p{number}", number, number, {"caption": f"Caption {number}"}, file, file
    )
    return PrintedPhotograph(replace(photograph, **changes), jpeg)


def a_subject(**changes: Any) -> ReportSubject:
    """Return an evaluation with two lesions, of which one is marked, and two photographs."""
    subject = ReportSubject(
        form=a_form(),
        type_code="F",
        answers=some_answers(),
        title="Specialist's opinion",
        number="MD-1",
        issued_at=ISSUED,
        edition="full edition",
        digest="9b41c07e55d218af" * 4,
        record=b'{"schema":1}',
        person="Person examined: ER-041",
        record_language="ru",
        lesions=(a_lesion(1), a_lesion(2)),
        photographs=(a_photograph(1, a_jpeg()), a_photograph(2)),
        views=(a_view(1),),
        symbols={"bruise": a_symbol()},
    )
    return replace(subject, **changes)
