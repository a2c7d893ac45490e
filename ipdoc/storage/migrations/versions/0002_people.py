"""Several people: seals that are signed, invitations, sessions, vault heads, erased cases."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables and columns that a vault of several people needs."""
    _new_tables()
    added: dict[str, list[sa.Column[Any]]] = {
        "case_index": [sa.Column("stale", sa.Boolean(), server_default=sa.false())],
        "device": [_text("person_id"), _text("copy")],
        "person": [
            _text("status", "active"),
            _bytes("signin_tag"),
            _bytes("recovery"),
            _bytes("card"),
        ],
        "seal": [sa.Column("until", sa.Date()), _text("sealed_by"), _bytes("signature")],
        "vault": [_text("copy"), _text("register_id"), _text("founder_id")],
    }
    for table, columns in added.items():
        for column in columns:
            column.nullable = column.name == "until"
            op.add_column(table, column)
    op.create_index("ix_case_index_stale", "case_index", ["person_id", "stale", "case_id"])


def _text(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.String(length=64), server_default=default)


def _bytes(name: str) -> sa.Column[bytes]:
    """Return a column whose default is no bytes; SQLite would keep '' as a text."""
    empty = "x''" if op.get_bind().dialect.name == "sqlite" else "''"
    return sa.Column(name, sa.LargeBinary(), server_default=sa.text(empty))


def _new_tables() -> None:
    op.create_table(
        "attempt",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempt")),
    )
    op.create_table(
        "erased",
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("erased_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_erased")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("code_tag", sa.LargeBinary(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("code_tag", name=op.f("uq_invitation_code_tag")),
    )
    op.create_table(
        "head",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_head_device_id_device")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_head")),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.LargeBinary(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_session_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_person_id"), "session", ["person_id"])
