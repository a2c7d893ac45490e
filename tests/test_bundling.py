"""Bundles of exhibits: what goes in for whom, in parts, the same bytes again, and on record."""

import io
import json
import random
import zipfile

import bagit
import pyrage
import pytest
from PIL import Image
from pyrage.x25519 import Identity

from ipdoc.bagging.check import check_bag
from ipdoc.bagging.splitting import TooLargeError
from ipdoc.casework.access.gate import NotAllowedError
from ipdoc.casework.bundling.giving import bundles, give_part, receipt_of, write_bundle
from ipdoc.casework.bundling.making import make_bundle
from ipdoc.casework.bundling.request import BundleRequest, Group
from ipdoc.casework.core.record import UnknownRecordError
from ipdoc.casework.documents.addenda import write_addendum
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.issue import issue
from ipdoc.casework.photographs import attach_photograph
from ipdoc.casework.sections import open_section, save_answers
from ipdoc.domain.consent import Recipient
from ipdoc.domain.finding import RuleError
from ipdoc.domain.rendering import Rendering
from ipdoc.report.errors import MissingGlyphError
from ipdoc.report.reading import page_count
from tests.glyph_boxes import glyph_faults
from tests.pdf_structure import structure_faults
from tests.team_builders import a_case, decide
from tests.team_fixtures import said
from tests.vault_builders import a_vault

COURT, UN = Recipient.COURT, Recipient.UN
AGREED = ("c_storage", "c_share_court", "c_share_un", "c_photos_body")
EVERYTHING = frozenset(Group)


def a_picture(seed, side=300):
    """Return a JPEG of noise, which no program makes smaller."""
    noise = random.Random(seed).randbytes(side * side * 3)  # noqa: S311
    out = io.BytesIO()
    Image.frombytes("RGB", (side, side), noise).save(out, "JPEG", quality=95)
    out.seek(0)
    return out


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as vault:
        yield vault


def issued(vault, *agreed, photographs=2, intimate=0, languages=("en",), side=300):
    """Return a case with photographs and issued reports."""
    ref = a_case(vault, "T-9", *(agreed or AGREED))
    for number in range(photographs + intimate):
        shut = number >= photographs
        attach_photograph(vault, ref, a_picture(number, side), intimate=shut, caption="seen")
    for language in languages:
        issue(vault, ref, Choice(language=language))
    return ref


def part_of(vault, ref, bundle, part=1):
    _bundle, pieces = give_part(vault, ref, bundle.id, part)
    return b"".join(pieces)


def files_in(data):
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name.partition("/")[2]: file.read(name) for name in file.namelist()}


def test_bundle_holds_all_that_was_issued_and_agreed_to(vault, tmp_path):
    ref = issued(vault, languages=("en", "ru"))
    made = make_bundle(vault, ref, BundleRequest(COURT, "The court"))
    files = write_bundle(vault, ref, made, tmp_path)
    assert [one.name for one in files] == [made.file_name(1), f"receipt-{made.short}.pdf"]
    report = check_bag(files[0])
    assert report.intact
    assert report.digest == made.parts[0].digest
    assert files[0].stat().st_size == made.parts[0].size
    held = files_in(files[0].read_bytes())
    assert {"data/report/report-en.full.pdf", "data/report/report-ru.full.pdf"} <= held.keys()
    photographs = [name for name in held if name.endswith(".jpg")]
    assert len(photographs) == 4
    assert {"custody_log", "access_log", "consent_form", "photo_table"} <= {
        one.kind for one in made.exhibits
    }
    with zipfile.ZipFile(files[0]) as file:
        file.extractall(tmp_path / "there")
    bagit.Bag(str(tmp_path / "there" / made.folder(1))).validate()


