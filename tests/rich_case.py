"""A case that holds a record of every kind that the people of one vault can make."""

import datetime as dt
import io

from PIL import Image

from ipdoc.casework.attachments import attach_file
from ipdoc.casework.bodymap import coverage
from ipdoc.casework.bodymap.drawing import take_out
from ipdoc.casework.bodymap.figures import choose_figure
from ipdoc.casework.bundling.making import make_bundle
from ipdoc.casework.bundling.request import BundleRequest
from ipdoc.casework.comparison import statement_path
from ipdoc.casework.core.record import opened
from ipdoc.casework.documents.addenda import write_addendum
from ipdoc.casework.documents.letters import choose_letter
from ipdoc.casework.documents.mandates import save_mandate
from ipdoc.casework.followup import copied_path
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.issue import issue
from ipdoc.casework.issuing.naming import Asked
from ipdoc.casework.issuing.reviewing import put_asked
from ipdoc.casework.photographs import attach_photograph, remove_photograph
from ipdoc.casework.photomarks import save_overlay
from ipdoc.casework.scans.sheets import sheet_path
from ipdoc.casework.scans.sources import note_sources
from ipdoc.casework.signing import acts
from ipdoc.casework.signing.ownkey import own_key
from ipdoc.casework.translating.sheet import NewText, keep_texts, open_sheet
from ipdoc.domain.access import Action
from ipdoc.domain.consent import Recipient
from ipdoc.domain.finding import LesionLink
from ipdoc.domain.letter import LetterChoice
from ipdoc.domain.mandate import Independence, Mandate, Order, Warned
from ipdoc.domain.photograph import StoredFile
from ipdoc.domain.rendering import Rendering
from ipdoc.domain.scannedsheet import ScannedSheet
from ipdoc.domain.sheets import ChartPlace
from ipdoc.domain.signature import SignerRole
from ipdoc.domain.translation import Translator, digest_of
from tests.bodymap_builders import a_lesion
from tests.team_builders import a_case, an_intimate_lesion, decide, write

AGREED = ("c_storage", "c_share_court", "c_photos_body", "c_genital_anal_exam", "c_photos_intimate")
EARLIER = "0123456789abcdef"
"""An evaluation of another file."""
NARRATIVE = "He was held with his hands behind his back. Officer Petrov was present."
ARROW = {"kind": "arrow", "points": [[0.1, 0.1], [0.5, 0.5]], "lesion": None, "text": "edge"}


def a_jpeg(shade, size=(90, 60)):
    """Return a small JPEG in memory."""
    out = io.BytesIO()
    Image.new("RGB", size, (shade, 90, 120)).save(out, "JPEG")
    out.seek(0)
    return out


def a_rich_case(vault, ref=None):
    """Fill a case, by default a new one; its report was issued, signed and bundled."""
    ref = ref or a_case(vault, "R-1")
    decide(vault, ref, *AGREED)
    write(vault, ref, NARRATIVE, "al_narrative")
    _lesions(vault, ref)
    _photographs(vault, ref)
    _papers(vault, ref)
    _beside(vault, ref)
    _issued(vault, ref)
    return ref


def _lesions(vault, ref):
    choose_figure(vault, ref, "female")
    a_lesion(vault, ref)
    a_lesion(vault, ref, "tramline")
    an_intimate_lesion(vault, ref)
    a_lesion(vault, ref, "polygon")
    take_out(vault, ref, 4, "entered twice", 1)
    coverage.state_regions(vault, ref, [("shin", "l")], "not_examined", "Plaster")


def _photographs(vault, ref):
    first = attach_photograph(vault, ref, a_jpeg(10), lesion=1, caption="The back")
    save_overlay(vault, ref, first.id, [ARROW], 1)
    attach_photograph(vault, ref, a_jpeg(20), lesion=3, intimate=True, caption="Close")
    gone = attach_photograph(vault, ref, a_jpeg(30), caption="Another person")
    remove_photograph(vault, ref, gone.id, "shows somebody else")
    attach_photograph(vault, ref, a_jpeg(40), caption="The left hand")
    gone = attach_photograph(vault, ref, a_jpeg(50))
    remove_photograph(vault, ref, gone.id, "blurred")


def _papers(vault, ref):
    """Put a paper with the record, and scanned sheets, as ``attach_sheet`` keeps them."""
    paper = attach_file(vault, ref, io.BytesIO(b"%PDF-1.7 the request"), "record")
    file = {"name": "request.pdf", "attachment": paper}
    write(vault, ref, file, "request_document_file", "case_information")
    with opened(vault, ref, Action.ADD_SCAN) as case:
        for number, shut in ((1, False), (2, True)):
            sheet = _sheet(case, number, shut)
            path, payload = sheet_path(ref, sheet.id), sheet.to_payload()
            case.put(path, payload, sheet.part, expected_version=None, why="sheet attached")
        note_sources(case, ref, "allegations", ["al_narrative"], 1)


def _sheet(case, number, shut):
    part = "intimate" if shut else "record"
    files = []
    for shade in (100 + number, 200 + number):
        kept = case.attach(a_jpeg(shade, (84, 119)), part)
        files.append(StoredFile(kept.id, "image/jpeg", kept.size, kept.sha256, 84, 119))
    charts = (ChartPlace("64S3", 20, 40, 150),)
    told = ("64S3-6D1N", number, 2, "F", "female", shut, ("allegations/account",), charts)
    return ScannedSheet(f"{number:016x}", number, *told, *files)


def _beside(vault, ref):
    order = Order("Court of Almaty", "Judge Sadykova", "1-17", "2026-04-01", "2026-04-02")
    warned = Warned("Judge Sadykova", "2026-04-01", "in the order")
    save_mandate(vault, ref, Mandate("kz", order, warned, Independence("Nobody pays")), 0)
    choose_letter(vault, ref, LetterChoice(findings=True, contact="Clinic", words="Be well"), 0)
    put_asked(vault, ref, Asked(("Petrov",), ("Almaty",)))
    rows = open_sheet(vault, ref, "ru").rows
    texts = [NewText(one.source.path, "Перевод", digest_of(one.source.text)) for one in rows]
    keep_texts(vault, ref, "ru", texts, Translator("Anna Translator", True))
    with opened(vault, ref, Action.WRITE_INTIMATE) as case:
        said = {"schema": 1, "status": "healed", "note": "no trace"}
        path = statement_path(ref, LesionLink(EARLIER, 2))
        case.put(path, said, "intimate", expected_version=None, why="test")
        copied = {"schema": 1, "evaluation": EARLIER, "keys": ["subject_family_name"]}
        case.put(copied_path(ref), copied, "record", expected_version=None, why="test")


def _issued(vault, ref):
    issue(vault, ref, Choice(language="en"))
    issue(vault, ref, Choice(language="en", rendering=Rendering.REDACTED))
    issue(vault, ref, Choice(language="en", document="sealed_annex"))
    target = acts.Target(ref, 1, "en.full")
    acts.sign_edition(vault, target, SignerRole.DOCTOR, own_key(vault).signing_key())
    acts.declare_ink(vault, target, dt.date(2026, 4, 20), "Dr Test")
    addendum = write_addendum(vault, ref, 1, "late_result", "An X-ray shows a fracture.")
    issue(vault, ref, Choice(language="en", document="addendum", addendum=addendum.number))
    write_addendum(vault, ref, 1, "correction", "The left hand, not the right.")
    make_bundle(vault, ref, BundleRequest(Recipient.COURT, "The court"))
