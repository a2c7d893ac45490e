"""Signing what was issued: whose turn it is, what is kept, and what leaves."""

from __future__ import annotations

import datetime as dt
import io

import pypdf
import pytest

from ipdoc.casework.access.gate import NotAllowedError
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.fetching import read_edition
from ipdoc.casework.issuing.issue import issue
from ipdoc.casework.signing import acts
from ipdoc.casework.signing.acts import Target
from ipdoc.casework.signing.files import load_signatures, signed_pieces
from ipdoc.casework.signing.ownkey import own_key
from ipdoc.domain.people import Role
from ipdoc.domain.rendering import Rendering
from ipdoc.domain.signature import SignerRole
from ipdoc.signatures.check import check_pdf
from ipdoc.signatures.errors import DetachedError, SigningError, TimestampError
from ipdoc.signatures.model import Verdict
from tests.pdf_structure import structure_faults
from tests.signing_builders import Authority, a_stamper, an_own_key, served
from tests.team_builders import a_case
from tests.test_signing_keys import outside_signature
from tests.vault_builders import a_vault

DOCTOR, REVIEWER = SignerRole.DOCTOR, SignerRole.REVIEWER


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as opened:
        yield opened


@pytest.fixture
def target(vault):
    ref = a_case(vault, "T-1", "c_photos_body")
    report = issue(vault, ref, Choice(language="en"))
    return Target(ref, report.number, "en.full")


def _bytes(vault, target):
    return b"".join(read_edition(vault, target.ref, target.number, target.key))


def _sign(vault, target, role=DOCTOR, **more):
    key = own_key(vault).signing_key() if role is DOCTOR else an_own_key("Dr Second")
    return acts.sign_edition(vault, target, role, key, **more)


def test_signed_edition_is_the_issued_one_with_an_increment(vault, target):
    before = _bytes(vault, target)
    file = _sign(vault, target)
    after = _bytes(vault, target)
    assert after.startswith(before)
    assert file.size_bytes == len(after)
    assert file.appended[0].size_bytes == len(after) - len(before)
    report = check_pdf(after, [own_key(vault).certificate])
    assert report.verdict is Verdict.VALID
    assert report.trusted


def test_signed_file_is_found_for_whoever_hands_it_on(vault, target):
    with vault.transaction(write=False) as work:
        case = work.case(target.ref.case_id)
        assert not load_signatures(case, target.ref, target.number, target.key).appended
    file = _sign(vault, target)
    with vault.transaction(write=False) as work:
        case = work.case(target.ref.case_id)
        found = load_signatures(case, target.ref, target.number, target.key)
        assert found == file
        assert found.appended
        assert b"".join(signed_pieces(case, found)) == _bytes(vault, target)


def test_reviewer_countersigns_after_the_doctor(vault, target):
    with pytest.raises(SigningError, match="doctor signs first"):
        _sign(vault, target, REVIEWER)
    _sign(vault, target)
    with pytest.raises(SigningError, match="another one"):
        acts.sign_edition(vault, target, REVIEWER, own_key(vault).signing_key())
    file = _sign(vault, target, REVIEWER)
    assert file.roles == {DOCTOR, REVIEWER}
    assert check_pdf(_bytes(vault, target)).verdict is Verdict.VALID
    with pytest.raises(SigningError, match="already"):
        _sign(vault, target, REVIEWER)


def test_two_people_who_sign_at_once_do_not_lose_a_signature(vault, target, monkeypatch):
    real = acts.whole

    def slow(*given):
        found = real(*given)
        monkeypatch.setattr(acts, "whole", real)
        _sign(vault, target)
        return found

    monkeypatch.setattr(acts, "whole", slow)
    with pytest.raises(SigningError, match="just now"):
        acts.sign_edition(vault, target, DOCTOR, an_own_key())
    assert len(acts.signatures(vault, target).appended) == 1