def test_papers_are_sound_and_counted_through_without_a_gap(vault):
    ref = issued(vault)
    made = make_bundle(vault, ref, BundleRequest(COURT, language="ru"))
    held = files_in(part_of(vault, ref, made))
    papers = {name: data for name, data in held.items() if name.endswith(".pdf")}
    for name, pdf in papers.items():
        assert structure_faults(pdf) == [], name
        assert glyph_faults(pdf) == [], name
    receipt = receipt_of(vault, ref, made.id)
    assert structure_faults(receipt) == glyph_faults(receipt) == []
    next_page = 1
    for one in made.exhibits:
        if one.pages:
            assert one.pages[0] == next_page
            assert page_count(papers[one.files[0].path]) == one.pages[1] - one.pages[0] + 1
            next_page = one.pages[1] + 1


def test_numbers_go_on_after_those_of_the_report(vault):
    ref = issued(vault)
    made = make_bundle(vault, ref, BundleRequest(COURT))
    numbers = [one.number for one in made.exhibits if one.number and "." not in one.number]
    assert numbers == sorted(numbers, key=lambda one: int(one[2:]))
    assert len(numbers) == len(set(numbers))
    table = next(one for one in made.exhibits if one.kind == "photo_table")
    copies = [one.number for one in made.exhibits if one.kind == "photograph"]
    assert copies == [f"{table.number}.1", f"{table.number}.2"]


def test_same_bytes_are_given_again_as_long_as_consent_stands(vault):
    ref = issued(vault)
    made = make_bundle(vault, ref, BundleRequest(COURT))
    assert part_of(vault, ref, made) == part_of(vault, ref, made)
    decide(vault, ref, c_share_court="withdrawn")
    with pytest.raises(NotAllowedError, match="withdrawn"):
        give_part(vault, ref, made.id, 1)


def test_without_consent_to_the_recipient_nothing_is_made(vault):
    ref = issued(vault)
    with pytest.raises(NotAllowedError, match="No consent"):
        make_bundle(vault, ref, BundleRequest(Recipient.PROSECUTOR))
    decide(vault, ref, c_share_court="refused")
    with pytest.raises(NotAllowedError, match="refused"):
        make_bundle(vault, ref, BundleRequest(COURT))
    assert bundles(vault, ref) == []


def test_photographs_without_consent_stay_out_and_the_index_says_so(vault):
    ref = issued(vault, "c_storage", "c_share_court")
    made = make_bundle(vault, ref, BundleRequest(COURT))
    held = files_in(part_of(vault, ref, made))
    assert not [name for name in held if name.endswith(".jpg")]
    assert "photo_table" not in {one.kind for one in made.exhibits}
    why = dict(made.missing)["Photographs as they came from the camera"]
    assert "no consent" in why


def test_report_that_holds_what_was_withdrawn_is_issued_again_first(vault):
    ref = issued(vault)
    decide(vault, ref, c_photos_body="withdrawn")
    with pytest.raises(RuleError, match="does not agree any more; issue it again"):
        make_bundle(vault, ref, BundleRequest(COURT))
    issue(vault, ref, Choice(language="en"))
    made = make_bundle(vault, ref, BundleRequest(COURT))
    held = files_in(part_of(vault, ref, made))
    assert made.report == 2
    assert not [name for name in held if name.endswith(".jpg")]


def test_photographs_in_the_report_count_when_a_part_is_given_again(vault):
    ref = issued(vault)
    alone = BundleRequest(COURT, groups=frozenset((Group.REPORTS,)))
    made = make_bundle(vault, ref, alone)
    decide(vault, ref, c_photos_body="withdrawn")
    with pytest.raises(NotAllowedError, match="withdrawn"):
        give_part(vault, ref, made.id, 1)


