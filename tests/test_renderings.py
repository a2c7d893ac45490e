"""What a rendering leaves out is in no place of the file; what it must keep is there."""

import json
import re

import pikepdf
import pytest

from ipdoc.casework.access.gate import NotAllowedError
from ipdoc.casework.cases import start_case
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.fetching import read_edition, reports
from ipdoc.casework.issuing.issue import issue, preview
from ipdoc.casework.issuing.naming import ASKED, PSEUDONYMS, Asked, united
from ipdoc.casework.photographs import attach_photograph, rendition, save_photograph
from ipdoc.casework.sections import open_section, save_answers
from ipdoc.domain.consent import Recipient
from ipdoc.domain.finding import RuleError
from ipdoc.domain.rendering import SEALED_ANNEX, Disclosure, Rendering
from ipdoc.i18n import LANGUAGES
from ipdoc.redaction.known import Known
from ipdoc.redaction.pseudonyms import Pseudonyms
from tests.builders import a_vault
from tests.canaries import forms
from tests.pdf_inspection import opened, pdf_text
from tests.planted import BARE, PLANTED, plant
from tests.test_photomarks import a_stream

CODES = ("KODE-5551", "MD-2026/5551")
_LOOSE = re.compile(r"[\s\u00ad\u2010\u2011-]+")


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """A vault with the planted record, and its reference."""
    with a_vault(tmp_path_factory.mktemp("planted")) as vault:
        yield vault, plant(vault)


def needles():
    return [*(BARE.get(one, one) for one in PLANTED), *CODES]


def bare(text):
    """Return a text as it can be compared: line ends and hyphens make no difference."""
    return _LOOSE.sub("", text).lower()


def spoken(pdf):
    """Return all strings of a PDF: text of the pages, alternative texts, bookmarks, metadata."""
    said = [pdf_text(pdf)]
    with opened(pdf) as file:
        for one in file.objects:
            said += _strings(one)
    return bare(" ".join(said))


def _strings(one, depth=0):
    if isinstance(one, pikepdf.String):
        yield str(one)
    elif isinstance(one, pikepdf.Array) and depth < 8:
        for kid in one:
            yield from _strings(kid, depth + 1) if not _indirect(kid) else ()
    elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream) and depth < 8:
        for kid in one.values():
            yield from _strings(kid, depth + 1) if not _indirect(kid) else ()


def _indirect(one):
    return isinstance(one, pikepdf.Object) and one.is_indirect


def streams(pdf):
    """Return the decompressed bytes of every stream, and the file itself."""
    found = [pdf]
    with opened(pdf) as file:
        for one in file.objects:
            if isinstance(one, pikepdf.Stream):
                try:
                    found.append(one.read_bytes())
                except pikepdf.PdfError:
                    found.append(one.read_raw_bytes())
    return b"\n".join(found)


def test_there_are_two_hundred_and_the_full_edition_says_them(planted):
    vault, ref = planted
    assert len(set(PLANTED)) >= 200
    said = spoken(preview(vault, ref, Choice(language="ru")))
    assert [one for one in needles() if bare(one) not in said] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_redacted_edition_holds_none_of_two_hundred_identifiers(planted, language):
    vault, ref = planted
    choice = Choice(language=language, rendering=Rendering.REDACTED)
    issued = issue(vault, ref, choice)
    pdf = b"".join(read_edition(vault, ref, issued.number, choice.key))
    said, raw = spoken(pdf), streams(pdf)
    assert [one for one in needles() if bare(one) in said] == []
    assert [
        one for one in needles() if any(form in raw for form in forms(one) if len(form) > 5)
    ] == []
    assert choice.key == f"{language}.redacted"
    record = embedded(pdf)
    assert record["rendering"] == "redacted"
    assert bare(json.dumps(record, ensure_ascii=False)).count("[") > 50


def embedded(pdf):
    with opened(pdf) as file:
        return json.loads(file.attachments["record.json"].get_file().read_bytes())


AGREED = {"decision": "agreed", "explained": "yes"}
REFUSED = {"decision": "refused", "explained": "yes"}


def consents(vault, ref, **decisions):
    view = open_section(vault, ref, "consent_conditions")
    save_answers(vault, ref, "consent_conditions", decisions, view.version)


def a_case_with_a_picture(vault, **fields):
    ref = start_case(vault, "full", "K-1", "7/26", {"record": "en"})
    photo = attach_photograph(vault, ref, a_stream(), caption="A bruise like a leaf").id
    save_photograph(vault, ref, photo, fields, 1)
    copy = b"".join(rendition(vault, ref, photo, "printed")[1])
    return ref, copy


def test_photograph_enters_only_once_it_was_agreed_to(tmp_path):
    with a_vault(tmp_path) as vault:
        ref, copy = a_case_with_a_picture(vault, face_visible="yes")
        for decisions, enters in (
            ({}, False),
            ({"c_photos_body": REFUSED}, False),
            ({"c_photos_body": AGREED, "c_photos_face": REFUSED}, False),
            ({"c_photos_face": AGREED}, True),
            ({"c_photos_body": {**AGREED, "withdrawn_at": "2026-05-01T10:00+05:00"}}, False),
        ):
            consents(vault, ref, **decisions)
            pdf = preview(vault, ref, Choice())
            assert (copy in pdf) is enters, decisions
            assert ("has not agreed to photographs" in pdf_text(pdf)) is not enters
            assert ("leaf" in json.dumps(embedded(pdf))) is enters


