"""Translations: kept with who made them, outdated when the original changes, printed as such."""

import io
import json
import xml.etree.ElementTree as ET

import pikepdf
import pytest
from pikepdf import Name

from ipdoc.casework.access.gate import NotAllowedError
from ipdoc.casework.core.record import reading
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.fetching import reports
from ipdoc.casework.issuing.issue import issue, preview
from ipdoc.casework.keeping.threeway import before, merge
from ipdoc.casework.sections import open_section, save_answers
from ipdoc.casework.translating.files import export_texts, take_in_texts
from ipdoc.casework.translating.overlay import in_language
from ipdoc.casework.translating.sheet import NewText, keep_texts, open_sheet, print_originals
from ipdoc.casework.translating.texts import texts_of
from ipdoc.domain.access import Action
from ipdoc.domain.consent import Recipient
from ipdoc.domain.rendering import Rendering
from ipdoc.domain.translation import TextState, TranslationError, Translator, digest_of
from ipdoc.exchange.xliff import XliffError, read_xliff
from tests.builders import CASES, a_vault, an_imported_case
from tests.databases import on_each_database
from tests.glyph_boxes import glyph_faults
from tests.pdf_structure import structure_faults
from tests.test_report_pdf import flat, text_of

pytestmark = on_each_database
HUMAN = Translator("Сәуле Аудармашы")
NARRATIVE = "allegations/al_narrative"


@pytest.fixture
def vault(tmp_path):
    """An open vault."""
    with a_vault(tmp_path) as opened:
        yield opened


@pytest.fixture
def ref(vault):
    """The worked case A1: written in Russian."""
    return an_imported_case(vault, CASES[0])


def row(vault, ref, path, language="kk"):
    sheet = open_sheet(vault, ref, language)
    return next(one for one in sheet.rows if one.source.path == path)


def new(vault, ref, path, text, language="kk", **more):
    return NewText(path, text, digest_of(row(vault, ref, path, language).source.text), **more)


def translate(vault, ref, *pairs, by=HUMAN, language="kk"):
    texts = [new(vault, ref, path, text, language) for path, text in pairs]
    return keep_texts(vault, ref, language, texts, by)


def test_every_free_text_has_a_path_of_its_own_and_no_code_is_among_them(vault, ref):
    rows = open_sheet(vault, ref, "kk").rows
    paths = [one.source.path for one in rows]
    assert len(paths) == len(set(paths)) > 150
    assert not {"case_information/subject_family_name", "lesion/1/type"} & set(paths)
    assert {one.group for one in rows} >= {"allegations", "conclusions", "lesion", "photograph"}
    assert all(one.state is TextState.MISSING for one in rows)


def test_translation_says_by_whom_and_when_and_whether_certified(vault, ref):
    translate(vault, ref, (NARRATIVE, "Оқиға туралы"), by=Translator("Сәуле", True))
    kept = row(vault, ref, NARRATIVE)
    assert kept.state is TextState.CURRENT
    assert (kept.stored.text, kept.stored.translator) == ("Оқиға туралы", Translator("Сәуле", True))
    assert kept.stored.translated_on == vault.now().astimezone().date()


def test_translation_of_a_text_that_was_changed_since_is_outdated(vault, ref):
    translate(vault, ref, (NARRATIVE, "Оқиға туралы"))
    view = open_section(vault, ref, "allegations")
    save_answers(vault, ref, "allegations", {"al_narrative": "Иначе."}, view.version)
    assert row(vault, ref, NARRATIVE).state is TextState.OUTDATED


def test_text_that_changed_while_it_was_translated_is_outdated_at_once(vault, ref):
    seen = new(vault, ref, NARRATIVE, "Оқиға туралы")
    view = open_section(vault, ref, "allegations")
    save_answers(vault, ref, "allegations", {"al_narrative": "Иначе."}, view.version)
    assert keep_texts(vault, ref, "kk", [seen], HUMAN) == ()
    assert row(vault, ref, NARRATIVE).state is TextState.OUTDATED


def test_what_somebody_else_translated_meanwhile_stays_and_is_named(vault, ref):
    mine = new(vault, ref, NARRATIVE, "Менің аудармам", seen="")
    translate(vault, ref, (NARRATIVE, "Басқаның аудармасы"))
    assert keep_texts(vault, ref, "kk", [mine], HUMAN) == (NARRATIVE,)
    assert row(vault, ref, NARRATIVE).stored.text == "Басқаның аудармасы"


def test_text_that_stays_as_it_is_keeps_its_translator(vault, ref):
    translate(vault, ref, (NARRATIVE, "Оқиға"))
    translate(vault, ref, (NARRATIVE, "Оқиға"), by=Translator("Басқа"))
    assert row(vault, ref, NARRATIVE).stored.translator == HUMAN


