"""What the account of the database may do beyond what ipdoc needs: a stolen one should do little.

ipdoc needs to own its database, and nothing else of the server.
"""

from __future__ import annotations

from sqlalchemy import Connection

from ipdoc.storage.errors import StorageError

_ATTRIBUTES = {
    "rolsuper": "SUPERUSER",
    "rolcreaterole": "CREATEROLE",
    "rolcreatedb": "CREATEDB",
    "rolreplication": "REPLICATION",
    "rolbypassrls": "BYPASSRLS",
}
"""Column of pg_roles → how ALTER ROLE calls it."""
_OWN = f"SELECT {', '.join(_ATTRIBUTES)} FROM pg_roles WHERE rolname = current_user"  # noqa: S608
_JOINED = """
SELECT rolname FROM pg_roles
WHERE starts_with(rolname, 'pg_') AND rolname <> 'pg_database_owner'
AND pg_has_role(current_user, oid, 'MEMBER') ORDER BY rolname LIMIT 1
"""
"""Roles of the server itself: pg_read_server_files, pg_execute_server_program and the like."""


def refuse_excess(connection: Connection) -> None:
    """Refuse an account that rules over more than its own database.

    Raises:
        StorageError: says which right is too much and how it is taken away.
    """
    own = connection.exec_driver_sql(_OWN).mappings().one()
    for column, name in _ATTRIBUTES.items():
        if own[column]:
            raise StorageError(
                "The account of the database has the right {name}, which ipdoc does not need; "
                "take it away with ALTER ROLE … NO{name}, or name an account of its own",
                name=name,
            )
    joined = connection.exec_driver_sql(_JOINED).scalar()
    if joined:
        raise StorageError(
            "The account of the database is a member of {name}, which ipdoc does not need; "
            "take it out with REVOKE {name} FROM …",
            name=joined,
        )
