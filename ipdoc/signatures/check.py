"""Check the signatures of a document, offline.

    report = check_pdf(data)                      # who signed is told by fingerprints
    report = check_pdf(data, [certificate])       # and compared with certificates that one trusts
    one = check_detached(signature, data)         # a signature in a file of its own

What is said of a file: each signature fits its bytes, and nothing came after it but what it allows
(ISO 32000-1, 12.8.2.2): a further signature, proofs, time-stamps. A signature without a certificate
that one trusts says only that the file is as its signer left it, not who that was.
"""

from __future__ import annotations

from collections.abc import Sequence

from ipdoc.signatures.model import CheckedSignature, SignatureReport


def check_pdf(data: bytes, trusted: Sequence[bytes] = ()) -> SignatureReport:
    """Return what the signatures of a PDF say; never fails, whatever the bytes are.

    Args:
        data: the whole file.
        trusted: certificates, PEM or DER, to which signers are traced: of a signer or of an
            authority.

    Raises:
        KeyFileError: a file of ``trusted`` holds no certificate.
    """
    from ipdoc.signatures.examining import examine_pdf  # pyHanko: the start is not to wait for it

    return examine_pdf(data, trusted)


def check_detached(
    signature: bytes, data: bytes, trusted: Sequence[bytes] = ()
) -> CheckedSignature:
    """Return what a detached CMS signature says of the bytes of a document.

    Args:
        signature: CMS (CAdES) as DER, PEM or Base64, as NCALayer and ``openssl cms`` write it.
        data: the whole document.
        trusted: as in ``check_pdf``.

    Raises:
        DetachedError: it is no CMS signature, or it is of other bytes.
        KeyFileError: a file of ``trusted`` holds no certificate.
    """
    from ipdoc.signatures.detached import examine_detached

    return examine_detached(signature, data, trusted)
