"""Builders for the tests of signatures: a document, keys, an authority, a time-stamp service."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

from ipdoc.domain.signature import SignerRole
from ipdoc.report.blocks import Heading, Paragraph
from ipdoc.report.document import make_report
from ipdoc.signatures.keys import SigningKey, from_pkcs12, make_own, own_key
from ipdoc.signatures.sign import sign
from tests.report_builders import TEXTS, a_meta

NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
"""When the tests began; a signature and a time-stamp tell the moment at which they are made."""
FIELDS = (("Doctor", "Подпись врача"), ("Reviewer", "Подпись второго специалиста"))
PASSPHRASE = "correct horse"


def a_document(paragraphs: int = 30) -> bytes:
    """Return a document of a few pages with both fields."""
    texts = (TEXTS["ru"] * paragraphs)[:paragraphs]
    blocks = [Heading(1, "Заключение", anchor="a"), *(Paragraph(text) for text in texts)]
    return make_report(blocks, a_meta(signature_fields=FIELDS))


def an_own_key(name: str = "A. Doctor") -> SigningKey:
    return own_key(*make_own(name, NOW))


def signed(*roles: SignerRole, data: bytes | None = None, **keys: SigningKey) -> bytes:
    """Return a document that was signed in these roles, one after the other."""
    document = io.BytesIO(data or a_document())
    for role in roles:
        sign(document, keys.get(role.value) or an_own_key(role.value), role, NOW)
    return document.getvalue()


@dataclass(frozen=True)
class Issued:
    """A key with its certificate."""

    key: Any
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        """The certificate alone."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def pem(self, passphrase: str = "") -> bytes:
        """Return key and certificate in one text."""
        cipher: Any = serialization.NoEncryption()
        if passphrase:
            cipher = serialization.BestAvailableEncryption(passphrase.encode())
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, cipher
        ) + self.certificate.public_bytes(serialization.Encoding.PEM)

    def p12(self, passphrase: str = PASSPHRASE) -> bytes:
        """Return a PKCS#12 file."""
        cipher: Any = serialization.BestAvailableEncryption(passphrase.encode())
        return pkcs12.serialize_key_and_certificates(
            b"key", self.key, self.certificate, None, cipher
        )

    def signing_key(self) -> SigningKey:
        """Return the key as it is used to sign."""
        return from_pkcs12(self.p12(), PASSPHRASE)


class Authority:
    """A certificate authority with a revocation list."""

    def __init__(self, name: str = "Test authority") -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        constraints = x509.BasicConstraints(ca=True, path_length=None)
        self.root = (
            self._begun(self.name, self.key, NOW, 3650)
            .add_extension(constraints, critical=True)
            .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
            .sign(self.key, hashes.SHA256())
        )

    @property
    def pem(self) -> bytes:
        """The root certificate."""
        return self.root.public_bytes(serialization.Encoding.PEM)

    def _begun(self, name: x509.Name, key: Any, now: dt.datetime, days: int) -> Any:
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=2))
            .not_valid_after(now + dt.timedelta(days=days))
        )

    def issue(self, name: str, key: Any = None, days: int = 365, stamps: bool = False) -> Issued:
        """Return a certificate for signing, or for a time-stamp service; days may be negative."""
        key = key or ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        usage = _usage(digital_signature=True, content_commitment=not stamps)
        begun = self._begun(subject, key, NOW + dt.timedelta(days=min(days, 0)), max(days, 1))
        begun = begun.add_extension(usage, critical=True)
        begun = begun.add_extension(_LISTED, critical=False)
        if stamps:
            purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            begun = begun.add_extension(purpose, critical=True)
        return Issued(key, begun.sign(self.key, hashes.SHA256()))

    def revocation_list(self, *revoked: Issued) -> bytes:
        """Return a CRL, DER."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.name)
            .last_update(NOW - dt.timedelta(hours=1))
            .next_update(NOW + dt.timedelta(days=30))
        )
        for one in revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(one.certificate.serial_number)
                .revocation_date(NOW - dt.timedelta(hours=2))
                .build()
            )
        made = builder.sign(self.key, hashes.SHA256())
        return made.public_bytes(serialization.Encoding.DER)


_LISTED = x509.CRLDistributionPoints(
    [
        x509.DistributionPoint(
            full_name=[x509.UniformResourceIdentifier("http://crl.invalid/list.crl")],
            relative_name=None,
            reasons=None,
            crl_issuer=None,
        )
    ]
)


def _usage(**given: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
        "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: given.get(name, False) for name in names})


def a_stamper(authority: Authority) -> DummyTimeStamper:
    """Return a time-stamp service in this process."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    issued = authority.issue("Test time-stamps", key, stamps=True)
    der = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return DummyTimeStamper(
        asn1_x509.Certificate.load(issued.der), asn1_keys.PrivateKeyInfo.load(der)
    )


@contextmanager
def served(stamper: DummyTimeStamper | None, answer: bytes = b"") -> Iterator[str]:
    """Serve a time-stamp service on this computer; without one, always the same answer."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sent = answer
            if stamper is not None:
                sent = stamper.request_tsa_response(tsp.TimeStampReq.load(body)).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsa"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def is_between_then_and_now(moment: dt.datetime) -> bool:
    """Return whether a moment lies between the beginning of the tests and now."""
    return NOW <= moment <= dt.datetime.now(dt.UTC)
