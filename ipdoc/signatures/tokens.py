"""Keys on a smart card or USB token, through the PKCS#11 library of its maker.

    with token_key(library, pin, label) as key:
        increment = sign(document, key, role)

Needs the extra ``token`` (python-pkcs11). The key never leaves the token.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ipdoc.signatures.errors import KeyFileError, SigningError, WrongPinError
from ipdoc.signatures.keys import SigningKey, described


@contextmanager
def token_key(library: Path, pin: str, token: str = "", key: str = "") -> Iterator[SigningKey]:
    """Open a token and lend its key.

    Args:
        library: the PKCS#11 library of the token's maker.
        pin: the user's PIN.
        token: label of the token, needed where several are plugged in.
        key: label of key and certificate on it, needed where it holds several.

    Raises:
        WrongPinError: the PIN is not right, or the token is locked.
        KeyFileError: the library cannot be loaded, no such token is plugged in, or it holds no such
            key with its certificate.
    """
    p11 = _p11()
    session = _opened(p11, library, pin, token)
    try:
        yield _key_of(p11, session, key)
    except p11.exceptions.PKCS11Error as error:
        raise SigningError(
            "The token broke off ({what}); plug it in again and repeat", what=type(error).__name__
        ) from error
    finally:
        session.close()


def _p11() -> Any:
    try:
        import pkcs11
        import pkcs11.exceptions
    except ImportError as error:
        raise KeyFileError(
            "To sign with a token install ipdoc with its extra: pip install 'ipdoc[token]'"
        ) from error
    return pkcs11


def _opened(p11: Any, library: Path, pin: str, label: str) -> Any:
    wrong = p11.exceptions
    try:
        loaded = p11.lib(str(library))
        tokens = [one for one in loaded.get_tokens() if not label or one.label == label]
        if len(tokens) != 1:
            labels = ", ".join(one.label for one in loaded.get_tokens() if one.label)
            raise KeyFileError(
                "Plug in the token, and name its label if there are several: {labels}",
                labels=labels or "-",
            )
        return tokens[0].open(user_pin=pin)
    except (wrong.PinIncorrect, wrong.PinInvalid, wrong.PinLenRange, wrong.ArgumentsBad) as error:
        raise WrongPinError(
            "This PIN is not right; count the attempts, a token locks itself after a few"
        ) from error
    except (wrong.PinLocked, wrong.PinExpired) as error:
        raise WrongPinError("The token is locked; unlock it with its maker's program") from error
    except (wrong.PKCS11Error, RuntimeError, OSError) as error:
        raise KeyFileError(
            "Choose the PKCS#11 library of your token; this one cannot be used"
        ) from error


def _key_of(p11: Any, session: Any, label: str) -> SigningKey:
    from pyhanko.sign.pkcs11 import PKCS11Signer

    held = list(session.get_objects({p11.Attribute.CLASS: p11.ObjectClass.PRIVATE_KEY}))
    keys = [one for one in held if label in ("", one[p11.Attribute.LABEL])]
    if len(keys) != 1:
        names = ", ".join(one[p11.Attribute.LABEL] for one in held)
        raise KeyFileError(
            "Name the key on the token by its label; it holds: {labels}", labels=names or "-"
        )
    found = keys[0]
    if found.key_type not in (p11.KeyType.RSA, p11.KeyType.EC):
        raise KeyFileError("Choose a key of the kind RSA or elliptic curve on the token")
    signer = PKCS11Signer(session, key_id=found[p11.Attribute.ID], other_certs_to_pull=None)
    try:
        certificate = signer.signing_cert
    except p11.exceptions.PKCS11Error as error:
        raise KeyFileError(
            "The token holds no certificate for this key; choose another key"
        ) from error
    return SigningKey(signer, described(certificate))
