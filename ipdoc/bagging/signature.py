"""Whether the manifest of a bag was signed by the key that lies beside it, and which key it is."""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)


def fingerprint_of(pem: bytes) -> str:
    """Return the fingerprint of a key: 20 bytes of SHA-256 in ten groups; empty if it is no key.

    Args:
        pem: a public key on the curve P-256.
    """
    key = _key(pem)
    if key is None:
        return ""
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return in_groups(hashlib.sha256(der).hexdigest()[:40])


def in_groups(digits: str) -> str:
    """Return hex digits in groups of four, as they are printed and read aloud."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def spki_pem(certificate: bytes) -> bytes:
    """Return the public key of a certificate (DER) as PEM: what ``openssl dgst -verify`` takes."""
    from cryptography.x509 import load_der_x509_certificate  # heavy: a check does not need it

    key = load_der_x509_certificate(certificate).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def is_signed(pem: bytes, said: bytes, signature: bytes) -> bool:
    """Return whether a signature (ECDSA P-256, SHA-256, DER) over some bytes is of a key."""
    key = _key(pem)
    if key is None:
        return False
    try:
        key.verify(signature, said, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _key(pem: bytes) -> ec.EllipticCurvePublicKey | None:
    try:
        key = load_pem_public_key(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    return None
