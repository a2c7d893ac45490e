"""The key that ipdoc makes for somebody who has none."""

from __future__ import annotations

import base64

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.signing.ownkey import kept_key, own_key, registered_certificates
from tests.vault_builders import PASSPHRASE, a_vault


def test_key_is_made_once_and_kept(tmp_path):
    with a_vault(tmp_path) as vault:
        assert kept_key(vault) is None
        made = own_key(vault)
        assert own_key(vault) == made
        assert made.described.holder == "Dr Test"
    with open_vault(tmp_path / "vault", PASSPHRASE) as vault:
        assert kept_key(vault) == made
        assert registered_certificates(vault) == {vault.person_id: made.certificate}


def test_signature_is_checked_with_the_certificate(tmp_path):
    with a_vault(tmp_path) as vault:
        key = own_key(vault)
    public = x509.load_der_x509_certificate(key.certificate).public_key()
    public.verify(key.sign(b"manifest"), b"manifest", ec.ECDSA(hashes.SHA256()))
    with pytest.raises(InvalidSignature):
        public.verify(key.sign(b"manifest"), b"another", ec.ECDSA(hashes.SHA256()))


def test_certificate_that_somebody_else_put_there_does_not_count(tmp_path):
    with a_vault(tmp_path / "a") as other:
        forged = own_key(other).certificate
    with a_vault(tmp_path / "b") as vault:
        own_key(vault)
        with vault.transaction() as work:
            register = work.register(write=True)
            path = f"certificate/{vault.person_id}"
            record = register.get(path)
            changed = {**record.payload, "certificate": base64.b64encode(forged).decode()}
            register.put(
                path, changed, "record", expected_version=record.version, why="x", changes={}
            )
        assert registered_certificates(vault) == {}


def test_private_half_never_lies_open_on_disk(tmp_path):
    with a_vault(tmp_path) as vault:
        private = own_key(vault).private
    for path in (tmp_path / "vault").rglob("*"):
        if path.is_file():
            assert private[-32:] not in path.read_bytes()
