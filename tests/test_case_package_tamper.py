"""A case file that was changed is refused by the place of the change, and nothing of it is kept."""

import copy
import io
import json
import random
import zipfile

import pytest

from ipdoc.casework.cases import list_cases
from ipdoc.errors import IpdocError
from ipdoc.exchange.case_errors import CaseFormatError
from tests.builders import a_vault, exported, imported
from tests.carving import raw_bytes
from tests.case_packages import case_in, exchanged, files_in, packed, with_case
from tests.rich_case import a_rich_case
from tests.vault_builders import sql


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """The case file of the richest case."""
    with a_vault(tmp_path_factory.mktemp("first")) as vault:
        return exported(vault, a_rich_case(vault))


@pytest.fixture(scope="module")
def vault(tmp_path_factory):
    """A vault in which nothing is."""
    with a_vault(tmp_path_factory.mktemp("second")) as opened:
        yield opened


def refused(vault, data, sentence):
    """See that a file is refused with a sentence, and that nothing of it is there."""
    before = sorted(raw_bytes(vault.folder))
    with pytest.raises(CaseFormatError, match=sentence):
        imported(vault, data)
    assert list_cases(vault).total == 0
    assert sql(vault, "SELECT COUNT(*) FROM attachment") == [(0,)]
    assert len(sorted(raw_bytes(vault.folder))) == len(before)


def without_documents(file):
    """Return a case file without what was issued, which takes longest to prove."""
    case = {key: one for key, one in case_in(file).items() if key not in ("documents", "addenda")}
    named = json.dumps(case)
    return packed(case, {name: one for name, one in files_in(file).items() if name in named})


def place(case, path):
    """Return the holder of the last step of a path."""
    for step in path[:-1]:
        case = case[step]
    return case


DOCUMENT = ("documents", 0)
EDITION = (*DOCUMENT, "editions", 0)
CHANGED = "document 1 was changed after it was issued"
TRANSLATED = ("translations", "ru", "record", "answers", "allegations/al_narrative")


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ((*DOCUMENT, "snapshot", "answers", "allegations", "al_narrative"), "Nothing.", CHANGED),
        ((*DOCUMENT, "digest"), "0" * 64, CHANGED),
        ((*EDITION, "sha256"), "0" * 64, CHANGED),
        ((*EDITION, "record_sha256"), "0" * 64, CHANGED),
        ((*EDITION, "size_bytes"), 1000, CHANGED),
        ((*EDITION, "appended", 0, "holder"), "Dr Somebody Else", CHANGED),
        ((*EDITION, "appended", 0, "fingerprint"), "0000", CHANGED),
        ((*EDITION, "appended", 0, "kind"), "stamp", CHANGED),
        ((*EDITION, "appended"), [], CHANGED),
        ((*EDITION, "key"), "en.half", "documents.1"),
        ((*EDITION, "ink", "on"), "yesterday", "documents.1"),
        ((*EDITION, "file"), "0" * 64, "lacks the file 0000000000000000"),
        ((*EDITION, "file"), "../../etc/passwd", "SHA-256"),
        ((*DOCUMENT, "issued_at"), "2026-04-20T10:00", "documents.1"),
        ((*DOCUMENT, "kind"), "verdict", "documents.1"),
        (("documents", 1, "number"), 1, "given twice"),
        ((*DOCUMENT, "surprise"), 1, "surprise"),
        (("addenda", 0, "amends"), 9, "no issued document 9"),
        (("addenda", 0, "reason"), "whim", "Choose why the addendum is written"),
        (("addenda", 1, "number"), 1, "given twice"),
        (("letter", "words"), "x" * 3000, "letter.*Shorten the text"),
        (("letter", "findings"), "yes", "letter.findings as true or false"),
        (("mandate", "order", "day"), "2999-01-01", "mandate.*lies ahead"),
        (("mandate", "country"), "atlantis", "mandate"),
        (("mandate", "order", "seal"), "x", "seal"),
        (("mandate", "order"), [], "mandate.order as a table"),
        ((*TRANSLATED, "translator"), " ", "name of the translator"),
        ((*TRANSLATED, "original"), "short", "SHA-256|digits"),
        ((*TRANSLATED, "translated_on"), "soon", "translations.ru.record"),
        (("translations", "xx"), {}, "xx"),
        (("translations", "ru", "photographs"), {"answers": {}}, "photographs"),
        (("sheets", 0, "id"), "../x", "sheets.1.id"),
        (("sheets", 0, "number"), 2, "given twice"),
        (("sheets", 0, "charts", 0, "view"), 7, "sheets.1.charts.1.view as a text"),
        (("transcribed", "allegations/moon"), 1, "allegations/moon"),
        (("counters",), {"moons": 4}, "moons"),
        (("counters",), {"photograph": 10**9}, "photograph"),
        (("pseudonyms", 0, "kind"), "king", "pseudonyms"),
        (("copied", "keys"), ["moon"], "moon"),
        (("begun",), "2026-04-20", "begun"),
        (("photos", 1, "number"), 1, "given twice"),
        (("photos", 0, "file"), 7, "SHA-256"),
        (("photos", 0, "removed"), " ", "say why"),
        (("lesions", 1, "number"), 1, "given twice"),
        (("schema",), "ipdoc-case-1", "Nothing is called"),
        (("moon",), 1, "moon"),
    ],
)
def test_a_change_is_refused_by_its_place_and_nothing_is_kept(vault, file, path, value, sentence):
    case = case_in(file)
    place(case, path)[path[-1]] = value
    refused(vault, with_case(file, case), sentence)


