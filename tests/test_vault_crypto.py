"""Keys, seals and ciphers: fixed answers, so that the format cannot drift, and refusals."""

import hashlib
import io

import pytest

from ipdoc.vault.ciphers import PartCipher, identity_bytes, subkey, tag
from ipdoc.vault.errors import NewerFormatError, TamperedError, WrongPassphraseError
from ipdoc.vault.frames import decrypt_frames, encrypt_frames
from ipdoc.vault.keys import PUBLIC_BYTES, KdfCost, PrivateKey, PublicKey
from ipdoc.vault.seals import proves, seal, unseal, unseal_first
from ipdoc.vault.signing import SigningKey, check_signature
from tests import vault_answers as known
from tests.vault_builders import CHEAP

PRIVATE = bytes(range(96))
PART_KEY = bytes(range(32))
IDENTITY = identity_bytes(kind="record", case="c1", id="r1", version=1)


@pytest.fixture
def own():
    return PrivateKey(PRIVATE)


def test_public_key_of_a_fixed_private_key_is_known(own):
    assert len(own.public.data) == PUBLIC_BYTES == 1216
    assert hashlib.sha256(own.public.data).hexdigest() == known.PUBLIC_SHA256
    assert own.public.fingerprint == known.FINGERPRINT


def test_derived_keys_are_known(own):
    assert subkey(PART_KEY, "rows").hex() == known.ROWS_KEY
    assert own.derive("profile").hex() == known.PROFILE_KEY
    assert PartCipher(PART_KEY).record_id("section/e1/allegations/record").hex() == known.RECORD_ID
    assert tag(PART_KEY, "KZ-1").hex() == known.CODE_TAG


def test_identity_has_one_way_of_being_written():
    assert IDENTITY == b'{"case":"c1","id":"r1","kind":"record","version":1}'


def test_row_of_the_first_release_opens():
    blob = bytes.fromhex(known.ROW)
    assert PartCipher(PART_KEY).decrypt(blob, IDENTITY) == "қолы ауырады".encode()


def test_seal_of_the_first_release_opens(own):
    assert unseal_first(bytes.fromhex(known.SEAL), own, IDENTITY) == PART_KEY


def test_wrapped_key_of_the_first_release_opens(own):
    opened = PrivateKey.unwrap(bytes.fromhex(known.WRAPPED), "correct horse", "p1")
    assert opened.public.data == own.public.data


def test_attachment_of_a_fixed_salt_is_known():
    stream = io.BytesIO(b"left arm")
    blob = b"".join(encrypt_frames(stream, PART_KEY, IDENTITY, salt=bytes(32)))
    assert blob.hex() == known.ATTACHMENT
    assert b"".join(decrypt_frames([blob], PART_KEY, IDENTITY)) == b"left arm"


def test_default_cost_is_what_the_threat_model_says():
    assert KdfCost() == KdfCost(memory_kib=65536, iterations=3, lanes=4)


@pytest.mark.parametrize(
    "cost", [(8191, 1, 1), (2**20 + 1, 1, 1), (65536, 0, 4), (65536, 17, 4), (65536, 3, 0)]
)
def test_hostile_cost_is_refused_before_any_work(own, cost):
    wrapped = own.wrap("correct horse", "p1", CHEAP)
    numbers = b"".join(number.to_bytes(4, "big") for number in cost)
    with pytest.raises(TamperedError):
        PrivateKey.unwrap(wrapped[:1] + numbers + wrapped[13:], "correct horse", "p1")


def test_wrapped_key_opens_for_its_passphrase_and_person_only(own):
    wrapped = own.wrap("correct horse", "p1", CHEAP)
    for passphrase, person in (("wrong horse", "p1"), ("correct horse", "p2")):
        with pytest.raises(WrongPassphraseError):
            PrivateKey.unwrap(wrapped, passphrase, person)


def test_every_changed_byte_of_a_wrapped_key_is_refused(own):
    wrapped = own.wrap("correct horse", "p1", CHEAP)
    for place in (0, 13, 29, 41, len(wrapped) - 1):
        spoilt = wrapped[:place] + bytes((wrapped[place] ^ 1,)) + wrapped[place + 1 :]
        with pytest.raises((WrongPassphraseError, NewerFormatError)):
            PrivateKey.unwrap(spoilt, "correct horse", "p1")
    with pytest.raises(TamperedError):
        PrivateKey.unwrap(wrapped[:50], "correct horse", "p1")


def test_key_of_another_length_is_refused():
    with pytest.raises(TamperedError):
        PrivateKey(bytes(95))
    with pytest.raises(TamperedError):
        PublicKey(bytes(PUBLIC_BYTES - 1))
    with pytest.raises(TamperedError):
        PublicKey(b"\xff" * PUBLIC_BYTES)


