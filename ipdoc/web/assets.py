"""Styles, scripts and pictures: read once, sent compressed, cached by their version."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, abort, request, url_for

from ipdoc.resources import data_dir
from ipdoc.web.modules import linked

pages = Blueprint("assets", __name__)

_SENT = {".css", ".js", ".svg", ".png", ".ico", ".json"}
_COMMENTS = re.compile(
    r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n|/\*\* @[^\n*]*\*/ ?", re.S | re.M
)
"""Comments that stand on lines of their own, and types in the middle of a line."""
_PACKED = {".css", ".js", ".svg", ".json"}


@dataclass(frozen=True)
class Asset:
    """One file of the folder static."""

    content: bytes
    packed: bytes | None
    """gzip, where that helps."""
    media_type: str
    version: str


@lru_cache(maxsize=2048)
def _asset(name: str) -> Asset | None:
    folder = data_dir("static").resolve()
    path = (folder / name).resolve()
    if not path.is_relative_to(folder) or not path.is_file() or path.suffix not in _SENT:
        return None
    content = path.read_bytes()
    packed = _packed(path, content) if path.suffix in _PACKED else None
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(content, packed, media_type, hashlib.sha256(content).hexdigest()[:12])


def _packed(path: Path, content: bytes) -> bytes:
    """Return a file compressed; comments of scripts stay at home, they are a third of the way."""
    if path.suffix == ".js":
        content = _COMMENTS.sub("", content.decode()).encode()
    return gzip.compress(content, 9, mtime=0)


def static_url(name: str) -> str:
    """Return the address of an asset, with its version so that it can be cached for ever.

    Raises:
        FileNotFoundError: there is no such asset.
    """
    asset = _asset(name)
    if asset is None:
        raise FileNotFoundError(name)
    return url_for("assets.send", name=name, v=asset.version)


@lru_cache(maxsize=1)
def _scripts_version() -> str:
    """Return the version of all scripts together."""
    root = data_dir("static") / "js"
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.js")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def module_url(name: str) -> str:
    """Return the address of a script that comes with all that it imports.

    Args:
        name: path below static/js, such as ``bodymap/main.js``.

    Raises:
        FileNotFoundError: there is no such script.
    """
    if _asset(f"js/{name}") is None:
        raise FileNotFoundError(name)
    return url_for("assets.send_module", version=_scripts_version(), name=name)


@lru_cache(maxsize=16)
def _module(name: str) -> Asset | None:
    try:
        content = linked(name).encode()
    except FileNotFoundError:
        return None
    packed = gzip.compress(content, 9, mtime=0)
    return Asset(content, packed, "text/javascript", _scripts_version())


@pages.get("/static/scripts/<version>/<path:name>")
def send_module(version: str, name: str) -> Response:
    """Send a script with all that it imports; its address holds the version of all scripts."""
    return _answer(_module(name), version == _scripts_version())


@pages.get("/favicon.ico")
def icon() -> Response:
    """Send nothing: the program has no sign in tabs, and no page of an error instead of one."""
    return Response(status=204, headers={"Cache-Control": "public, max-age=31536000, immutable"})


@pages.get("/static/<path:name>")
def send(name: str) -> Response:
    """Send an asset."""
    asset = _asset(name)
    return _answer(asset, asset is not None and request.args.get("v") == asset.version)


def _answer(asset: Asset | None, current: bool) -> Response:
    if asset is None:
        abort(404)
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if current else "no-cache",
        "Vary": "Accept-Encoding",
    }
    if asset.packed and "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(asset.packed, mimetype=asset.media_type, headers=headers)
    return Response(asset.content, mimetype=asset.media_type, headers=headers)


def preload(folder: Path | None = None) -> int:
    """Read all assets once, so that no request waits for the disk; return how many."""
    folder = (folder or data_dir("static")).resolve()
    names = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.suffix in _SENT]
    return sum(_asset(name) is not None for name in names)