def test_every_file_must_be_the_one_that_its_name_says(vault, file):
    case, files = case_in(file), files_in(file)
    for name, content in files.items():
        spoilt = content[:-1] + bytes([content[-1] ^ 1])
        refused(vault, packed(case, {**files, name: spoilt}), f"{name[:16]}.*changed or cut off")


def test_a_document_with_another_file_in_its_place_is_refused(vault, file):
    edition = case_in(file)["documents"][0]["editions"][0]
    content = files_in(file)[edition["file"]]
    at = content.index(b"/Producer") if b"/Producer" in content else 400
    spoilt = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
    refused(vault, exchanged(file, edition["file"], spoilt), CHANGED)


@pytest.mark.parametrize(
    ("part", "key", "sentence"),
    [("photos", "file", "photos.1.*no photograph"), ("sheets", "straight", "no scan")],
)
def test_what_should_be_a_picture_is_looked_at(vault, file, part, key, sentence):
    whole = without_documents(file)
    name = case_in(whole)[part][0][key]
    refused(vault, exchanged(whole, name, b"<html><script>1</script></html>"), sentence)


def test_a_package_holds_what_its_case_names_and_nothing_else(vault, file):
    case, files = case_in(file), files_in(file)
    first = min(files)
    fewer = {name: one for name, one in files.items() if name != first}
    refused(vault, packed(case, fewer), f"lacks the file {first[:16]}")
    refused(vault, packed(case, {**files, "a" * 64: b"x"}), "which nothing in it names")
    refused(vault, packed(case, {**files, "../evil": b"x"}), "does not belong")
    refused(vault, packed(case, {**files, "files/evil.exe": b"x"}), "does not belong")
    refused(vault, packed(case, files, zipfile.ZIP_DEFLATED), "packed anew")
    refused(vault, file[: len(file) // 2], "changed or cut off")
    refused(vault, json.dumps(case).encode(), "lacks the file")


def test_a_zip_without_a_case_is_none(vault):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("files/" + "a" * 64, b"x")
    refused(vault, out.getvalue(), "no case.json")


@pytest.mark.parametrize(
    "data",
    [
        b'{"schema": "ipdoc-case-2", "begun": NaN}',
        b'{"schema": "ipdoc-case-2", "begun": "\\ud800"}',
        b'{"schema": "ipdoc-case-2", "begun": ' + b"[" * 100_000,
        b'{"schema": "ipdoc-case-2", "begun": ' + b"9" * 5000 + b"}",
    ],
)
def test_json_that_cannot_be_kept_is_refused(vault, data):
    refused(vault, data, "not JSON in UTF-8")


def paths(tree, path=()):
    """Yield the path of every value of a case."""
    steps = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for step, one in steps:
        yield (*path, step)
        if isinstance(one, dict | list):
            yield from paths(one, (*path, step))


WRONG = (None, 7, -1, True, "", "x", "\x00", [], {}, [[]], [None], {"x": 1}, 1.5, "🙂" * 50)


@pytest.mark.parametrize("seed", range(2))
def test_whatever_stands_where_it_does_not_belong_is_refused_in_a_sentence(tmp_path, file, seed):
    chance = random.Random(seed)  # noqa: S311
    small = without_documents(file)
    whole, files = case_in(small), files_in(small)
    everywhere = sorted(paths(whole), key=str)
    with a_vault(tmp_path) as vault:
        total = 0
        for path in chance.sample(everywhere, 60):
            case = copy.deepcopy(whole)
            place(case, path)[path[-1]] = chance.choice(WRONG)
            try:
                imported(vault, packed(case, files))
            except IpdocError:
                pass
            else:
                total += 1
            assert list_cases(vault).total == total, path
