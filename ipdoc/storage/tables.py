"""The tables. What stays readable: opaque ids, sizes, days, key material that is itself sealed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    String,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all tables, with every constraint named."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {str: String(64), bytes: LargeBinary}  # noqa: RUF012 - SQLAlchemy reads it


class VaultRow(Base):
    """The vault itself: one row."""

    __tablename__ = "vault"
    id: Mapped[str] = mapped_column(primary_key=True)
    format: Mapped[int]
    created_on: Mapped[dt.date]
    copy: Mapped[str] = mapped_column(default="")
    """This copy of the vault: a restored or merged one gets another, and with it new devices."""
    register_id: Mapped[str] = mapped_column(default="")
    """Case id of the register, the vault's own file (people, invitations); empty in old vaults."""
    founder_id: Mapped[str] = mapped_column(default="")
    """Who made the vault; empty in old vaults, which have one person."""


class PersonRow(Base):
    """A person with a key pair; the private half is wrapped by the passphrase."""

    __tablename__ = "person"
    id: Mapped[str] = mapped_column(primary_key=True)
    public_key: Mapped[bytes]
    wrapped_key: Mapped[bytes]
    profile: Mapped[bytes]
    """Name, search key, device keys, second factors and the pinned root of trust, encrypted under
    a key of the person's private half."""
    case_count: Mapped[int]
    """Lines of the case list; counting them anew would take longer the more there are."""
    status: Mapped[str] = mapped_column(default="active")
    """active, waiting (has joined, nobody has confirmed the fingerprint yet), left."""
    signin_tag: Mapped[bytes] = mapped_column(default=b"")
    """Slow digest of the sign-in name, 32 bytes; empty while the vault has one person."""
    recovery: Mapped[bytes] = mapped_column(default=b"")
    """The private half once more, under the recovery key on paper; empty without one."""
    card: Mapped[bytes] = mapped_column(default=b"")
    """While waiting: name and public keys, under the key of the invitation; else empty."""


class DeviceRow(Base):
    """A device that writes revisions: one for each copy of a vault."""

    __tablename__ = "device"
    id: Mapped[str] = mapped_column(primary_key=True)
    public_key: Mapped[bytes]
    """Ed25519, 32 bytes: signs vault heads."""
    created_on: Mapped[dt.date]
    person_id: Mapped[str] = mapped_column(default="")
    """Whose device it is; empty in old vaults, which had one person."""
    copy: Mapped[str] = mapped_column(default="")
    """The copy of the vault on which it writes."""


class CaseRow(Base):
    """A case."""

    __tablename__ = "case"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    """Order of creation, for paging."""
    id: Mapped[str] = mapped_column(unique=True)
    created_on: Mapped[dt.date]


class SealRow(Base):
    """The key of one part and epoch of a case, closed for one person; signed by who closed it."""

    __tablename__ = "seal"
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    blob: Mapped[bytes]
    until: Mapped[dt.date | None]
    """Last day on which the person may open it; None = without limit."""
    sealed_by: Mapped[str] = mapped_column(default="")
    """Person who signed; empty in old vaults, whose seals prove their owner inside."""
    signature: Mapped[bytes] = mapped_column(default=b"")
    """Ed25519, 64 bytes, over identity, limit and the digest of the blob."""


class CaseIndexRow(Base):
    """The line of the case list, encrypted for each person who may open the case."""

    __tablename__ = "case_index"
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), primary_key=True)
    case_number: Mapped[int]
    code_tag: Mapped[bytes]
    blob: Mapped[bytes]
    stale: Mapped[bool] = mapped_column(default=False)
    """Another person changed what the line shows; it is written anew when the list is next read."""
    __table_args__ = (
        Index("ix_case_index_page", "person_id", "case_number", unique=True),
        Index("ix_case_index_code", "person_id", "code_tag", "case_number"),
        Index("ix_case_index_stale", "person_id", "stale", "case_id"),
    )


