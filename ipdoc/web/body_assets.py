"""Words and small pictures of the figures: the same for everybody, so cached and compressed."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import lru_cache

from flask import Blueprint, Response, abort, request, url_for

from ipdoc.anatomy import views
from ipdoc.anatomy.views import DiagramView, UnknownViewError
from ipdoc.casework.bodymap.figures import FIGURES
from ipdoc.casework.bodymap.kinds import public_words
from ipdoc.casework.bodymap.picture import thumbnail
from ipdoc.casework.bodymap.regions import listed_regions
from ipdoc.i18n import LANGUAGES, translator
from ipdoc.web.context import language
from ipdoc.web.editor_texts import editor_texts

pages = Blueprint("body", __name__, url_prefix="/body")

_FOR_EVER = "public, max-age=31536000, immutable"


@lru_cache(maxsize=16)
def _regions(figure: str, spoken: str) -> tuple[bytes, str]:
    rows = [row.to_payload() for row in listed_regions(figure, spoken) if row.tooth is None]
    content = json.dumps({"regions": rows}, ensure_ascii=False, separators=(",", ":")).encode()
    return gzip.compress(content, 9, mtime=0), _digest(content)


@lru_cache(maxsize=16)
def _words(figure: str, spoken: str) -> tuple[bytes, str]:
    found = public_words(figure, translator(spoken), _thumb_url)
    content = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
    return gzip.compress(content, 9, mtime=0), _digest(content)


@lru_cache(maxsize=256)
def _thumb(figure: str, key: str) -> bytes:
    return thumbnail(views.view(figure, key))


@lru_cache(maxsize=256)
def _thumb_version(figure: str, key: str) -> str:
    """Return the version of a small picture, told by the large one: that is quicker."""
    return _digest(views.view(figure, key).png())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


@lru_cache(maxsize=8)
def _texts(spoken: str) -> tuple[bytes, str]:
    texts = editor_texts(translator(spoken))
    content = json.dumps(texts, ensure_ascii=False, separators=(",", ":")).encode()
    return gzip.compress(content, 9, mtime=0), _digest(content)


def texts_url() -> str:
    """Return the address of the editor's words in the language of the page."""
    _, version = _texts(language())
    return url_for("body.texts", spoken=language(), v=version)


def regions_url(figure: str) -> str:
    """Return the address of the list of regions of a figure in the language of the page."""
    _, version = _regions(figure, language())
    return url_for("body.regions", figure=figure, spoken=language(), v=version)


def words_url(figure: str) -> str:
    """Return the address of the words of views and kinds in the language of the page."""
    _, version = _words(figure, language())
    return url_for("body.words", figure=figure, spoken=language(), v=version)


def _thumb_url(view: DiagramView) -> str:
    """Return the address of the small picture of a view."""
    version = _thumb_version(view.figure, view.key)
    return url_for("body.thumb", figure=view.figure, key=view.key, v=version)


@pages.get("/regions/<figure>/<spoken>.json")
def regions(figure: str, spoken: str) -> Response:
    """Send the regions of a figure: key, side, name, views that show it."""
    if figure not in FIGURES or spoken not in LANGUAGES:
        abort(404)
    return _packed(*_regions(figure, spoken))


@pages.get("/words/<figure>/<spoken>.json")
def words(figure: str, spoken: str) -> Response:
    """Send what the views of a figure and the kinds of lesion are called."""
    if figure not in FIGURES or spoken not in LANGUAGES:
        abort(404)
    return _packed(*_words(figure, spoken))


@pages.get("/texts/<spoken>.json")
def texts(spoken: str) -> Response:
    """Send the words of the editor."""
    if spoken not in LANGUAGES:
        abort(404)
    return _packed(*_texts(spoken))


def _packed(packed: bytes, version: str) -> Response:
    headers = {"Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return _sent(packed, "application/json", version, headers)
    return _sent(gzip.decompress(packed), "application/json", version, headers)


@pages.get("/thumb/<figure>/<key>.png")
def thumb(figure: str, key: str) -> Response:
    """Send the small picture of a view for the strip."""
    try:
        picture = _thumb(figure, key)
    except UnknownViewError:
        abort(404)
    return _sent(picture, "image/png", _thumb_version(figure, key), {})


def _sent(content: bytes, media_type: str, version: str, headers: dict[str, str]) -> Response:
    current = request.args.get("v") == version
    headers = {**headers, "Cache-Control": _FOR_EVER if current else "no-cache"}
    return Response(content, mimetype=media_type, headers=headers)
