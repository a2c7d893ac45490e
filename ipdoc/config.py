"""Settings of the program; read once at the start, passed down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from platformdirs import user_data_path

from ipdoc.errors import IpdocError

MEBIBYTE = 1024 * 1024
_SECRET_BYTES = 32


class SettingsError(IpdocError):
    """A setting cannot be used; the sentence names it and its range."""


def default_vault_folder() -> Path:
    """Return the folder of the vault when none is named."""
    return user_data_path("ipdoc", appauthor=False) / "vault"


@dataclass(frozen=True)
class Settings:
    """What can be set."""

    vault_folder: Path = field(default_factory=default_vault_folder)
    idle_minutes: int = 15
    """Minutes without a request after which the vault locks itself; 1 – 120."""
    most_upload_bytes: int = 64 * MEBIBYTE
    """Largest body of a request."""
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    """Names under which the pages answer; any other is refused (DNS rebinding)."""
    second_factor: str = ""
    """Empty: never asked for, as on a laptop; ``offered``, or ``required`` of everybody."""
    session_rate: float = 100.0
    """Requests a second of one session in the long run; ten times as many at once."""
    address_rate: float = 20.0
    """The same for one address without a session."""
    database_url: str = field(default="", repr=False)
    """postgresql+psycopg://…; empty = SQLite in the vault's folder."""
    objects_url: str = field(default="", repr=False)
    """s3://bucket/prefix; empty = files in the vault's folder."""
    tunnelled: bool = False
    """Whether lines to database and store run through a tunnel, so that they need no TLS."""


def load_settings(environment: Mapping[str, str], folder: Path | None = None) -> Settings:
    """Return the settings that the environment names, the defaults for the rest.

    Args:
        environment: as ``os.environ``; read are IPDOC_VAULT, IPDOC_IDLE_MINUTES (1 – 120),
            IPDOC_UPLOAD_MIB (1 – 512), IPDOC_SECOND_FACTOR (offered, required),
            IPDOC_DATABASE_URL, IPDOC_OBJECTS_URL and IPDOC_LINES (tls, tunnelled).
        folder: of the vault when the command line names it; it wins.

    Raises:
        SettingsError: a number is none, or out of its range.
    """
    named = environment.get("IPDOC_VAULT", "")
    factor = environment.get("IPDOC_SECOND_FACTOR", "").strip()
    if factor not in ("", "offered", "required"):
        raise SettingsError("Set IPDOC_SECOND_FACTOR to offered or required, or leave it out")
    lines = environment.get("IPDOC_LINES", "").strip()
    if lines not in ("", "tls", "tunnelled"):
        raise SettingsError("Set IPDOC_LINES to tls or tunnelled, or leave it out")
    return Settings(
        vault_folder=folder or (Path(named) if named else default_vault_folder()),
        idle_minutes=_number(environment, "IPDOC_IDLE_MINUTES", 15, 120),
        most_upload_bytes=_number(environment, "IPDOC_UPLOAD_MIB", 64, 512) * MEBIBYTE,
        second_factor=factor,
        database_url=environment.get("IPDOC_DATABASE_URL", "").strip(),
        objects_url=environment.get("IPDOC_OBJECTS_URL", "").strip(),
        tunnelled=lines == "tunnelled",
    )


def _number(environment: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = environment.get(name, "").strip() or str(default)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise SettingsError("Set {name} to a whole number from 1 to {most}", name=name, most=most)
    return int(text)


@dataclass(frozen=True)
class ServerSettings:
    """What is set for a server, where several workers serve one vault behind a proxy."""

    settings: Settings
    secret: bytes = field(repr=False)
    """What all workers sign the tokens of forms by."""
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    """Addresses of the proxies that are believed; a Unix socket's always is."""


def load_server_settings(environment: Mapping[str, str]) -> ServerSettings:
    """Return the settings of a server.

    Args:
        environment: as ``os.environ``; beside those of ``load_settings`` read are IPDOC_HOSTS
            (names under which browsers reach the server, with commas), IPDOC_SECRET_FILE (a file
            of at least 32 random bytes that only its owner may read) and IPDOC_PROXY (addresses
            of the proxies, with commas; this computer's own unless set). A second factor is
            required unless IPDOC_SECOND_FACTOR says otherwise.

    Raises:
        SettingsError: something that a server needs is not set.
    """
    hosts = _several(environment, "IPDOC_HOSTS")
    if not hosts:
        raise SettingsError("Set IPDOC_HOSTS to the names under which browsers reach the server")
    proxies = _several(environment, "IPDOC_PROXY") or ServerSettings.proxies
    read = load_settings(environment)
    settings = replace(read, hosts=hosts, second_factor=read.second_factor or "required")
    return ServerSettings(settings, _secret(environment.get("IPDOC_SECRET_FILE", "")), proxies)


def _several(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    found = (one.strip() for one in environment.get(name, "").split(","))
    return tuple(one for one in found if one)


def _secret(name: str) -> bytes:
    """Return the content of the file of the secret.

    Raises:
        SettingsError: it cannot be read, is short, or others may read it.
    """
    file = Path(name)
    if not name or not file.is_file():
        raise SettingsError("Set IPDOC_SECRET_FILE to a file of 32 random bytes")
    if file.stat().st_mode & 0o077:
        raise SettingsError("Others may read {file}; take that away: chmod 600", file=name)
    secret = file.read_bytes()
    if len(secret) < _SECRET_BYTES:
        text = "Write at least {count} random bytes into {file}"
        raise SettingsError(text, count=_SECRET_BYTES, file=name)
    return secret
