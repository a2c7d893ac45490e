"""Keys to sign with, and signatures that were made elsewhere."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from ipdoc.domain.signature import SignerRole
from ipdoc.signatures.check import check_detached, check_pdf
from ipdoc.signatures.errors import DetachedError, KeyFileError, WrongPinError
from ipdoc.signatures.keys import from_file, from_pem, from_pkcs12
from ipdoc.signatures.model import Verdict
from ipdoc.signatures.tokens import token_key
from tests.signing_builders import PASSPHRASE, Authority, a_document, an_own_key, signed

DOCTOR = SignerRole.DOCTOR
SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def an_rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@pytest.mark.parametrize("kind", ["rsa", "p256", "p384"])
@pytest.mark.parametrize("form", ["p12", "pem", "encrypted pem"])
def test_keys_of_each_kind_and_form_sign(authority: Authority, kind: str, form: str) -> None:
    curves = {"p256": ec.SECP256R1(), "p384": ec.SECP384R1()}
    key = an_rsa_key() if kind == "rsa" else ec.generate_private_key(curves[kind])
    issued = authority.issue("Dr A", key)
    data = {
        "p12": issued.p12(),
        "pem": issued.pem(),
        "encrypted pem": issued.pem(PASSPHRASE),
    }[form]
    read = from_file(data, "" if form == "pem" else PASSPHRASE)
    assert read.certificate.holder == "Dr A"
    assert not read.certificate.is_own
    report = check_pdf(signed(DOCTOR, doctor=read), [authority.pem])
    assert report.verdict is Verdict.VALID
    assert report.trusted


def test_wrong_passphrase_is_said_to_be_wrong(authority: Authority) -> None:
    issued = authority.issue("Dr A")
    for data in (issued.p12(), issued.pem(PASSPHRASE)):
        with pytest.raises(WrongPinError, match="passphrase"):
            from_file(data, "something else")
    with pytest.raises(WrongPinError, match="asks for a passphrase"):
        from_file(issued.pem(PASSPHRASE))


def test_files_without_key_or_certificate_are_refused(authority: Authority) -> None:
    issued = authority.issue("Dr A")
    with pytest.raises(KeyFileError, match="lacks the key"):
        from_pem(authority.pem)
    key_alone = issued.pem().split(b"-----BEGIN CERTIFICATE")[0]
    with pytest.raises(KeyFileError, match="lacks the certificate"):
        from_pem(key_alone + authority.pem)
    for junk in (b"", b"not a key", b"\x30\x03\x02\x01\x03", b"-----BEGIN PRIVATE KEY-----\nAA"):
        with pytest.raises(KeyFileError):
            from_file(junk)


def test_other_kinds_of_keys_are_refused(authority: Authority) -> None:
    for key in (an_rsa_key(1024), ec.generate_private_key(ec.SECP256K1())):
        issued = authority.issue("Dr A", key)
        with pytest.raises(KeyFileError, match="elliptic curve"):
            from_pkcs12(issued.p12(), PASSPHRASE)
    with pytest.raises(KeyFileError, match="elliptic curve"):
        from_pem(authority.issue("Dr A", ed25519.Ed25519PrivateKey.generate()).pem())


def test_own_key_has_a_fingerprint_of_its_public_half() -> None:
    key = an_own_key("Dr Without")
    assert key.certificate.is_own
    assert len(key.certificate.key_fingerprint.split()) == 10
    assert key.certificate.key_fingerprint != an_own_key().certificate.key_fingerprint


@pytest.fixture
def token(tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Make a token in software with a key and its certificate."""
    if not SOFTHSM.exists() or not shutil.which("pkcs11-tool"):
        pytest.skip("needs softhsm2 and opensc")
    pytest.importorskip("pkcs11")
    (tmp_path / "tokens").mkdir()
    settings = tmp_path / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(settings))
    issued = authority.issue("Dr Token", an_rsa_key())
    key, certificate = tmp_path / "key.der", tmp_path / "certificate.der"
    key.write_bytes(
        issued.key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    certificate.write_bytes(issued.der)
    made = ["--init-token", "--free", "--label", "card", "--so-pin", "1234", "--pin", "9876"]
    _run("softhsm2-util", *made)
    tool = ["pkcs11-tool", "--module", str(SOFTHSM), "--token-label", "card", "--login"]
    tool += ["--pin", "9876", "--id", "01", "--label", "doctor"]
    _run(*tool, "--write-object", str(key), "--type", "privkey", "--usage-sign")
    _run(*tool, "--write-object", str(certificate), "--type", "cert")
    return "card"


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, env=dict(os.environ))


