"""Second factors: a code of an app (TOTP, RFC 6238), passkeys (WebAuthn), codes on paper.

They lie inside the person's encrypted profile and are checked after the passphrase has opened it,
before a session begins. So they guard the door of a server; whoever has its disk and the passphrase
needs none of them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ipdoc.casework.people.profile import change_profile, own_profile
from ipdoc.errors import IpdocError

if TYPE_CHECKING:
    from ipdoc.casework.core.openvault import OpenVault

STEP_S = 30
"""Seconds for which a code is shown."""
PENDING_S = 15 * 60
CODES, CODE_LETTERS = 10, 24
"""Codes on paper: 24 letters of 5 bits each."""
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FACTORS = "factors"
_USED_KEPT_S = 10 * 60


class SecondFactorError(IpdocError):
    """The second factor is missing or wrong."""

    def __init__(self) -> None:
        super().__init__(
            "Give the passphrase once more with a fresh code of your app, a passkey, or one of "
            "your codes on paper"
        )


class FactorError(IpdocError):
    """A second factor cannot be set up as it was given."""


@dataclass(frozen=True)
class Passkey:
    """A passkey as its owner sees it."""

    id: str
    """Base64url, as WebAuthn names it."""
    name: str
    added_on: str
    """ISO date."""


@dataclass(frozen=True)
class Factors:
    """What a person has set up."""

    app: bool
    """Whether an app shows codes."""
    passkeys: tuple[Passkey, ...]
    codes_left: int

    @property
    def any(self) -> bool:
        """Whether a second factor is asked for at the door."""
        return self.app or bool(self.passkeys)


@dataclass(frozen=True)
class Site:
    """What a passkey is bound to."""

    host: str
    origin: str


def factors(vault: OpenVault) -> Factors:
    """Return what the person has set up."""
    with vault.transaction(write=False) as work:
        kept = own_profile(work).get(_FACTORS, {})
    passkeys = tuple(
        Passkey(one["id"], one["name"], one["added_on"]) for one in kept.get("passkeys", [])
    )
    return Factors("app" in kept, passkeys, len(kept.get("codes", [])))


def check_second_factor(
    vault: OpenVault, code: str, assertion: str, challenge: bytes, site: Site, now_s: int
) -> None:
    """Let in who needs no second factor or gives a right one, which then is used up.

    Args:
        vault: just opened by the passphrase.
        code: of the app or of the paper, as typed; empty without one.
        assertion: what the browser made with a passkey, JSON; empty without one.
        challenge: that the page had given to the browser.
        site: of the server.
        now_s: seconds since 1970.

    Raises:
        SecondFactorError: it is missing, wrong, or was used before.
    """
    with vault.transaction() as work:
        kept = own_profile(work).get(_FACTORS, {})
        if "app" not in kept and not kept.get("passkeys"):
            return

        def use(profile: dict[str, Any]) -> None:
            mine = profile[_FACTORS]
            right = (
                _passkey_used(mine, assertion, challenge, site, now_s)
                if assertion
                else _app_code_used(mine, code, now_s) or _paper_code_used(mine, code)
            )
            if not right:
                raise SecondFactorError

        change_profile(work, use)


def begin_app(vault: OpenVault, now_s: int) -> None:
    """Make a secret for an app; it counts once a code of it was given."""
    secret = base64.b32encode(secrets.token_bytes(20)).decode()
    _change(vault, lambda mine: mine.update(pending={"secret": secret, "at": now_s}))


def pending_address(vault: OpenVault, host: str, now_s: int) -> tuple[str, str]:
    """Return the secret that waits to be confirmed, and the address that an app reads from a QR.

    The label names the host alone: an app shows it to whoever holds the telephone.

    Raises:
        FactorError: none waits.
    """
    import pyotp

    with vault.transaction(write=False) as work:
        waiting = own_profile(work).get(_FACTORS, {}).get("pending", {})
    if not waiting or now_s - waiting["at"] > PENDING_S:
        raise FactorError("Begin anew: the secret for your app was made too long ago")
    secret = str(waiting["secret"])
    return secret, str(pyotp.TOTP(secret).provisioning_uri(name=host, issuer_name=host))


def confirm_app(vault: OpenVault, code: str, now_s: int) -> list[str]:
    """Take the app into use; return new codes for paper if these are the first.

    Raises:
        FactorError: the code is not what the app shows now.
    """
    secret, _address = pending_address(vault, "", now_s)
    step = _step_of(secret, code, -1, now_s)
    if step is None:
        raise FactorError(
            "This is not the code that the app shows now; see that its clock is right"
        )

    def take(mine: dict[str, Any]) -> None:
        mine.pop("pending", None)
        mine["app"] = {"secret": secret, "last": step}

    _change(vault, take)
    return first_codes(vault)


def remove_app(vault: OpenVault) -> None:
    """Ask for no code of an app from now on."""
    _change(vault, lambda mine: _dropped(mine, "app"))


def first_codes(vault: OpenVault) -> list[str]:
    """Return new codes for paper unless the person has some."""
    return [] if factors(vault).codes_left else new_codes(vault)


def new_codes(vault: OpenVault) -> list[str]:
    """Make codes for paper; the older ones count no more. They are shown this once."""
    made = ["".join(secrets.choice(_ALPHABET) for _ in range(CODE_LETTERS)) for _ in range(CODES)]
    _change(vault, lambda mine: mine.update(codes=[_digest(one) for one in made]))
    return ["-".join(one[at : at + 6] for at in range(0, CODE_LETTERS, 6)) for one in made]


def passkey_options(vault: OpenVault, site: Site) -> tuple[str, bytes]:
    """Return what a browser needs to make a passkey (JSON), and the challenge in it."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers import base64url_to_bytes, structs

    known = [
        structs.PublicKeyCredentialDescriptor(base64url_to_bytes(one.id))
        for one in factors(vault).passkeys
    ]
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.host,
        user_name=site.host,
        user_id=secrets.token_bytes(16),
        exclude_credentials=known,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.PREFERRED,
        ),
    )
    return options_to_json(options), options.challenge