def test_seal_opens_for_its_person_and_place_only(own):
    blob, _ = seal(PART_KEY, own.public, SigningKey.of_person(own), IDENTITY)
    assert unseal(blob, own, IDENTITY) == PART_KEY
    with pytest.raises(TamperedError):
        unseal(blob, PrivateKey.generate(), IDENTITY)
    with pytest.raises(TamperedError):
        unseal(blob, own, IDENTITY + b"x")
    with pytest.raises(TamperedError):
        unseal(blob[:-1] + bytes((blob[-1] ^ 1,)), own, IDENTITY)
    with pytest.raises(TamperedError):
        unseal(blob[:20], own, IDENTITY)
    for prefix in (b"\x01", b"\x03"):
        with pytest.raises(NewerFormatError):
            unseal(prefix + blob[1:], own, IDENTITY)


def test_signature_of_a_seal_holds_for_its_secret_place_and_signer_only(own):
    sealer = SigningKey.of_person(own)
    blob, signature = seal(PART_KEY, own.public, sealer, IDENTITY)
    other, _ = seal(PART_KEY, own.public, sealer, IDENTITY)
    stranger = SigningKey.generate().public
    assert proves(blob, (PART_KEY, b""), IDENTITY, sealer.public, signature)
    assert not proves(other, (PART_KEY, b""), IDENTITY, sealer.public, signature)
    assert not proves(blob, (bytes(32), b""), IDENTITY, sealer.public, signature)
    assert not proves(blob, (PART_KEY, b""), IDENTITY + b"x", sealer.public, signature)
    assert not proves(blob, (PART_KEY, b""), IDENTITY, stranger, signature)
    assert not proves(blob, (PART_KEY, b""), IDENTITY, b"", signature)
    assert not proves(blob, (PART_KEY, b""), IDENTITY, sealer.public, signature[:-1])


def test_seal_of_the_first_release_opens_for_its_person_and_place_only(own):
    blob = bytes.fromhex(known.SEAL)
    with pytest.raises(TamperedError):
        unseal_first(blob, PrivateKey.generate(), IDENTITY)
    with pytest.raises(TamperedError):
        unseal_first(blob, own, IDENTITY + b"x")
    with pytest.raises(NewerFormatError):
        unseal_first(b"\x02" + blob[1:], own, IDENTITY)


def test_signing_key_and_signature_of_a_fixed_person_are_known(own):
    key = SigningKey.of_person(own)
    assert key.public.hex() == known.SIGNING_PUBLIC
    assert key.sign("seal", b"left arm").hex() == known.SIGNATURE
    check_signature(key.public, "seal", b"left arm", bytes.fromhex(known.SIGNATURE))
    assert SigningKey(key.seed).public == key.public


def test_signature_for_one_purpose_says_nothing_for_another(own):
    key = SigningKey.of_person(own)
    with pytest.raises(TamperedError):
        check_signature(key.public, "card", b"left arm", bytes.fromhex(known.SIGNATURE))


def test_signed_seal_of_a_fixed_person_opens(own):
    blob, key = bytes.fromhex(known.SEAL_2), SigningKey.of_person(own).public
    assert unseal(blob, own, IDENTITY) == PART_KEY
    assert proves(blob, (PART_KEY, b""), IDENTITY, key, bytes.fromhex(known.SEAL_2_SIGNATURE))


def test_row_opens_in_its_place_only():
    cipher = PartCipher(PART_KEY)
    blob = cipher.encrypt(b"text", IDENTITY)
    with pytest.raises(TamperedError):
        cipher.decrypt(blob, identity_bytes(kind="record", case="c1", id="r1", version=2))
    with pytest.raises(TamperedError):
        PartCipher(bytes(32)).decrypt(blob, IDENTITY)
    with pytest.raises(TamperedError):
        cipher.decrypt(blob[:-1] + bytes((blob[-1] ^ 1,)), IDENTITY)
    with pytest.raises(NewerFormatError):
        cipher.decrypt(blob[:1] + b"\x02" + blob[2:], IDENTITY)


def test_same_text_is_never_encrypted_to_the_same_bytes():
    cipher = PartCipher(PART_KEY)
    assert len({cipher.encrypt(b"text", IDENTITY) for _ in range(50)}) == 50


def test_search_tag_ignores_case_blanks_and_composition():
    assert tag(PART_KEY, " kz-  1й ") == tag(PART_KEY, "KZ- 1И\u0306")
    assert tag(PART_KEY, "KZ-1") != tag(PART_KEY, "KZ-2")
    assert tag(PART_KEY, "KZ-1") != tag(bytes(32), "KZ-1")