def test_empty_text_takes_a_translation_away(vault, ref):
    translate(vault, ref, (NARRATIVE, "Оқиға"))
    translate(vault, ref, (NARRATIVE, ""))
    assert row(vault, ref, NARRATIVE).state is TextState.MISSING


@pytest.mark.parametrize("name", ["", "  ", "x" * 201])
def test_translator_has_a_name(name):
    with pytest.raises(TranslationError):
        Translator(name)


def test_record_is_not_translated_into_its_own_language(vault, ref):
    with pytest.raises(TranslationError):
        open_sheet(vault, ref, "ru")


def test_unknown_text_is_refused_and_nothing_is_kept(vault, ref):
    texts = [new(vault, ref, NARRATIVE, "Оқиға"), NewText("moon/dust", "x", digest_of("x"))]
    with pytest.raises(TranslationError):
        keep_texts(vault, ref, "kk", texts, HUMAN)
    assert row(vault, ref, NARRATIVE).stored is None


def test_intimate_translation_lies_under_the_key_of_its_part(vault, ref):
    sheet = open_sheet(vault, ref, "kk")
    shut = next(one.source for one in sheet.rows if one.source.part == "intimate")
    keep_texts(vault, ref, "kk", [NewText(shut.path, "ТАЙНА", digest_of(shut.text))], HUMAN)
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        found = case.below(f"translation/{ref.evaluation_id}/")
        parts = {record.part for record in found.values() if "ТАЙНА" in str(record.payload)}
    assert parts == {"intimate"}
    assert "ТАЙНА" not in export_texts(vault, ref, "kk").decode()


def test_texts_that_two_copies_translated_apart_are_joined(vault, ref):
    translate(vault, ref, (NARRATIVE, "Оқиға"))
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        path = f"translation/{ref.evaluation_id}/kk/record"
        mine = case.get(path).payload
        (told,) = case.history(path)
    one = {**mine, "answers": {**mine["answers"], "a/b": {"text": "бір"}}}
    other = {**mine, "answers": {**mine["answers"], "a/c": {"text": "екі"}}}
    merged = merge(one, other, (before(mine, []), before(mine, [])))
    assert merged.payload["answers"].keys() == {NARRATIVE, "a/b", "a/c"}
    assert not merged.clashes
    assert NARRATIVE in told.changes


# files


def filled(data, texts):
    """Return a file as a translator's program sends it back."""
    root = ET.fromstring(data)  # noqa: S314
    space = {"x": "urn:oasis:names:tc:xliff:document:1.2"}
    for unit in root.iterfind(".//x:trans-unit", space):
        if unit.get("id") in texts:
            unit.find("x:target", space).text = texts[unit.get("id")]
    return ET.tostring(root, encoding="utf-8")


def test_file_goes_out_and_comes_back(vault, ref):
    data = export_texts(vault, ref, "kk")
    file = read_xliff(data)
    assert (file.source_language, file.target_language) == ("ru", "kk")
    rows = [one.source for one in open_sheet(vault, ref, "kk").rows]
    assert [one.source for one in file.units] == [one.text for one in rows if one.part == "record"]
    taken = take_in_texts(vault, ref, "kk", filled(data, {NARRATIVE: "Оқиға"}), HUMAN)
    assert (taken.kept, taken.changed_since, taken.unknown) == (1, 0, 0)
    assert row(vault, ref, NARRATIVE).stored.text == "Оқиға"


def test_file_made_of_older_words_leaves_those_out(vault, ref):
    data = export_texts(vault, ref, "kk")
    view = open_section(vault, ref, "allegations")
    save_answers(vault, ref, "allegations", {"al_narrative": "Иначе."}, view.version)
    taken = take_in_texts(vault, ref, "kk", filled(data, {NARRATIVE: "Оқиға"}), HUMAN)
    assert (taken.kept, taken.changed_since) == (0, 1)


def test_file_of_another_evaluation_or_language_is_refused(vault, ref):
    data = export_texts(vault, ref, "kk")
    other = an_imported_case(vault, CASES[0])
    with pytest.raises(TranslationError):
        take_in_texts(vault, other, "kk", data, HUMAN)
    with pytest.raises(TranslationError):
        take_in_texts(vault, ref, "en", data, HUMAN)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe<\x00",
        b"<xliff/>",
        b"not xml",
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>',
        b'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"/>',
    ],
)
def test_file_that_is_no_translation_is_refused(vault, ref, data):
    with pytest.raises(XliffError):
        take_in_texts(vault, ref, "kk", data, HUMAN)


def test_texts_leave_only_with_consent(vault, ref):
    with pytest.raises(NotAllowedError):
        export_texts(vault, ref, "kk", Recipient.FAMILY)


# paper: the worked case A3, written in Kazakh, in Russian

SUMMARY = "allegations/al_summary"
TOLD = "Он рассказал об этом так"


@pytest.fixture
def short(vault):
    """The worked case A3: short, written in Kazakh."""
    return an_imported_case(vault, CASES[2])


