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
_CSS_COMMENT = re.compile(rb"/\*.*?\*/\n?", re.DOTALL)
_CSS_SPACE = re.compile(rb"""("[^"]*"|'[^']*')|\s*([{};,])\s*|\s+""")
"""Texts in quotes, which stay; signs that need no blanks around them; other blanks."""
_PACKED = {".css", ".js", ".svg", ".json"}
FRAME_SHEETS = ("tokens", "base", "frame", "lock", "components", "controls")
"""Style sheets of every page, in this order."""
FORM_SHEETS = ("tasks", "sections", "forms", "entries", "bodymap")
"""Style sheets of the pages of questions and lists."""


@dataclass(frozen=True)
class Asset:
    """One file of the folder static."""

    content: bytes
    packed: bytes | None
    """gzip, where that helps."""
    media_type: str
    version: str


_NAME = re.compile(r"[a-z0-9_./-]{1,200}", re.IGNORECASE | re.ASCII)
"""How an asset can be called. Nothing else is looked for, or remembered as looked for."""
_MOST_SHEETS = 40
"""In one answer; a page asks for a dozen."""


@lru_cache(maxsize=2048)
def _asset(name: str) -> Asset | None:
    folder = data_dir("static").resolve()
    path = (folder / name).resolve()
    if not path.is_relative_to(folder) or not path.is_file() or path.suffix not in _SENT:
        return None
    content = path.read_bytes()
    packed = gzip.compress(content, 9, mtime=0) if path.suffix in _PACKED else None
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(content, packed, media_type, hashlib.sha256(content).hexdigest()[:12])


def static_url(name: str) -> str:
    """Return the address of an asset, with its version so that it can be cached for ever.

    Raises:
        FileNotFoundError: there is no such asset.
    """
    asset = _asset(name)
    if asset is None:
        raise FileNotFoundError(name)
    return url_for("assets.send", name=name, v=asset.version)


def styles_url(*own: str, forms: bool = True) -> str:
    """Return the address of the style sheets of a page, sent together as one.

    Args:
        own: names of the sheets below static/css that only this page needs.
        forms: whether the page shows questions or lists.

    Raises:
        FileNotFoundError: there is no such sheet.
    """
    names = "+".join((*FRAME_SHEETS, *(FORM_SHEETS if forms else ()), *own, "print"))
    return url_for("assets.send_styles", names=names, v=_styles(names).version)


@lru_cache(maxsize=32)
def _styles(names: str) -> Asset:
    sheets = [_asset(f"css/{name}.css") for name in names.split("+")]
    whole = b"".join(sheet.content for sheet in sheets if sheet is not None)
    if None in sheets:
        raise FileNotFoundError(names)
    content = _CSS_SPACE.sub(_closer, _CSS_COMMENT.sub(b"", whole)).strip()
    version = hashlib.sha256(content).hexdigest()[:12]
    return Asset(content, gzip.compress(content, 9, mtime=0), "text/css", version)


def _closer(found: re.Match[bytes]) -> bytes:
    """Return what was found without the blanks that only help those who read the sheet."""
    return found[1] or found[2] or b" "


@pages.get("/static/styles/<names>.css")
def send_styles(names: str) -> Response:
    """Send several style sheets as one, in the order in which they are named."""
    asked = names.split("+")
    if len(asked) > _MOST_SHEETS or len(set(asked)) < len(asked):
        abort(404)
    if not all(_NAME.fullmatch(name) for name in asked):
        abort(404)
    try:
        asset = _styles(names)
    except FileNotFoundError:
        abort(404)
    return _answer(asset, request.args.get("v") == asset.version)


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
    if not _NAME.fullmatch(name):
        abort(404)
    return _answer(_module(name), version == _scripts_version())


@pages.get("/favicon.ico")
def icon() -> Response:
    """Send nothing: the program has no sign in tabs, and no page of an error instead of one."""
    return Response(status=204, headers={"Cache-Control": "public, max-age=31536000, immutable"})


@pages.get("/static/<path:name>")
def send(name: str) -> Response:
    """Send an asset."""
    asset = _asset(name) if _NAME.fullmatch(name) else None
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
