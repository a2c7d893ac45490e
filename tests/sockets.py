"""Forbids the network while something runs: only this computer's own addresses may be spoken to."""

import contextlib
import ipaddress
import sys

EVENTS = (
    "socket.connect",
    "socket.bind",
    "socket.sendto",
    "socket.sendmsg",
    "socket.getaddrinfo",
    "socket.gethostbyname",
)
OWN = ("127.0.0.1", "localhost", "::1")
_watched: list[list[str]] = []
"""One list for each block that watches at present; what was refused is noted in all of them."""


def leaves(event: str, args: tuple) -> str:
    """Return what an event of the interpreter would reach outside; empty if nothing."""
    if event not in EVENTS:
        return ""
    where = args[0] if event.startswith("socket.get") else args[1]
    if isinstance(where, (str, bytes)) and not event.startswith("socket.get"):
        return ""  # a socket in the file system
    host = where[0] if isinstance(where, tuple) else where
    text = host.decode() if isinstance(host, bytes) else host
    asks_nobody = event.startswith("socket.get") and _is_number(text)
    return "" if text in OWN or asks_nobody else f"{event} {text}"


def _is_number(text: str) -> bool:
    """Return whether a name is an address already, so that nobody need be asked for it."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _hook(event: str, args: tuple) -> None:
    if _watched and (found := leaves(event, args)):
        for one in _watched:
            one.append(found)
        raise OSError(f"no network in tests: {found}")


sys.addaudithook(_hook)


@contextlib.contextmanager
def no_egress():
    """Refuse every connection that leaves this computer, and fail at the end if one was tried."""
    tried: list[str] = []
    _watched.append(tried)
    try:
        yield tried
    finally:
        _watched.remove(tried)
    assert not tried, tried