def test_time_stamp_waits_until_there_is_a_connection(vault, target):
    with pytest.raises(SigningError, match="doctor signs first"):
        acts.timestamp_edition(vault, target, "http://127.0.0.1:9/")
    assert _sign(vault, target, later=True).stamp_wanted
    with pytest.raises(TimestampError, match="cannot be reached"):
        acts.timestamp_edition(vault, target, "http://127.0.0.1:9/")
    assert acts.signatures(vault, target).stamp_wanted
    with served(a_stamper(Authority())) as address:
        file = acts.timestamp_edition(vault, target, address)
    assert not file.stamp_wanted
    report = check_pdf(_bytes(vault, target))
    assert report.verdict is Verdict.VALID
    assert report.signatures[-1].kind == "time-stamp"


def test_service_that_is_away_leaves_nothing_half_signed(vault, target):
    before = _bytes(vault, target)
    with pytest.raises(TimestampError):
        _sign(vault, target, service="http://127.0.0.1:9/")
    assert _bytes(vault, target) == before
    assert acts.signatures(vault, target).appended == ()


def test_proofs_are_embedded(vault, target):
    authority = Authority()
    key = authority.issue("Dr A").signing_key()
    acts.sign_edition(vault, target, DOCTOR, key)
    acts.add_proofs(vault, target, [authority.pem, authority.revocation_list()])
    report = check_pdf(_bytes(vault, target), [authority.pem])
    assert report.verdict is Verdict.VALID
    assert report.trusted


def test_signature_of_another_program_is_kept_beside_the_file(vault, target, tmp_path):
    signature, _ = outside_signature(tmp_path, _bytes(vault, target))
    _sign(vault, target)
    file = acts.add_detached(vault, target, signature)
    assert file.detached[0].holder == "Dr Outside"
    assert file.detached[0].checked
    assert not file.detached[0].of_signed
    with pytest.raises(DetachedError, match="signature file"):
        acts.add_detached(vault, target, b"nothing")
    changed = bytearray(signature)
    changed[-5] ^= 1
    with pytest.raises(DetachedError, match="damaged"):
        acts.add_detached(vault, target, bytes(changed))
    assert len(acts.signatures(vault, target).detached) == 1


def test_what_is_said_to_be_signed_by_hand_stays_so(vault, target):
    today = vault.now().astimezone().date()
    with pytest.raises(SigningError, match="future"):
        acts.declare_ink(vault, target, today + dt.timedelta(2), "Dr Test")
    with pytest.raises(SigningError, match="who signed"):
        acts.declare_ink(vault, target, today, " ")
    file = acts.declare_ink(vault, target, today, "Dr Test")
    assert file.ink.on == today.isoformat()
    with pytest.raises(SigningError, match="that stays"):
        acts.declare_ink(vault, target, today, "Dr Other")


def test_unknown_edition_is_refused(vault, target):
    with pytest.raises(Exception, match="was not issued"):
        acts.signatures(vault, Target(target.ref, target.number, "kk.full"))


def test_only_those_who_write_certify(vault, target):
    _sign(vault, target)
    vault.role = Role.LAWYER
    key = an_own_key("Dr Second")
    for role in SignerRole:
        with pytest.raises(NotAllowedError, match="role"):
            acts.sign_edition(vault, target, role, key)
    vault.role = Role.REVIEWER
    with pytest.raises(NotAllowedError, match="role"):
        acts.sign_edition(vault, target, DOCTOR, key)
    assert acts.sign_edition(vault, target, REVIEWER, key).roles == {DOCTOR, REVIEWER}


def _told(vault, ref, key):
    data = b"".join(read_edition(vault, ref, 1, key))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    return "".join(text.split())


def test_fingerprint_of_ones_key_stands_on_paper_but_not_where_nobody_is_named(vault):
    ref = a_case(vault, "T-2", "c_photos_body")
    fingerprint = own_key(vault).fingerprint.replace(" ", "")
    issue(vault, ref, Choice(language="en"))
    issue(vault, ref, Choice(language="en", rendering=Rendering.REDACTED))
    assert fingerprint in _told(vault, ref, "en.full")
    assert fingerprint not in _told(vault, ref, "en.redacted")


def test_report_signed_with_its_attachments_stays_sound(vault, target):
    _sign(vault, target)
    _sign(vault, target, REVIEWER)
    assert structure_faults(_bytes(vault, target)) == []
