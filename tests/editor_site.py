"""A body map for the tests of the editor: real scripts, styles and headers, a small server."""

import copy
import json
import threading
from contextlib import contextmanager
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.serving import WSGIRequestHandler, make_server

from ipdoc.anatomy import views
from ipdoc.anatomy.place import region_at
from ipdoc.anatomy.symbols import all_symbols, svg_symbol
from ipdoc.i18n import translator
from ipdoc.web import assets, security
from ipdoc.web.editor_texts import editor_texts

MODEL = Path(__file__).parent / "data" / "editor_model.json"
SHEETS = (
    "tokens",
    "base",
    "frame",
    "components",
    "controls",
    "bodymap",
    "bodymap-editor",
    "bodymap-labels",
    "bodymap-panels",
)
PAGE = """<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="csrf-token" content="token"><title>Body map · ipdoc</title>{sheets}
<script type="module" src="/static/js/lock.js"></script>
<script type="module" src="/static/js/bodymap/main.js"></script></head>
<body data-idle-seconds="900"><header class="top-bar"><a class="mark" href="/">ipdoc</a>
<div class="path"><h1 class="path-title">{title}</h1></div><span id="map-counts"></span>
<div class="top-tools"><p class="saved-state" id="saved-state" role="status"><span></span></p>
<form method="post" action="/lock" id="lock-form" data-awake="/awake">
<input type="hidden" name="csrf_token" value="token">
<button class="lock-button">{lock}</button></form></div></header>
<main id="main"><div id="bodymap" data-model="/lesions/map.json?view=full_post"
 data-sprite="/sprite.svg" data-texts="{texts}"><p>forms</p></div></main>
</body></html>"""


@lru_cache(maxsize=1)
def sprite() -> str:
    """Return all signs as one SVG file."""
    signs = [
        f'<symbol id="{key}" viewBox="0 0 24 24">{svg_symbol(key)}</symbol>'
        for key in all_symbols()
    ]
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(signs)}</svg>'


@lru_cache(maxsize=4)
def coarse_outlines(figure: str, key: str, step: int = 12) -> dict[str, list]:
    """Return the regions of a view as rows of rectangles, for views without drawn outlines."""
    view = views.view(figure, key)
    rows: dict[tuple[str, str], list[str]] = {}
    for top in range(0, view.height, step):
        for left in range(0, view.width, step):
            centre = ((left + step / 2) / view.width, (top + step / 2) / view.height)
            named = region_at(view, centre)
            if named is not None:
                right, bottom = left + step, top + step
                box = f"M{left} {top}L{right} {top}L{right} {bottom}L{left} {bottom}Z"
                rows.setdefault((named.key, named.side), []).append(box)
    whole = [0, 0, view.width, view.height]
    return {
        "regions": [
            {"key": key, "side": side, "d": "".join(boxes), "box": whole, "at": [0, 0]}
            for (key, side), boxes in rows.items()
        ]
    }


