"""Signatures in files of their own: CMS as NCALayer, ``openssl cms`` and mail programs write it.

National systems sign outside: their keys never enter ipdoc. Their file is kept beside the document
and checked as far as its algorithm allows: GOST is recognised, not checked.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import datetime as dt
import hashlib
import hmac
from collections.abc import Sequence

from asn1crypto import cms, pem
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko_certvalidator import ValidationContext

from ipdoc.errors import Message
from ipdoc.signatures.errors import DetachedError
from ipdoc.signatures.examining import USAGE, stamped_at, trust_problem
from ipdoc.signatures.keys import certificates_in, described
from ipdoc.signatures.model import CheckedSignature


def examine_detached(signature: bytes, data: bytes, trusted: Sequence[bytes]) -> CheckedSignature:
    """Check a detached signature; see ``check.check_detached``."""
    roots = [one for file in trusted for one in certificates_in(file)]
    signed = signed_data(signature)
    _check_content(signed, data)
    if len(signed["signer_infos"]) != 1:
        raise DetachedError("Choose a file with one signature; add each signature by itself")
    _check_digest(signed["signer_infos"][0], data)
    try:
        context = ValidationContext(trust_roots=roots, allow_fetching=False)
        status = asyncio.run(
            async_validate_detached_cms(data, signed, context, context, key_usage_settings=USAGE)
        )
    except Exception:
        return _unchecked(signed)
    fits = bool(status.intact) and bool(status.valid)
    broken = None if fits else Message("The signature is damaged")
    return CheckedSignature(
        field="",
        kind="signature",
        certificate=described(status.signing_cert),
        intact=bool(status.intact),
        valid=bool(status.valid),
        unaltered=fits,
        trusted=bool(status.trusted),
        said_at=status.signer_reported_dt,
        stamped_at=stamped_at(status),
        certifies=False,
        covers_file=True,
        problem=broken or trust_problem(status),
    )


def signed_data(signature: bytes) -> cms.SignedData:
    """Read a CMS signature in any of its three writings.

    Raises:
        DetachedError: it is none.
    """
    text = "Choose the signature file (.p7s, .sig, .cms) that belongs to this document"
    try:
        info = cms.ContentInfo.load(_der(signature), strict=True)
        if info["content_type"].native != "signed_data":
            raise DetachedError(text)
        signed: cms.SignedData = info["content"]
        signed["signer_infos"].native  # noqa: B018 - reads it to the end: load alone is lazy
    except (ValueError, TypeError, binascii.Error) as error:
        raise DetachedError(text) from error
    return signed


def _der(signature: bytes) -> bytes:
    if pem.detect(signature):
        return bytes(pem.unarmor(signature)[2])
    if signature[:1] == b"\x30":
        return signature
    return base64.b64decode(b"".join(signature.split()), validate=True)


def _check_content(signed: cms.SignedData, data: bytes) -> None:
    """Refuse a signature that holds other bytes; one that holds these bytes is as good."""
    content = signed["encap_content_info"]["content"].native
    if content is None:
        return
    if content != data:
        raise DetachedError("This is the signature of another document, or of another edition")
    signed["encap_content_info"] = {"content_type": "data"}


def _check_digest(signer: cms.SignerInfo, data: bytes) -> None:
    """Refuse a signature of other bytes, where its digest is one that Python knows."""
    name = signer["digest_algorithm"]["algorithm"].native
    stated = [
        one["values"][0].native
        for one in signer["signed_attrs"]
        if one["type"].native == "message_digest"
    ]
    if name in ("sha256", "sha384", "sha512") and stated:
        made = hashlib.new(name, data).digest()
        if not hmac.compare_digest(made, stated[0]):
            raise DetachedError("This is the signature of another document, or of another edition")


def _unchecked(signed: cms.SignedData) -> CheckedSignature:
    """Return a signature in an algorithm that cannot be checked here, as far as it can be read."""
    certificates = [one.chosen for one in signed["certificates"] if one.name == "certificate"]
    algorithm = signed["signer_infos"][0]["signature_algorithm"]["algorithm"].native
    unknown = algorithm[:1].isdigit()  # asn1crypto has no name for its number
    damaged = Message("The signature is damaged")
    return CheckedSignature(
        field="",
        kind="signature",
        certificate=described(certificates[0]) if certificates else None,
        intact=False,
        valid=False,
        unaltered=False,
        trusted=False,
        said_at=_said_at(signed["signer_infos"][0]),
        stamped_at=None,
        certifies=False,
        covers_file=True,
        problem=_unknown(algorithm) if unknown else damaged,
        checkable=not unknown,
    )


def _unknown(algorithm: str) -> Message:
    return Message(
        "Check this signature with the program of its issuer: ipdoc does not know its algorithm "
        "({algorithm})",
        {"algorithm": algorithm},
    )


def _said_at(signer: cms.SignerInfo) -> dt.datetime | None:
    for one in signer["signed_attrs"]:
        if one["type"].native == "signing_time":
            said: dt.datetime = one["values"][0].native
            return said
    return None