def test_photograph_for_nobody_and_one_for_the_annex_are_not_in_the_report(tmp_path):
    with a_vault(tmp_path) as vault:
        ref, copy = a_case_with_a_picture(vault, share_level="record")
        consents(vault, ref, c_photos_body=AGREED)
        assert "kept in the record only" in pdf_text(preview(vault, ref, Choice()))
        other, shut = a_case_with_a_picture(vault, share_level="restricted")
        consents(vault, other, c_photos_body=AGREED)
        assert shut not in preview(vault, other, Choice())
        assert shut in preview(vault, other, Choice(document=SEALED_ANNEX))
        assert copy not in preview(vault, ref, Choice())


def test_face_is_left_out_of_the_edition_without_names_whatever_was_agreed(tmp_path):
    with a_vault(tmp_path) as vault:
        ref, copy = a_case_with_a_picture(vault, face_visible="yes")
        consents(vault, ref, c_photos_body=AGREED, c_photos_face=AGREED)
        assert copy in preview(vault, ref, Choice(rendering=Rendering.NAMED_RESTRICTED))
        public = preview(vault, ref, Choice(rendering=Rendering.REDACTED))
        assert copy not in public
        assert "the person can be recognised" in pdf_text(public)


def test_tests_that_were_refused_are_withheld_and_said_to_be(tmp_path):
    with a_vault(tmp_path) as vault:
        ref = start_case(vault, "full", "K-1", "7/26", {"record": "en"})
        view = open_section(vault, ref, "psych")
        cell = [{"row": "r1", "test": "A test of memory", "result": "Below what is usual"}]
        save_answers(vault, ref, "psych", {"ps_neuropsych": cell}, view.version)
        assert "Below what is usual" in pdf_text(preview(vault, ref, Choice()))
        consents(vault, ref, c_psych_tests=REFUSED)
        said = pdf_text(preview(vault, ref, Choice()))
        assert "Below what is usual" not in said
        assert "Withheld from this document" in said
        assert "no consent" in said


def test_nothing_is_issued_for_somebody_to_whom_nobody_agreed(tmp_path):
    with a_vault(tmp_path) as vault:
        ref = start_case(vault, "full", "K-1", "7/26", {"record": "en"})
        with pytest.raises(NotAllowedError, match="No consent"):
            issue(vault, ref, Choice(recipient=Recipient.UN))
        assert reports(vault, ref) == []
        consents(vault, ref, c_share_un=AGREED)
        assert issue(vault, ref, Choice(recipient=Recipient.UN)).number == 1


def test_restricted_edition_names_the_person_and_officers_and_nothing_private(planted):
    vault, ref = planted
    said = spoken(preview(vault, ref, Choice(language="ru", rendering=Rendering.NAMED_RESTRICTED)))
    kept = ("Кенжебулатов", "Дубровицкий", "Ковшарём", "MD-2026/5551", "14 марта 1985", "4471-Ж")
    gone = ("850314300123", "+77015551238", "erlan.k@example.kz", "Төле би көшесі", "Лукерьей",
            "Кабанбай батыра", "N12345678", "Шаповаловой", "@kovshar_pavel")  # fmt: skip
    assert [one for one in kept if bare(one) not in said] == []
    assert [one for one in gone if bare(one) in said] == []


def test_pseudonyms_stay_the_same_in_every_edition_and_after_more_people_are_named(planted):
    vault, ref = planted
    issue(vault, ref, Choice(language="en", rendering=Rendering.REDACTED))
    first = pdf_text(preview(vault, ref, Choice(language="en", rendering=Rendering.REDACTED)))
    view = open_section(vault, ref, "case_information")
    people = [{"row": "r9", "name": "Аристарх Безымянный"}]
    kept = view.answers["persons_present"]
    cells = {"persons_present": [*people, *kept]}
    save_answers(vault, ref, "case_information", cells, view.version)
    again = pdf_text(preview(vault, ref, Choice(language="en", rendering=Rendering.REDACTED)))
    numbers = [sorted(set(re.findall(r"\[Person [A-Z]\]", text))) for text in (first, again)]
    assert set(numbers[0]) < set(numbers[1])
    assert "[Person A]" in again
    with vault.transaction(write=False) as work:
        stored = work.case(ref.case_id).get("pseudonyms")
        assert stored.part == "record"
        assert "Кенжебулатов" in str(stored.payload)


def test_two_copies_of_a_case_know_together_who_is_called_what():
    mine = Pseudonyms().with_all([Known(Disclosure.OFFICER, "Ковальский")])
    others = [Known(Disclosure.OFFICER, "Дубровин"), Known(Disclosure.OFFICER, "Ковальского П.")]
    theirs = Pseudonyms().with_all(others)
    joined = Pseudonyms.from_payload(
        united(PSEUDONYMS, mine.to_payload(), theirs.to_payload())
    ).entries
    assert [(one.text, one.number) for one in joined][:2] == [("Ковальский", 1), ("Дубровин", 2)]
    asked = united(ASKED, Asked(("a", "b")).to_payload(), Asked(("b", "c"), ("d",)).to_payload())
    assert Asked.from_payload(asked) == Asked(("a", "b", "c"), ("d",))


def test_edition_with_photographs_goes_to_nobody_once_they_were_withdrawn(tmp_path):
    with a_vault(tmp_path) as vault:
        ref, copy = a_case_with_a_picture(vault)
        consents(vault, ref, c_photos_body=AGREED, c_share_court=AGREED)
        issue(vault, ref, Choice())
        assert copy in b"".join(read_edition(vault, ref, 1, "en.full", Recipient.COURT))
        consents(vault, ref, c_photos_body=REFUSED)
        with pytest.raises(RuleError, match="does not agree any more"):
            read_edition(vault, ref, 1, "en.full", Recipient.COURT)
        assert copy in b"".join(read_edition(vault, ref, 1, "en.full"))
        assert issue(vault, ref, Choice()).number == 2
        assert copy not in b"".join(read_edition(vault, ref, 2, "en.full", Recipient.COURT))