class FakeMap:
    """Keeps lesions as the server does: numbers and mark ids are never used twice."""

    def __init__(self, model: dict) -> None:
        self.model = copy.deepcopy(model)
        self.gone: dict[int, dict] = {}
        self.highest = max((one["number"] for one in self.model["lesions"]), default=0)
        self.asked: list[tuple[str, dict]] = []
        """Every request in order: kind and body."""
        self.next_answers: list[tuple[int, dict]] = []
        """Answers that are given instead, each once: status and body."""
        self.loses_answers = 0
        """How many answers get lost although the change was made."""

    def lesion(self, number: int) -> dict:
        """Return a lesion that is in the record."""
        return next(one for one in self.model["lesions"] if one["number"] == number)

    def do(self, kind: str, number: int | None, body: dict) -> tuple[int, dict]:
        """Answer a change."""
        self.asked.append((kind, body))
        if self.next_answers:
            return self.next_answers.pop(0)
        known = number if number is not None else body.get("number")
        if (
            known is not None
            and kind != "restore"
            and self.lesion(known)["version"] != body["version"]
        ):
            return 409, {"problem": "This lesion was changed elsewhere."}
        made = {
            "draw": self._draw,
            "erase-mark": self._erase,
            "take-out": self._take_out,
            "restore": self._restore,
            "type": self._type,
            "coverage": self._coverage,
            "name": self._name,
        }[kind](known, body)
        if "lesion" in made:
            made["lesion"]["version"] += 1
        return 200, {"said": f"{kind} done", **copy.deepcopy(made)}

    def _draw(self, number: int | None, body: dict) -> dict:
        geometry = body["geometry"]
        mark = {
            "kind": geometry["kind"],
            "editable": True,
            "geometry": geometry,
            "pieces": [{"points": geometry["points"], "closed": False, "bar": 0}],
            "region_words": "back",
        }
        if number is None:
            self.highest += 1
            number = self.highest
            self.model["lesions"].append(self._new(number, body["type"]))
        lesion = self.lesion(number)
        if body["mark"]:
            index = next(i for i, one in enumerate(lesion["marks"]) if one["id"] == body["mark"])
            lesion["marks"][index] = {**mark, "id": body["mark"]}
        else:
            lesion["given"] = lesion.get("given", len(lesion["marks"])) + 1
            lesion["marks"].append({**mark, "id": f"m{lesion['given']}"})
        return {"lesion": lesion}

    def _new(self, number: int, key: str) -> dict:
        kind = next(one for one in self.model["types"] if one["key"] == key)
        return {
            "number": number,
            "type": key,
            "family": kind["family"],
            "hatch": kind["hatch"],
            "label": kind["label"],
            "size": "20 mm",
            "place": "back",
            "sentence": "A lesion.",
            "url": f"/lesions/{number}",
            "version": 0,
            "events": [],
            "visit": None,
            "earlier": False,
            "same_as": None,
            "status": None,
            "marks": [],
        }

    def _erase(self, number: int, body: dict) -> dict:
        lesion = self.lesion(number)
        lesion["marks"] = [one for one in lesion["marks"] if one["id"] != body["mark"]]
        return {"lesion": lesion}

    def _take_out(self, number: int, _body: dict) -> dict:
        lesion = self.lesion(number)
        self.gone[number] = lesion
        self.model["lesions"].remove(lesion)
        return {"lesion": lesion}

    def _restore(self, number: int, _body: dict) -> dict:
        lesion = self.gone.pop(number)
        self.model["lesions"].append(lesion)
        return {"lesion": lesion}

    def _type(self, number: int, body: dict) -> dict:
        lesion = self.lesion(number)
        lesion.update(
            {k: self._new(number, body["type"])[k] for k in ("type", "family", "hatch", "label")}
        )
        return {"lesion": lesion}

    def _coverage(self, _number: int | None, body: dict) -> dict:
        for key, side in body["regions"]:
            if body["state"]:
                covered = {"state": body["state"], "reason": body["reason"]}
                self.model["coverage"][f"{key}|{side}"] = covered
            else:
                self.model["coverage"].pop(f"{key}|{side}", None)
        return {"coverage": self.model["coverage"]}

    def _name(self, _number: int | None, _body: dict) -> dict:
        return {"region": "back", "side": "m", "words": "middle of the back", "length_mm": 118.0}

    def shown(self, key: str) -> dict:
        """Return the model of a view; marks of the fixture lie on the back view."""
        model = copy.deepcopy(self.model)
        view = views.view("male", key)
        model["view"] = {
            "key": key,
            "figure": "male",
            "title": dict(_TITLES)[key],
            "kind": "camera",
            "width": view.width,
            "height": view.height,
            "svg": f"/static/diagrams/{view.svg_file}",
            "outlines": f"/outlines/{key}.json",
            "subject_right": view.subject_right,
            "mm_per_unit": 1.14,
            "restricted": False,
        }
        if key != "full_post":
            for lesion in model["lesions"]:
                for mark in lesion["marks"]:
                    mark.update(editable=False, geometry=None, pieces=[])
        model["views"] = [
            {
                "key": one,
                "figure": "male",
                "title": title,
                "group": "whole",
                "count": 0,
                "svg": f"/static/diagrams/{views.view('male', one).svg_file}",
            }
            for one, title in _TITLES
        ]
        return model