def test_key_on_a_token_signs_and_wrong_pin_is_refused(token: str, authority: Authority) -> None:
    with token_key(SOFTHSM, "9876", token) as key:
        assert key.certificate.holder == "Dr Token"
        data = signed(DOCTOR, doctor=key)
    report = check_pdf(data, [authority.pem])
    assert report.verdict is Verdict.VALID
    assert report.trusted
    with pytest.raises(WrongPinError, match="PIN"), token_key(SOFTHSM, "1111", token):
        pass
    with pytest.raises(KeyFileError, match="Plug in"), token_key(SOFTHSM, "9876", "other"):
        pass
    with (
        pytest.raises(KeyFileError, match="holds: doctor"),
        token_key(SOFTHSM, "9876", token, "another"),
    ):
        pass


def test_library_that_is_none_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("pkcs11")
    path = tmp_path / "no.so"
    path.write_bytes(b"no library")
    with pytest.raises(KeyFileError, match="PKCS#11 library"), token_key(path, "1"):
        pass


def outside_signature(folder: Path, data: bytes, *more: str) -> tuple[bytes, Authority]:
    """Return the signature of a document as another program writes it, and who vouches for it."""
    if not shutil.which("openssl"):
        pytest.skip("needs openssl")
    authority = Authority()
    (folder / "document.pdf").write_bytes(data)
    (folder / "key.pem").write_bytes(authority.issue("Dr Outside", an_rsa_key()).pem())
    command = ["openssl", "cms", "-sign", "-binary", "-md", "sha256", "-outform", "DER", "-cades"]
    command += ["-in", str(folder / "document.pdf"), "-signer", str(folder / "key.pem"), *more]
    _run(*command, "-out", str(folder / "signature"))
    return (folder / "signature").read_bytes(), authority


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes, Authority]:
    """Return a document, its signature from outside, and who vouches for the signer."""
    data = a_document()
    signature, authority = outside_signature(tmp_path_factory.mktemp("outside"), data)
    return data, signature, authority


def test_detached_signature_is_checked_in_each_writing(
    outside: tuple[bytes, bytes, Authority],
) -> None:
    data, signature, authority = outside
    coded = base64.encodebytes(signature)
    armoured = b"-----BEGIN CMS-----\n" + coded + b"-----END CMS-----\n"
    for written in (signature, coded, armoured):
        found = check_detached(written, data, [authority.pem])
        assert found.holds
        assert found.trusted
        assert found.certificate.holder == "Dr Outside"
        assert found.said_at is not None
    assert not check_detached(signature, data).trusted


def test_signature_that_holds_the_document_is_as_good(tmp_path: Path) -> None:
    data = a_document()
    signature, _ = outside_signature(tmp_path, data, "-nodetach")
    assert check_detached(signature, data).holds
    with pytest.raises(DetachedError, match="another document"):
        check_detached(signature, data[:-1])


def test_signature_of_another_document_is_refused(outside: tuple[bytes, bytes, Authority]) -> None:
    data, signature, _ = outside
    with pytest.raises(DetachedError, match="another document"):
        check_detached(signature, data + b" ")


def test_damaged_detached_signature_does_not_hold(outside: tuple[bytes, bytes, Authority]) -> None:
    data, signature, _ = outside
    changed = bytearray(signature)
    changed[-5] ^= 1
    found = check_detached(bytes(changed), data)
    assert not found.holds
    assert found.problem is not None


def test_what_is_no_signature_is_refused() -> None:
    for junk in (b"", b"hello", b"\x30\x00", a_document()[:200], b"-----BEGIN CMS-----\n"):
        with pytest.raises(DetachedError, match="signature file"):
            check_detached(junk, b"data")


def test_algorithm_that_is_not_known_is_named(outside: tuple[bytes, bytes, Authority]) -> None:
    data, signature, _ = outside
    known = bytes.fromhex("06092a864886f70d010101")  # rsaEncryption
    other = bytes.fromhex("06092a830e030a01010201")  # GOST 34.10-2015 of Kazakhstan
    found = check_detached(signature.replace(known, other), data)
    assert not found.holds
    assert found.certificate.holder == "Dr Outside"
    assert "program of its issuer" in str(found.problem)


def test_name_in_a_certificate_cannot_change_what_stands_around_it() -> None:
    key = an_own_key("Dr Test\x1b[2K\n  valid\u202e")
    assert key.certificate.holder == "Dr Test [2K valid"
