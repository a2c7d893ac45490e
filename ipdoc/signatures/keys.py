"""Keys to sign with: from a PKCS#12 or PEM file, or made by ipdoc.

    key = from_pkcs12(data, passphrase)
    key = from_pem(data, passphrase)
    key = own_key(private, certificate)

Only RSA (2048 bits and more) and elliptic curves of NIST are taken: what every PDF reader checks.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.sign.signers import Signer, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from ipdoc.signatures.errors import CertificatePeriodError, KeyFileError, WrongPinError
from ipdoc.signatures.model import Certificate, in_groups

_LEAST_RSA_BITS = 2048
_CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
_YEARS = 10
_PEM = b"-----BEGIN"


@dataclass(frozen=True)
class SigningKey:
    """A key with its certificate, ready to sign."""

    signer: Signer
    """What pyHanko signs with."""
    certificate: Certificate

    def check_period(self, now: dt.datetime) -> None:
        """Refuse a certificate that is not valid now.

        Raises:
            CertificatePeriodError: it expired, or is not valid yet.
        """
        if not self.certificate.begins <= now <= self.certificate.ends:
            raise CertificatePeriodError(self.certificate.begins, self.certificate.ends, now)


def from_pkcs12(data: bytes, passphrase: str) -> SigningKey:
    """Read a key from a ``.p12`` or ``.pfx`` file.

    Raises:
        WrongPinError: the passphrase does not open the file.
        KeyFileError: the file is no PKCS#12, lacks key or certificate, or its key is of another
            kind than RSA or a NIST curve.
    """
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(
            data, passphrase.encode() or None
        )
    except ValueError as error:
        if _is_pkcs12(data):
            raise WrongPinError(
                "This passphrase does not open the key file; type it again"
            ) from error
        raise KeyFileError("Choose a key file in the form PKCS#12 (.p12, .pfx) or PEM") from error
    except UnsupportedAlgorithm as error:
        raise _other_kind() from error
    if key is None or certificate is None:
        raise KeyFileError("This file lacks the key or its certificate; choose another file")
    return _made(key, certificate, others)


def _is_pkcs12(data: bytes) -> bool:
    from asn1crypto.pkcs12 import Pfx

    try:
        return bool(Pfx.load(data)["version"].native == "v3")
    except (ValueError, TypeError):
        return False


def from_pem(data: bytes, passphrase: str = "") -> SigningKey:
    """Read a private key and its certificate from PEM text that holds both, in any order.

    Further certificates in it are taken as the chain.

    Raises:
        WrongPinError: the passphrase does not open the key.
        KeyFileError: key or certificate is missing, they do not belong together, or the key is of
            another kind than RSA or a NIST curve.
    """
    key = _pem_key(data, passphrase)
    try:
        certificates = x509.load_pem_x509_certificates(data)
    except ValueError:
        certificates = []
    public = _spki(key.public_key())
    own = [one for one in certificates if _spki(one.public_key()) == public]
    if not own:
        raise KeyFileError("This file lacks the certificate of its key; add it to the file")
    return _made(key, own[0], [one for one in certificates if one is not own[0]])


def _pem_key(data: bytes, passphrase: str) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    begin = data.find(_PEM)
    while begin >= 0:
        kind = data[begin : data.find(b"\n", begin)]
        if b"PRIVATE KEY" in kind:
            return _known_kind(_loaded_pem(data[begin:], passphrase))
        begin = data.find(_PEM, begin + 1)
    raise KeyFileError("This file lacks the key or its certificate; choose another file")


def _loaded_pem(data: bytes, passphrase: str) -> object:
    ends = data.find(b"-----END")
    block = data[: data.find(b"-----", ends + 5) + 5] + b"\n"
    encrypted = b"ENCRYPTED" in block
    if encrypted != bool(passphrase) and encrypted:
        raise WrongPinError("This key file asks for a passphrase; type it")
    try:
        secret = passphrase.encode() if encrypted else None
        return serialization.load_pem_private_key(block, secret)
    except UnsupportedAlgorithm as error:
        raise _other_kind() from error
    except (ValueError, TypeError) as error:
        if encrypted:
            raise WrongPinError(
                "This passphrase does not open the key file; type it again"
            ) from error
        raise KeyFileError("Choose a key file in the form PKCS#12 (.p12, .pfx) or PEM") from error


def from_file(data: bytes, passphrase: str = "") -> SigningKey:
    """Read a key from a file of either form.

    Raises:
        WrongPinError: the passphrase does not open it.
        KeyFileError: it cannot be used to sign.
    """
    return from_pem(data, passphrase) if _PEM in data else from_pkcs12(data, passphrase)


def _other_kind() -> KeyFileError:
    return KeyFileError(
        "Use a key of the kind RSA (2048 bits or more) or elliptic curve P-256, P-384, P-521; "
        "keys of a national system sign outside: add their signature as a file"
    )


def _known_kind(key: object) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= _LEAST_RSA_BITS:
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, _CURVES):
        return key
    raise _other_kind()


def _made(
    key: object, certificate: x509.Certificate, others: Sequence[x509.Certificate]
) -> SigningKey:
    known = _known_kind(key)
    der = known.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    signer = SimpleSigner(
        signing_cert=_asn1(certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(der),
        cert_registry=_store(_asn1(one) for one in others),
    )
    return SigningKey(signer, described(_asn1(certificate)))


def _store(certificates: Iterable[asn1_x509.Certificate]) -> SimpleCertificateStore:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(certificates)
    return store


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _spki(key: object) -> bytes:
    if not hasattr(key, "public_bytes"):
        return b""
    spki: bytes = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return spki


def described(certificate: asn1_x509.Certificate) -> Certificate:
    """Return what a certificate says of its holder."""
    period = certificate["tbs_certificate"]["validity"]
    return Certificate(
        _common_name(certificate.subject),
        _common_name(certificate.issuer),
        hashlib.sha256(certificate.dump()).hexdigest(),
        in_groups(hashlib.sha256(certificate.public_key.dump()).hexdigest()[:40]),
        period["not_before"].native,
        period["not_after"].native,
    )


def _common_name(name: asn1_x509.Name) -> str:
    """Return a name in one line, without signs that would change what stands around it."""
    common = name.native.get("common_name")
    if isinstance(common, list):
        common = common[0]
    said = str(common or name.human_friendly)
    return " ".join("".join(one if one.isprintable() else " " for one in said).split())


def make_own(name: str, now: dt.datetime) -> tuple[bytes, bytes]:
    """Make a key for somebody who has none: ECDSA P-256 with a certificate signed by itself.

    Nobody vouches for such a certificate: whoever checks a signature compares its fingerprint with
    the one on paper.

    Args:
        name: as it will stand in the certificate, seen by everybody who gets a signed document.
        now: begin of the ten years for which it is valid, aware.

    Returns:
        The private key (PKCS#8, DER; for the vault only) and the certificate (DER).
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    begins = now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + dt.timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private, certificate.public_bytes(serialization.Encoding.DER)


def _usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def own_key(private: bytes, certificate: bytes) -> SigningKey:
    """Return the key that ``make_own`` made, from what was kept of it.

    Args:
        private: PKCS#8, DER.
        certificate: DER.
    """
    key = serialization.load_der_private_key(private, None)
    return _made(key, x509.load_der_x509_certificate(certificate), [])


def certificates_in(data: bytes) -> list[asn1_x509.Certificate]:
    """Return the certificates of a file, PEM or DER.

    Raises:
        KeyFileError: it holds none.
    """
    try:
        found = (
            x509.load_pem_x509_certificates(data)
            if _PEM in data
            else [x509.load_der_x509_certificate(data)]
        )
    except ValueError as error:
        raise KeyFileError("Choose a file with certificates (PEM or DER)") from error
    return [_asn1(one) for one in found]