_TITLES = (
    ("full_ant", "Front"),
    ("full_post", "Back"),
    ("full_lat_l", "Left side"),
    ("full_lat_r", "Right side"),
    ("head_ant", "Head"),
    ("hand_l_palm", "Left palm"),
    ("hand_r_palm", "Right palm"),
    ("foot_l_plantar", "Left sole"),
    ("foot_r_plantar", "Right sole"),
)


def an_editor_app(fake: FakeMap) -> Flask:
    """Return the application around a map."""
    app = Flask(__name__, static_folder=None)
    security.protect(app, ("127.0.0.1",), 1_000_000)
    app.register_blueprint(assets.pages, name="assets")

    @app.get("/map")
    def page() -> str:
        language = request.args.get("lang", "en")
        words = editor_texts(translator(language))
        sheets = "".join(f'<link rel="stylesheet" href="/static/css/{one}.css">' for one in SHEETS)
        title = translator(language).text("Body map")
        texts = json.dumps(words, ensure_ascii=False).replace("&", "&amp;").replace('"', "&quot;")
        return PAGE.format(
            language=language,
            sheets=sheets,
            texts=texts,
            title=title,
            lock="Lock",
            direction=request.args.get("dir", "ltr"),
        )

    _add_files(app)
    _add_lesions(app, fake)
    _add_changes(app, fake)
    return app


def _add_lesions(app: Flask, fake: FakeMap) -> None:
    @app.get("/lesions/map.json")
    def model() -> dict:
        return fake.shown(request.args.get("view", "full_post"))

    @app.get("/lesions/<int:number>/panel")
    def panel(number: int) -> str:
        lesion = fake.lesion(number)
        return (
            f'<h2 id="panel-title" tabindex="-1">№ {number}. {lesion["label"]}</h2>'
            f'<p class="bm-place">{lesion["place"]}</p>'
            f'<p class="bm-sentence">{lesion["sentence"]}</p>'
        )

    @app.get("/lesions/<int:number>")
    def record(number: int) -> str:
        return f"<!doctype html><title>Lesion</title><h1>Lesion {number}</h1>"


def _add_changes(app: Flask, fake: FakeMap) -> None:
    @app.post("/lesions/<kind>")
    @app.post("/lesions/<int:number>/<kind>")
    def change(kind: str, number: int | None = None) -> tuple[dict, int]:
        status, told = fake.do(kind, number, request.get_json())
        if fake.loses_answers and status == 200 and kind != "name":
            fake.loses_answers -= 1
            return {}, 503
        return told, status


def _add_files(app: Flask) -> None:
    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(status=204)

    @app.get("/sprite.svg")
    def signs() -> Response:
        return Response(sprite(), mimetype="image/svg+xml")

    @app.get("/outlines/<key>.json")
    def outlines(key: str) -> dict:
        view = views.view("male", key)
        drawn = view.outlines()
        if drawn:
            return {"regions": [asdict(one) for one in drawn]}
        return coarse_outlines("male", key)

    @app.get("/unlock")
    def unlock() -> str:
        return "<!doctype html><title>ipdoc</title>"

    @app.post("/lock")
    def lock() -> Response:
        return Response(status=303, headers={"Location": "/unlock"})

    @app.post("/awake")
    def awake() -> Response:
        return Response(status=204)


class Quiet(WSGIRequestHandler):
    """Says nothing about requests."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Leave it out."""


@contextmanager
def an_editor(model: dict | None = None):
    """Serve a map on the loopback address; yield its base address and its state."""
    fake = FakeMap(model or json.loads(MODEL.read_text(encoding="utf-8")))
    app = an_editor_app(fake)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    runner = threading.Thread(target=server.serve_forever)
    runner.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", fake
    finally:
        server.shutdown()
        runner.join(10)
        server.server_close()