def add_passkey(
    vault: OpenVault, credential: str, name: str, challenge: bytes, site: Site
) -> list[str]:
    """Keep a passkey that a browser made; return new codes for paper if these are the first.

    Raises:
        FactorError: it was not made here and now.
    """
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
        )
    except (WebAuthnException, ValueError):
        raise FactorError("The passkey could not be taken; load the page and try again") from None
    row = {
        "id": bytes_to_base64url(made.credential_id),
        "key": bytes_to_base64url(made.credential_public_key),
        "count": made.sign_count,
        "name": name.strip()[:60] or "passkey",
        "added_on": vault.now().date().isoformat(),
    }
    _change(vault, lambda mine: mine.setdefault("passkeys", []).append(row))
    return first_codes(vault)


def remove_passkey(vault: OpenVault, passkey_id: str) -> None:
    """Take a passkey out of use; it is no error if there is none of this id."""

    def drop(mine: dict[str, Any]) -> None:
        mine["passkeys"] = [one for one in mine.get("passkeys", []) if one["id"] != passkey_id]
        _dropped(mine, "")

    _change(vault, drop)


def _dropped(mine: dict[str, Any], name: str) -> None:
    """Take one factor out; with the last one go the codes on paper."""
    mine.pop(name, None)
    if "app" not in mine and not mine.get("passkeys"):
        mine.pop("codes", None)


def _change(vault: OpenVault, change: Any) -> None:
    with vault.transaction() as work:
        change_profile(work, lambda profile: change(profile.setdefault(_FACTORS, {})))


def _app_code_used(mine: dict[str, Any], code: str, now_s: int) -> bool:
    app = mine.get("app", {})
    step = _step_of(app["secret"], code, app["last"], now_s) if app else None
    if step is not None:
        app["last"] = step
    return step is not None


def _step_of(secret: str, code: str, last: int, now_s: int) -> int | None:
    """Return the step of 30 seconds whose code this is: the present or the last, never used yet."""
    import pyotp

    typed, found = "".join(code.split()), None
    for step in (now_s // STEP_S - 1, now_s // STEP_S):
        right = hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step).encode(), typed.encode())
        if right and step > last:
            found = step
    return found


def _paper_code_used(mine: dict[str, Any], code: str) -> bool:
    digest = _digest("".join(sign for sign in code.upper() if sign.isalnum()))
    left = [one for one in mine.get("codes", []) if not hmac.compare_digest(one, digest)]
    used = len(left) < len(mine.get("codes", []))
    mine["codes"] = left
    return used


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _passkey_used(
    mine: dict[str, Any], assertion: str, challenge: bytes, site: Site, now_s: int
) -> bool:
    from webauthn import verify_authentication_response
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.exceptions import WebAuthnException

    used = {one: at for one, at in mine.get("used", {}).items() if now_s - at < _USED_KEPT_S}
    try:
        given = json.loads(assertion)
        known = next(one for one in mine.get("passkeys", []) if one["id"] == given["id"])
        if not challenge or challenge.hex() in used:
            return False
        found = verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(known["key"]),
            credential_current_sign_count=known["count"],
        )
    except (WebAuthnException, ValueError, KeyError, TypeError, StopIteration):
        return False
    known["count"] = found.new_sign_count
    mine["used"] = {**used, challenge.hex(): now_s}
    return True