def test_edition_without_names_goes_without_any_name(vault):
    ref = issued(vault, *AGREED)
    version = open_section(vault, ref, "case_information").version
    cells = {"subject_family_name": "Zhumagaliev", "subject_code": "QX-4711"}
    save_answers(vault, ref, "case_information", cells, version)
    issue(vault, ref, Choice(language="en", rendering=Rendering.REDACTED))
    request = BundleRequest(UN, name="The court", rendering=Rendering.REDACTED)
    held = files_in(part_of(vault, ref, make_bundle(vault, ref, request)))
    told = b"\n".join(held.values()).decode("latin-1")
    told += " ".join(words_of(data) for name, data in held.items() if name.endswith(".pdf"))
    assert "QX-4711" not in told
    assert "Zhumagaliev" not in told
    assert "Dr Test" not in told
    assert "The court" not in told


def test_restricted_rendering_holds_no_originals_and_no_papers_of_the_record(vault):
    ref = issued(vault)
    issue(vault, ref, Choice(language="en", rendering=Rendering.NAMED_RESTRICTED))
    request = BundleRequest(UN, rendering=Rendering.NAMED_RESTRICTED)
    kinds = {one.kind for one in make_bundle(vault, ref, request).exhibits}
    assert kinds == {"index", "report", "photo_table", "photograph"}


def test_rendering_that_was_not_issued_is_refused_in_one_sentence(vault):
    ref = issued(vault)
    with pytest.raises(UnknownRecordError, match="edition without names first"):
        make_bundle(vault, ref, BundleRequest(COURT, rendering=Rendering.REDACTED))
    fresh = a_case(vault, "T-10", *AGREED)
    with pytest.raises(UnknownRecordError, match="Issue the report first"):
        make_bundle(vault, fresh, BundleRequest(COURT))


def test_what_is_intimate_goes_only_encrypted_and_in_parts_of_its_own(vault):
    ref = issued(vault, *AGREED, "c_photos_intimate", "c_genital_anal_exam", intimate=1)
    issue(vault, ref, Choice(language="en", document="sealed_annex"))
    for groups in (EVERYTHING, EVERYTHING - {Group.ANNEX}):
        plain = make_bundle(vault, ref, BundleRequest(COURT, groups=groups))
        held = files_in(part_of(vault, ref, plain))
        assert not [name for name in held if "sealed" in name or "3-photograph" in name]
    identity = Identity.generate()
    request = BundleRequest(COURT, age_key=str(identity.to_public()), groups=EVERYTHING)
    made = make_bundle(vault, ref, request)
    assert len(made.parts) == 2
    opened = [files_in(pyrage.decrypt(part_of(vault, ref, made, at), [identity])) for at in (1, 2)]
    sealed = [name for name in opened[1] if name.startswith("data/") and "index" not in name]
    assert "data/sealed/sealed_annex-en.full.sealed_annex.pdf" in sealed
    assert not set(sealed) & opened[0].keys()


def test_parts_keep_within_the_limit_and_each_is_whole(vault, tmp_path):
    ref = issued(vault, photographs=6, side=500)
    made = make_bundle(vault, ref, BundleRequest(COURT, most_mb=2))
    assert len(made.parts) > 1
    files = write_bundle(vault, ref, made, tmp_path)
    for at, one in enumerate(files[:-1], 1):
        assert one.stat().st_size <= 2_000_000
        report = check_bag(one)
        assert report.intact
        assert report.part == f"{at} of {len(made.parts)}"
    parts = {
        one.path: at for at, part in enumerate(made.parts, 1) for one in part_files(made, part)
    }
    copies, originals = (
        {one.number: parts[one.files[0].path] for one in made.exhibits if one.kind == kind}
        for kind in ("photograph", "original")
    )
    assert copies == originals
    assert all(parts[file.path] >= one.part for one in made.exhibits[1:] for file in one.files)


def part_files(made, part):
    known = made.files()
    return [known[path] for path in part.files if not path.endswith("index-of-exhibits.pdf")]


def test_file_larger_than_a_part_is_refused_by_name(vault):
    ref = issued(vault, photographs=1, side=1100)
    with pytest.raises(TooLargeError, match=r"report-en.full.pdf alone needs a part of"):
        make_bundle(vault, ref, BundleRequest(COURT, most_mb=1))
    assert bundles(vault, ref) == []