def say(vault, ref, text=TOLD):
    """Translate the account into Russian; return how it reads in the record."""
    translate(vault, ref, (SUMMARY, text), language="ru")
    return row(vault, ref, SUMMARY, "ru").source.text


def pdf_text(pdf):
    """Return the words of a file without spaces and hyphens at line ends."""
    return flat(text_of(pdf)).replace("\u00ad", "")


def record_in(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return json.loads(opened.attachments["record.json"].get_file().read_bytes())


def test_translated_text_is_printed_with_its_translator_and_the_rest_as_written(vault, short):
    original = say(vault, short)
    pdf = preview(vault, short, Choice(language="ru"))
    text = pdf_text(pdf)
    assert flat(f"{TOLD} [перевод]") in text
    assert flat("переводчик: Сәуле Аудармашы") in text
    assert flat("[на казахском языке]") in text
    assert flat(original[:60]) not in text
    assert structure_faults(pdf) == []
    assert glyph_faults(pdf) == []


def test_number_that_somebody_typed_is_of_no_language(vault):
    ref = an_imported_case(vault, CASES[1])
    form = open_section(vault, ref, "physical_exam").form.form
    record = record_in(preview(vault, ref, Choice(language="ru")))
    assert "8" in [one.text.strip() for one in texts_of(form, record)]
    _, marks = in_language(form, record, "ru")
    assert "Normal." in marks.untranslated
    assert "8" not in marks.untranslated


def test_text_that_is_not_translated_is_told_its_language_within_a_line(vault, short):
    pdf = preview(vault, short, Choice(language="ru"))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        spans = [
            one
            for one in opened.objects
            if isinstance(one, pikepdf.Dictionary)
            and one.get("/Type") == Name.StructElem
            and Name.Span == one.get("/S")
            and str(one.get("/Lang", "")) == "kk"
        ]
        assert len(spans) > 40


def test_original_is_printed_too_where_that_is_wanted(vault, short):
    original = say(vault, short)
    print_originals(vault, short, "ru", wanted=True)
    assert flat(original[:60]) in pdf_text(preview(vault, short, Choice(language="ru")))


def test_outdated_translation_is_neither_printed_nor_embedded(vault, short):
    say(vault, short)
    view = open_section(vault, short, "allegations")
    save_answers(vault, short, "allegations", {"al_summary": "Басқаша."}, view.version)
    pdf = preview(vault, short, Choice(language="ru"))
    assert flat(TOLD) not in pdf_text(pdf)
    assert "translation" not in record_in(pdf)


def test_record_holds_originals_and_the_translation_but_no_digest_of_a_text(vault, short):
    original = say(vault, short)
    record = record_in(preview(vault, short, Choice(language="ru")))
    assert record["answers"]["allegations"]["al_summary"] == original
    assert record["translation"]["ru"]["texts"][SUMMARY]["translator"] == HUMAN.name
    assert digest_of(original) not in json.dumps(record)


def test_edition_in_the_language_of_the_record_knows_nothing_of_translations(vault, short):
    say(vault, short)
    record = record_in(preview(vault, short, Choice(language="kk")))
    assert not {"translation", "translations"} & record.keys()


def test_translation_made_later_keeps_the_number_and_one_changed_later_gets_a_new_one(vault, short):
    first = issue(vault, short, Choice(language="kk"))
    say(vault, short)
    second = issue(vault, short, Choice(language="ru"))
    assert (first.number, second.number) == (1, 1)
    assert issue(vault, short, Choice(language="ru")).number == 1
    say(vault, short, "Он рассказал иначе")
    assert issue(vault, short, Choice(language="ru")).number == 2
    assert [one.number for one in reports(vault, short)] == [2, 1]


def test_translation_is_scrubbed_like_the_record_in_each_language(vault, short):
    say(vault, short, "Сейитов Данияр рассказал, что Сейитова били. Телефон +7 701 234 56 78.")
    choice = Choice(language="kk", second="ru", rendering=Rendering.REDACTED)
    pdf = preview(vault, short, choice)
    text = pdf_text(pdf) + json.dumps(record_in(pdf), ensure_ascii=False)
    for named in ("Сейитов", "Сейітов", "Данияр", "234 56 78", "2345678", HUMAN.name):
        assert flat(named) not in text
    assert flat("рассказал") in text
    assert structure_faults(pdf) == []


def test_bilingual_edition_holds_original_and_translation_side_by_side(vault, short):
    original = say(vault, short)
    print_originals(vault, short, "ru", wanted=True)
    issued = issue(vault, short, Choice(language="kk", second="ru"))
    assert issued.editions[0].key == "kk+ru.full"
    pdf = preview(vault, short, Choice(language="kk", second="ru"))
    text = pdf_text(pdf)
    assert flat(TOLD)[:12] in text
    assert text.count(flat(original)[:25]) == 1
    assert structure_faults(pdf) == []
    assert glyph_faults(pdf) == []
