"""Pages of the drawings over a photograph: by clicks without scripts, by JSON with them.

Without scripts the picture is an ``<input type="image">`` alone in its form at a fixed size; every
click comes back as a preview, and a second form records what was drawn. What was begun stands in
the address until then, never in the record.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework import photomarks
from ipdoc.casework.core.casefile import StaleVersionError
from ipdoc.casework.core.record import Ref
from ipdoc.casework.photomarks import DrawnPhotograph
from ipdoc.domain.finding import RuleError
from ipdoc.domain.overlay import POINTS, Drawing, Point
from ipdoc.domain.whole import whole
from ipdoc.errors import Message
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _
from ipdoc.web.context import form_words, page_words, vault
from ipdoc.web.navigation import path_to_case

pages = Blueprint(
    "photomarks",
    __name__,
    url_prefix="/cases/<case_id>/<evaluation_id>/photographs/<photo_id>/overlay",
)
WIDEST_PX, HIGHEST_PX = 620, 680
"""CSS size of the picture; the click comes in these pixels, so it must not be scaled."""
TOOLS = {
    "arrow": _("Arrow"),
    "polygon": _("Outline"),
    "number": _("Number of a lesion"),
}
"""What can be drawn by clicks; an outline drawn freehand needs scripts."""
KINDS = {**TOOLS, "outline": _("Outline")}
_SCRIPT_WORDS = {
    "none": _("No lesion in particular"),
    "shows": _("Lesion shown"),
    "text": _("A few words, without a cause"),
    "drawings": _("Drawings"),
    "nothing": _("Nothing is drawn on this photograph."),
    "remove": _("Remove the drawing"),
    "new": _("New"),
    "needs_lesion": _("Choose the lesion whose number is shown"),
    "keys": _(
        "Tab goes from drawing to drawing. Arrow keys move the chosen drawing or the drawing "
        "cross, the space bar sets a point, Enter ends an outline, Delete removes a drawing."
    ),
}
_CHANGED = Message(
    _("Somebody changed this photograph meanwhile; look at the drawings as they are, and repeat it")
)
Answer = BaseResponse | str | tuple[BaseResponse | str, int]


@dataclass(frozen=True)
class Begun:
    """What was begun and is not recorded yet."""

    tool: str
    points: tuple[Point, ...] = ()

    @property
    def ready(self) -> bool:
        """True when there are enough points."""
        return len(self.points) >= POINTS[self.tool][0]

    @property
    def written(self) -> str:
        """The points as they stand in an address."""
        return ";".join(f"{x},{y}" for x, y in self.points)

    def pointed(self, point: Point) -> Begun:
        """Return it with one point more; a full arrow or number begins anew."""
        full = self.tool != "polygon" and len(self.points) >= POINTS[self.tool][1]
        return Begun(self.tool, (point,) if full else (*self.points, point))

    def stepped_back(self) -> Begun:
        """Return it without its last point."""
        return Begun(self.tool, self.points[:-1])


def _begun() -> Begun:
    """Return what was begun, from the address or the form; what cannot be read is left out."""
    tool = request.values.get("tool", "arrow")
    points: list[Point] = []
    for pair in request.values.get("points", "").split(";"):
        x, _comma, y = pair.partition(",")
        try:
            at = (float(x), float(y))
        except ValueError:
            continue
        if all(math.isfinite(number) and 0 <= number <= 1 for number in at):
            points.append(at)
    return Begun(tool if tool in TOOLS else "arrow", tuple(points[: POINTS["polygon"][1]]))


@pages.get("/")
def overlay(case_id: str, evaluation_id: str, photo_id: str) -> str:
    """Show the photograph with its drawings, and what was begun."""
    return _page(Ref(case_id, evaluation_id), photo_id, _begun())


def _page(ref: Ref, photo_id: str, begun: Begun, problem: Message | None = None) -> str:
    shown = photomarks.open_drawn(vault(), ref, photo_id)
    words = form_words(shown.form)
    here = {"case_id": ref.case_id, "evaluation_id": ref.evaluation_id, "photo_id": photo_id}
    return render_template(
        "photographs/overlay.html",
        steps=path_to_case(ref, shown.code, words.text(_("Photographs"))),
        here=here,
        code=shown.code,
        photo=shown.photograph,
        stored=shown.version,
        size=_size(shown),
        begun=begun,
        tools=[(key, words.text(label)) for key, label in TOOLS.items()],
        drawn=drawn_lines(shown, words),
        lesions=shown.choices(words),
        can_undo=shown.can_undo,
        words=_script_words(words, shown.photograph.number),
        problem=problem,
    )


def _script_words(words: Translator, number: int) -> dict[str, Any]:
    """Return the words that the live editor shows besides those of every editor."""
    title = words.text(_("Drawings on photograph {number}"), number=number)
    texts = {key: words.text(text) for key, text in _SCRIPT_WORDS.items()}
    kinds = {key: words.text(label) for key, label in KINDS.items()}
    editor = {"tool_point": kinds["number"], "marks": texts["drawings"], "new_lesion": texts["new"]}
    return {
        **texts,
        **kinds,
        "title": title,
        "stage": f"{title}. {texts['keys']}",
        "editor": editor,
    }


def _size(shown: DrawnPhotograph) -> tuple[int, int]:
    """Return width and height of the picture in CSS pixels."""
    file = shown.photograph.printed
    wide, high = (file.width_px, file.height_px) if file else (4, 3)
    scale = min(WIDEST_PX / wide, HIGHEST_PX / high)
    return max(1, round(wide * scale)), max(1, round(high * scale))


def drawn_lines(shown: DrawnPhotograph, words: Translator) -> list[tuple[str, str]]:
    """Return id and words of each drawing."""
    names = dict(shown.choices(words))
    lines = []
    for one in shown.photograph.overlay:
        said = [words.text(KINDS[one.kind])]
        if one.lesion is not None:
            taken_out = words.text(_("{number} · taken out"), number=one.lesion)
            said.append(names.get(one.lesion, taken_out))
        lines.append((one.id, ": ".join([*said, *([one.text] if one.text else [])])))
    return lines


@pages.post("/point")
def point(case_id: str, evaluation_id: str, photo_id: str) -> BaseResponse | str:
    """Take a click on the picture, or a place by numbers, and show what was begun."""
    ref, begun = Ref(case_id, evaluation_id), _begun()
    shown = photomarks.open_drawn(vault(), ref, photo_id)
    at = _clicked(_size(shown)) or _by_numbers()
    if at is None:
        message = Message(_("Point at the photograph, or give the place in per cent"))
        return _page(ref, photo_id, begun, message)
    begun = begun.pointed(at)
    return redirect(_url(ref, photo_id, begun) + "#begun", 303)


def _clicked(size: tuple[int, int]) -> Point | None:
    """Return the click; 0,0 comes from the keyboard and is none."""
    x, y = (whole(request.form.get(f"at.{axis}")) for axis in "xy")
    if x is None or y is None or x == y == 0:
        return None
    return min(1.0, round(x / size[0], 5)), min(1.0, round(y / size[1], 5))


def _by_numbers() -> Point | None:
    across = request.form.get("across", type=float)
    down = request.form.get("down", type=float)
    if across is None or down is None or not (0 <= across <= 100 and 0 <= down <= 100):
        return None
    return round(across / 100, 5), round(down / 100, 5)


def _url(ref: Ref, photo_id: str, begun: Begun | None = None) -> str:
    return url_for(
        "photomarks.overlay",
        case_id=ref.case_id,
        evaluation_id=ref.evaluation_id,
        photo_id=photo_id,
        tool=begun.tool if begun else None,
        points=begun.written or None if begun else None,
    )


@pages.post("/new")
def add(case_id: str, evaluation_id: str, photo_id: str) -> Answer:
    """Record what was begun."""
    ref, begun = Ref(case_id, evaluation_id), _begun()
    drawing = {
        "kind": begun.tool,
        "points": begun.points,
        "lesion": request.form.get("lesion", type=int),
        "text": request.form.get("text", "").strip(),
    }
    try:
        photomarks.add_drawing(vault(), ref, photo_id, drawing, _version())
    except StaleVersionError:
        return _page(ref, photo_id, begun, _CHANGED), 409
    except RuleError as error:
        return _page(ref, photo_id, begun, error.message), 422
    return redirect(_url(ref, photo_id, Begun(begun.tool)), 303)


@pages.post("/<drawing_id>/remove")
def remove(case_id: str, evaluation_id: str, photo_id: str, drawing_id: str) -> Answer:
    """Take a drawing away."""
    ref = Ref(case_id, evaluation_id)
    try:
        photomarks.remove_drawing(vault(), ref, photo_id, drawing_id, _version())
    except StaleVersionError:
        return _page(ref, photo_id, _begun(), _CHANGED), 409
    except RuleError as error:
        return _page(ref, photo_id, _begun(), error.message), 422
    return redirect(_url(ref, photo_id), 303)


@pages.post("/undo")
def undo(case_id: str, evaluation_id: str, photo_id: str) -> Answer:
    """Undo the last change of the drawings; once more brings it back."""
    ref = Ref(case_id, evaluation_id)
    try:
        photomarks.undo_overlay(vault(), ref, photo_id, _version())
    except StaleVersionError:
        return _page(ref, photo_id, _begun(), _CHANGED), 409
    except RuleError as error:
        return _page(ref, photo_id, _begun(), error.message), 422
    return redirect(_url(ref, photo_id), 303)


def _version() -> int:
    return request.form.get("version", 0, type=int)


@pages.get("/picture.jpg")
def picture(case_id: str, evaluation_id: str, photo_id: str) -> Response:
    """Send the photograph with its drawings and what was begun, for pages without scripts."""
    ref, begun = Ref(case_id, evaluation_id), _begun()
    width, _height = _size(photomarks.open_drawn(vault(), ref, photo_id))
    pending = Drawing("", begun.tool, begun.points) if begun.points else None
    jpeg = photomarks.picture(vault(), ref, photo_id, pending, width)
    return Response(jpeg, mimetype="image/jpeg")


@pages.get("/model.json")
def model(case_id: str, evaluation_id: str, photo_id: str) -> BaseResponse:
    """Send the drawings and the lesions that they can name."""
    return jsonify(_model(photomarks.open_drawn(vault(), Ref(case_id, evaluation_id), photo_id)))


def _model(shown: DrawnPhotograph) -> dict[str, Any]:
    words = form_words(shown.form)
    return {
        "version": shown.version,
        "overlay": [one.to_payload() for one in shown.photograph.overlay],
        "lesions": [{"number": key, "label": label} for key, label in shown.choices(words)],
    }


@pages.post("/save")
def save(case_id: str, evaluation_id: str, photo_id: str) -> Answer:
    """Replace all drawings; answers with them as they are stored now."""
    words = page_words()
    try:
        drawings, version = _sent()
        ref = Ref(case_id, evaluation_id)
        shown = photomarks.save_overlay(vault(), ref, photo_id, drawings, version)
    except StaleVersionError as error:
        return jsonify(problem=words.message(error.message)), 409
    except RuleError as error:
        return jsonify(problem=words.message(error.message)), 422
    count = len(shown.photograph.overlay)
    said = words.plural("Saved, {count} drawing", "Saved, {count} drawings", count)
    return jsonify({**_model(shown), "said": said})


def _sent() -> tuple[Any, int]:
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict) or type(sent.get("version")) is not int:
        raise RuleError("Give the drawings and the version that they were made on")
    return sent.get("overlay"), sent["version"]