def test_addendum_goes_along_with_the_report_that_it_amends(vault):
    ref = issued(vault)
    addendum = write_addendum(vault, ref, 1, "correction", "The left arm is meant.")
    choice = Choice(language="en", document="addendum", addendum=addendum.number)
    issue(vault, ref, choice)
    made = make_bundle(vault, ref, BundleRequest(COURT))
    assert made.report == 1
    kinds = [one.kind for one in made.exhibits]
    assert kinds[:3] == ["index", "report", "addendum"]
    held = files_in(part_of(vault, ref, made))
    assert "data/report/addendum-2-en.full.addendum.pdf" in held


def test_letter_goes_to_the_person_examined_alone(vault):
    ref = issued(vault, *AGREED, "c_copy_to_person")
    issue(vault, ref, Choice(language="en", document="letter"))
    for recipient, there in ((COURT, False), (Recipient.PERSON, True)):
        made = make_bundle(vault, ref, BundleRequest(recipient))
        assert ("letter" in {one.kind for one in made.exhibits}) is there


def test_name_that_cannot_be_printed_is_refused_before_anything_is_made(vault):
    ref = issued(vault)
    with pytest.raises(MissingGlyphError, match="Replace the character"):
        make_bundle(vault, ref, BundleRequest(COURT, name="The court \N{SCALES}\N{PACKAGE}"))
    assert bundles(vault, ref) == []


def test_stopping_leaves_nothing(vault, tmp_path):
    ref = issued(vault)
    before = set(vault.files.ids())

    def stop(_done, _all):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_bundle(vault, ref, BundleRequest(COURT), stop)
    assert set(vault.files.ids()) == before
    assert bundles(vault, ref) == []
    made = make_bundle(vault, ref, BundleRequest(COURT))
    target = tmp_path / "out"
    target.mkdir()
    with pytest.raises(KeyboardInterrupt):
        write_bundle(vault, ref, made, target, lambda _more: stop(0, 0))
    assert list(target.iterdir()) == []


def test_log_tells_what_was_made_and_given_and_for_whom(vault):
    ref = issued(vault)
    made = make_bundle(vault, ref, BundleRequest(COURT))
    part_of(vault, ref, made)
    assert [event for _who, event, _to in said(vault, ref)][-2:] == ["bundled", "given"]
    (kept,) = bundles(vault, ref)
    assert kept == made


def test_access_log_does_not_tell_one_recipient_of_another(vault):
    ref = issued(vault)
    make_bundle(vault, ref, BundleRequest(UN))
    texts = []
    for recipient in (COURT, Recipient.OWN):
        made = make_bundle(vault, ref, BundleRequest(recipient))
        held = files_in(part_of(vault, ref, made))
        (log,) = [data for name, data in held.items() if "access-log" in name]
        texts.append(words_of(log))
    assert "United Nations" not in texts[0]
    assert "What was given to other recipients is not told here" in texts[0]
    assert "United Nations" in texts[1]


def words_of(pdf):
    from pypdf import PdfReader

    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(text.replace("\u00ad", "").split())


def test_exhibits_are_named_in_all_languages_for_the_page(vault):
    ref = issued(vault)
    made = make_bundle(vault, ref, BundleRequest(COURT, language="kk"))
    rows = json.loads(files_in(part_of(vault, ref, made))["exhibits.json"])["exhibits"]
    titles = {row["titles"]["en"]: row["titles"] for row in rows}
    assert titles["Custody log"]["ru"] == "Журнал хранения доказательств"
    assert titles["Photograph No. 1"]["kk"] == "№\u00a01 фотосурет"


def test_request_for_what_cannot_be_is_refused(vault):
    for wrong in ({"language": "fr"}, {"most_mb": 0}):
        with pytest.raises(RuleError):
            BundleRequest(COURT, **wrong)
