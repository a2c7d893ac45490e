"""What a browser says of itself, in few words, so that a person knows her own sessions."""

from __future__ import annotations

_FAMILIES = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("YaBrowser", "Yandex"),
    ("Firefox/", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari/", "Safari"),
)
"""What stands in the header → name; the first that is found counts."""
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def described(user_agent: str, address: str) -> str:
    """Return browser, system and address, such as ``Firefox · Windows · 10.0.0.7``.

    Args:
        user_agent: the header, which anybody can make up; nothing of it is shown but known names.
        address: of the computer at the other end.
    """
    found = (
        next((name for sign, name in known if sign in user_agent), "")
        for known in (_FAMILIES, _SYSTEMS)
    )
    return " · ".join(filter(None, (*found, address)))
