"""Lines to other computers are closed: TLS with a checked certificate, or a tunnel of one's own.

What matters is where the line really leads, so the settings that the PostgreSQL library reads of
the environment count as well as the address.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from sqlalchemy import URL

from ipdoc.storage.errors import StorageError

_ENVIRONMENT = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "service": "PGSERVICE",
    "sslmode": "PGSSLMODE",
}
"""Parameter of a PostgreSQL line → the variable that stands in where the address lacks it."""
_CHECKED = "verify-full"


def close_database_line(url: URL, environment: Mapping[str, str]) -> None:
    """Refuse a line to another computer's PostgreSQL on which others could read or answer.

    Args:
        url: of the database.
        environment: as ``os.environ``.

    Raises:
        StorageError: the line leads elsewhere and its certificate is not checked.
    """
    said = {name: _parameter(url, name, environment) for name in _ENVIRONMENT}
    hosts = f"{said['host']},{said['hostaddr']}".split(",")
    elsewhere = said["service"] or not all(map(_is_here, hosts))
    if elsewhere and said["sslmode"] != _CHECKED:
        raise StorageError(
            "The database is on another computer; end IPDOC_DATABASE_URL with sslmode=verify-full"
        )


def _parameter(url: URL, name: str, environment: Mapping[str, str]) -> str:
    given = url.query.get(name) or (url.host if name == "host" else "")
    if isinstance(given, tuple):
        given = ",".join(given)
    return given or environment.get(_ENVIRONMENT[name], "")


def close_store_line(endpoint: str) -> None:
    """Refuse a line to another computer's object store on which others could read or answer.

    Raises:
        StorageError: the address is neither https nor this computer's.
    """
    address = urlsplit(endpoint)
    here = address.scheme == "http" and _is_here(address.hostname or "elsewhere")
    if endpoint and address.scheme != "https" and not here:
        raise StorageError("The object store is on another computer; give it an https address")


def _is_here(host: str) -> bool:
    """Return whether a host is this computer: none, a socket's path, or a loopback address."""
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
