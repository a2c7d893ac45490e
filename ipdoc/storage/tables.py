"""The tables. What stays readable: opaque ids, sizes, days, key material that is itself sealed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary, MetaData, String
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


class PersonRow(Base):
    """A person with a key pair; the private half is wrapped by the passphrase."""

    __tablename__ = "person"
    id: Mapped[str] = mapped_column(primary_key=True)
    public_key: Mapped[bytes]
    wrapped_key: Mapped[bytes]
    profile: Mapped[bytes]
    """Name, search key and device keys, encrypted under a key of the person's private half."""
    case_count: Mapped[int]
    """Lines of the case list; counting them anew would take longer the more there are."""


class DeviceRow(Base):
    """A device that writes revisions: one for each copy of a vault."""

    __tablename__ = "device"
    id: Mapped[str] = mapped_column(primary_key=True)
    public_key: Mapped[bytes]
    """Ed25519, 32 bytes: signs vault heads."""
    created_on: Mapped[dt.date]


class CaseRow(Base):
    """A case."""

    __tablename__ = "case"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    """Order of creation, for paging."""
    id: Mapped[str] = mapped_column(unique=True)
    created_on: Mapped[dt.date]


class SealRow(Base):
    """The key of one part and epoch of a case, closed for one person."""

    __tablename__ = "seal"
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    blob: Mapped[bytes]


class CaseIndexRow(Base):
    """The line of the case list, encrypted for each person who may open the case."""

    __tablename__ = "case_index"
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), primary_key=True)
    case_number: Mapped[int]
    code_tag: Mapped[bytes]
    blob: Mapped[bytes]
    __table_args__ = (
        Index("ix_case_index_page", "person_id", "case_number", unique=True),
        Index("ix_case_index_code", "person_id", "code_tag", "case_number"),
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