class RecordRow(Base):
    """The present state of one record; what it is stands inside the ciphertext."""

    __tablename__ = "record"
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), primary_key=True)
    id: Mapped[bytes] = mapped_column(primary_key=True)
    part: Mapped[str]
    epoch: Mapped[int]
    version: Mapped[int]
    device_id: Mapped[str]
    seq: Mapped[int]
    """Device and number of the revision that wrote this state."""
    blob: Mapped[bytes]


class RevisionRow(Base):
    """One change, appended and never touched again; chained per case and device."""

    __tablename__ = "revision"
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), primary_key=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    prev: Mapped[bytes]
    """Digest of the revision before, 32 bytes; zeros for the first."""
    seen_heads: Mapped[str] = mapped_column(String)
    """JSON: the last number seen of every other device."""
    record_id: Mapped[bytes]
    version: Mapped[int]
    part: Mapped[str]
    epoch: Mapped[int]
    state_digest: Mapped[bytes]
    """SHA-256 of the record's blob after this change."""
    digest: Mapped[bytes]
    """SHA-256 of all columns above and the blob."""
    blob: Mapped[bytes]
    __table_args__ = (Index("ix_revision_record", "case_id", "record_id", "version"),)


class AttachmentRow(Base):
    """A file beside the database; its bytes are framed and encrypted."""

    __tablename__ = "attachment"
    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(index=True)
    part: Mapped[str]
    epoch: Mapped[int]
    size: Mapped[int]
    """Bytes on disk."""
    digest: Mapped[bytes]
    """SHA-256 of the bytes on disk."""
    __table_args__ = (ForeignKeyConstraint(["case_id"], ["case.id"]),)


class FormRow(Base):
    """A compiled form that evaluations answer; not secret."""

    __tablename__ = "form"
    digest: Mapped[str] = mapped_column(primary_key=True)
    form_id: Mapped[str]
    version: Mapped[int]
    content: Mapped[bytes]
    """Canonical JSON, zlib."""


class InvitationRow(Base):
    """An invitation that has not been answered; what it says opens with the code alone."""

    __tablename__ = "invitation"
    id: Mapped[str] = mapped_column(primary_key=True)
    code_tag: Mapped[bytes] = mapped_column(unique=True)
    """Keyed digest of the code, 32 bytes."""
    expires_on: Mapped[dt.date]
    blob: Mapped[bytes]


class SessionRow(Base):
    """An unlocked session that several workers share; its keys open with the browser's token."""

    __tablename__ = "session"
    id: Mapped[bytes] = mapped_column(primary_key=True)
    """SHA-256 of the token."""
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    begun_at: Mapped[int] = mapped_column(BigInteger)
    last_seen_at: Mapped[int] = mapped_column(BigInteger)
    """Seconds since 1970; the row goes when the session ends."""
    about: Mapped[bytes]
    """Browser and address, encrypted to the person."""
    blob: Mapped[bytes]
    """The private half, under a key of the token."""


class AttemptRow(Base):
    """Failed attempts to sign in, from one place or at one person."""

    __tablename__ = "attempt"
    key: Mapped[bytes] = mapped_column(primary_key=True)
    """Keyed digest of what is counted, 32 bytes."""
    failures: Mapped[int]
    last_at: Mapped[int] = mapped_column(BigInteger)
    """Seconds since 1970."""


class HeadRow(Base):
    """A vault head: the newest revision of every chain, signed by a device."""

    __tablename__ = "head"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"))
    made_on: Mapped[dt.date]
    blob: Mapped[bytes]
    """Canonical JSON, zlib."""
    signature: Mapped[bytes]
    """Ed25519 of the device, 64 bytes, over the JSON."""


class ErasedRow(Base):
    """A case whose seals were destroyed: an older backup must not bring them back."""

    __tablename__ = "erased"
    case_id: Mapped[str] = mapped_column(primary_key=True)
    erased_on: Mapped[dt.date]
    kind: Mapped[str] = mapped_column(default="erased")
    """erased (for good), away (handed over for a journey: it may be taken in again)."""
    finished: Mapped[bool] = mapped_column(default=False)
    """False until rows, files and the traces in the database's own files are gone too."""
