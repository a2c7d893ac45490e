"""Kill the server while several people type, and see whether anything acknowledged is lost.

Every page has one typist who saves it again and again as ``autosave.js`` does. A save counts as
acknowledged when its answer arrived whole and would have made the page say "saved". After the kill
a page must hold either exactly what was acknowledged last, or all of that together with all of the
one save that was on its way: nothing lost, nothing torn. Photographs are judged in the same way.

Who types what, and after how many acknowledged saves the kill falls, comes from the seed; at
which instruction it strikes is up to the machine, and no verdict depends on that.
"""

import hashlib
import io
import json
import random
import shutil
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from PIL import Image

from ipdoc.casework.cases import start_case
from ipdoc.casework.core.openvault import OpenVault, open_vault
from ipdoc.casework.core.record import Ref
from tests.builders import PASSPHRASE, a_vault
from tests.overhttp import Browser, Server

PAGES = {
    "background/life": ("bg_occupation", "bg_education", "bg_family", "bg_living"),
    "background/health": ("bg_past_medical", "bg_psychiatric", "bg_substances"),
    "background/marks": ("bg_sport_work_injuries", "bg_traditional_practices"),
    "physical_exam/trunk": ("pe_chest-sys_findings", "pe_genitourinary-sys_findings"),
}
"""Page → inputs to type into. The last one writes into two parts of the case at once."""
WITH_ROWS, REPEAT, MOST_ROWS = "background/health", "bg_medication", 12
MOST_SAVES = 2_000
"""No typist comes near it before the kill."""
LETTERS = "abcdefghij KLMNO 0123 ,.;'\"<>&%+= абвгдежз Жңғүұқөһі العربية – ½ 😀"
WAIT_S = 120


@dataclass
class Tally:
    """What a run counted."""

    kills: int = 0
    saves: int = 0
    """Saves acknowledged."""
    photographs: int = 0
    """Photographs acknowledged."""
    rows: int = 0
    """Rows that acknowledged saves added."""
    compared: int = 0
    """Answers, rows' cells and photographs compared after the unlocks."""
    cut_off: int = 0
    """Requests that a kill left without an answer."""
    cut_off_stored: int = 0
    """Those of them that had been stored all the same."""
    records: int = 0
    """Revisions and records in the last verified copy."""
    lost: list[str] = field(default_factory=list)
    """Acknowledged answers that were not there, or half of a save that was."""


class Moment:
    """The moment of the kill: so many acknowledged requests after the start."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._acknowledged = 0
        self.killing = threading.Event()
        self._hopeless = False

    def give_up(self) -> None:
        """Somebody cannot go on: wait no longer."""
        with self._changed:
            self._hopeless = True
            self._changed.notify_all()

    def acknowledge(self) -> None:
        """Count one more."""
        with self._changed:
            self._acknowledged += 1
            self._changed.notify_all()

    def wait(self, count: int) -> None:
        """Wait until so many are acknowledged."""
        with self._changed:
            came = self._changed.wait_for(
                lambda: self._hopeless or self._acknowledged >= count, WAIT_S
            )
        assert came, f"only {self._acknowledged} of {count} requests were acknowledged"


def refuse_unsure(answer) -> None:
    """Take an answer "not saved, as far as I know" for none: what keeps the vault died first."""
    if answer.status == 507:
        raise ConnectionError("what keeps the vault does not answer")


class Worker(threading.Thread):
    """Sends requests until the server dies; whatever else goes wrong is kept in ``trouble``."""

    def __init__(self, browser: Browser, moment: Moment, chance: random.Random) -> None:
        super().__init__(daemon=True)
        self.browser, self.moment, self.chance = browser, moment, chance
        self.trouble = ""
        self.acknowledged = 0

    def run(self) -> None:
        """Work until cut off."""
        try:
            for number in range(MOST_SAVES):
                self.once(number)
                self.acknowledged += 1
                self.moment.acknowledge()
            self.trouble = "was never cut off"
        except (OSError, HTTPException) as error:
            if not self.moment.killing.is_set():
                self.trouble = f"cut off before the kill: {error!r}"
        except Exception as error:
            self.trouble = repr(error)
        finally:
            self.browser.close()
            if self.trouble:
                self.moment.give_up()

    def once(self, number: int) -> None:
        """Send one request and see that it is acknowledged."""
        raise NotImplementedError


class Typist(Worker):
    """Types into one page and saves it as the script of the page does."""

    def __init__(self, path: str, names: tuple[str, ...], rows: bool, *where) -> None:
        super().__init__(*where)
        self.names, self.with_rows = names, rows
        self.form = self.browser.load(path)
        self.path = path
        self.stored = typed_in(self.form.texts, names)
        """Input → text, as acknowledged last."""
        self.pending: dict[str, str] = {}
        """What the save on its way changes."""
        self.new_rows = 0

    def once(self, number: int) -> None:
        """Change an answer or two, and perhaps a row, and save the page."""
        chosen = self.chance.sample(self.names, self.chance.choice((1, 2)))
        changed = {name: a_text(self.chance, number) for name in chosen}
        before = len(_rows(self.form.texts))
        if self.with_rows:
            changed |= self._row(number)
        self.form.texts |= changed
        self.pending = {name: text for name, text in changed.items() if not name.endswith(".row")}
        answer = self.browser.post(
            self.form.action,
            self.form.texts,
            Accept="application/json",
            X_CSRFToken=self.form.token,
        )
        self._took(answer)
        self.new_rows += max(0, len(_rows(self.form.texts)) - before)

    def _row(self, number: int) -> dict[str, str]:
        """Type into a row of the repeat: one that is there, or the next new one."""
        there = len(_rows(self.form.texts))
        name = f"{REPEAT}-{self.chance.randrange(min(there + 1, MOST_ROWS))}"
        identity = self.form.texts.get(f"{name}.row", "")
        texts = {f"{name}-{item}": a_text(self.chance, number)[:80].strip() for item in _CELLS}
        return {f"{name}.row": identity, **texts}

    def _took(self, answer) -> None:
        """Do what ``took`` in the script does; anything but "saved" is trouble."""
        refuse_unsure(answer)
        assert answer.status == 200, f"{self.path} answered {answer.status}: {answer.text[:300]}"
        saved = json.loads(answer.body)
        assert not saved["clash"], saved["clash"]
        assert not saved["problems"], saved["problems"]
        self.form.texts |= {"page.was": saved["was"], **saved["rows"]}
        self.stored |= {**self.pending, **saved["rows"]}
        self.pending = {}

    def judge(self, found: dict[str, str], tally: Tally) -> None:
        """Compare what the page shows after the next unlock with what was acknowledged."""
        names = set(self.stored) | set(self.pending)
        shown = {name: found.get(name, "") for name in names}
        acknowledged = {name: self.stored.get(name, "") for name in names}
        tally.compared += len(self.stored)
        if shown == acknowledged:
            return
        if shown == acknowledged | self.pending:
            tally.cut_off_stored += 1
            return
        wrong = [name for name in names if shown[name] != acknowledged[name]]
        tally.lost += [f"kill {tally.kills}, {self.path}: {name}" for name in sorted(wrong)]


_CELLS = ("name", "dose")


def _rows(texts: dict[str, str]) -> list[str]:
    """Return the names of the rows that are stored."""
    return [
        name
        for name, text in texts.items()
        if name.startswith(REPEAT) and name.endswith(".row") and text
    ]


def typed_in(texts: dict[str, str], names: tuple[str, ...]) -> dict[str, str]:
    """Return what stands in the inputs that a typist types into, rows and their ids included."""
    cells = (*(f"-{key}" for key in _CELLS), ".row")
    return {
        name: text
        for name, text in texts.items()
        if name in names or (name.startswith(f"{REPEAT}-") and name.endswith(cells))
    }


class Photographer(Worker):
    """Attaches photographs, each with a caption of its own."""

    def __init__(self, path: str, *where) -> None:
        super().__init__(*where)
        self.path = path
        self.token = self.browser.load(path).token
        self.stored: dict[str, str] = {}
        """Caption → SHA-256, as acknowledged."""
        self.pending: dict[str, str] = {}

    def once(self, number: int) -> None:
        """Attach one photograph."""
        picture = a_picture(self.chance)
        caption = f"{self.chance.getrandbits(64):x} №{number}"
        self.pending = {caption: hashlib.sha256(picture).hexdigest()}
        intimate = {"intimate": "yes"} if self.chance.random() < 0.5 else {}
        texts = {"csrf_token": self.token, "caption": caption, "lesion": "", **intimate}
        answer = self.browser.post(f"{self.path}new", texts, picture)
        refuse_unsure(answer)
        assert answer.status == 303, f"{self.path} answered {answer.status}"
        self.stored |= self.pending
        self.pending = {}


def a_text(chance: random.Random, number: int) -> str:
    """Return a text as somebody might type it; no two are the same."""
    letters = "".join(chance.choices(LETTERS, k=chance.randrange(1, 300)))
    return " ".join(f"{number} {letters} {chance.getrandbits(32):x}".split())


def a_picture(chance: random.Random) -> bytes:
    """Return a small JPEG of a plain colour with noise in it."""
    out = io.BytesIO()
    small = Image.frombytes("RGB", (40, 30), chance.randbytes(40 * 30 * 3))
    small.resize((320, 240)).save(out, "JPEG")
    return out.getvalue()


class Killing:
    """A vault with one case, and the server that is killed over it.

    Args:
        folder: an empty folder; everything stays inside it.
        seed: decides who types what and when the kills fall.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.seed = folder, seed
        self.tally = Tally()
        self.captions: dict[str, str] = {}
        """Caption → SHA-256 of all photographs that must be there."""
        with self.new_vault() as vault:
            self.ref: Ref = start_case(vault, "full", "K-1", "", {"record": "en"})
        self.base = f"/cases/{self.ref.case_id}/{self.ref.evaluation_id}"
        self.server: Server
        self.browser: Browser

    def run(self, kills: int) -> Tally:
        """Kill so many times; return what was counted."""
        self._start()
        try:
            for number in range(kills):
                workers = self._type_and_kill(number)
                self.verify()
                self._start()
                self._judge(workers)
            assert "Traceback" not in self.server.errors(), self.server.errors()
        finally:
            self.server.end()
            self.browser.close()
        return self.tally

    def new_vault(self) -> OpenVault:
        """Return the vault, made anew."""
        return a_vault(self.folder)

    def new_server(self) -> tuple[Server, Browser]:
        """Start the server; return it and a browser."""
        server = Server(self.folder, self.folder / "vault")
        return server, Browser(server.port, server.cookies)

    def _start(self) -> None:
        self.server, self.browser = self.new_server()
        self.browser.unlock(PASSPHRASE)

    def _workers(self, number: int, moment: Moment) -> list[Worker]:
        """Sit the typists down; rows in every second round, photographs in every third."""

        def where(name: str):
            chance = random.Random(f"{self.seed} {number} {name}")  # noqa: S311 - no secret
            return self.browser.another(), moment, chance

        workers: list[Worker] = [
            Typist(
                f"{self.base}/sections/{page}",
                names,
                page == WITH_ROWS and number % 2 == 0,
                *where(page),
            )
            for page, names in PAGES.items()
        ]
        if number % 3 == 0:
            workers.append(Photographer(f"{self.base}/photographs/", *where("photographs")))
        return workers

    def _type_and_kill(self, number: int) -> list[Worker]:
        chance = random.Random(f"{self.seed} {number}")  # noqa: S311 - no secret
        moment = Moment()
        workers = self._workers(number, moment)
        for worker in workers:
            worker.start()
        moment.wait(chance.randrange(1, 30))
        time.sleep(chance.random() * 0.05)
        moment.killing.set()
        self.server.kill()
        self.tally.kills += 1
        self.browser.close()
        for worker in workers:
            worker.join(WAIT_S)
            assert not worker.is_alive()
            assert not worker.trouble, worker.trouble
        return workers

    def verify(self) -> None:
        """Verify a copy of what the kill left, so that the server itself recovers the vault."""
        copy = self.folder / "copy"
        shutil.copytree(self.folder / "vault", copy, ignore=shutil.ignore_patterns("*-shm"))
        with open_vault(copy, PASSPHRASE) as vault, vault.transaction(write=False) as work:
            self.tally.records = work.case(self.ref.case_id).verify(files=True)
        shutil.rmtree(copy)

    def _judge(self, workers: list[Worker]) -> None:
        for worker in workers:
            self.tally.cut_off += bool(worker.pending)
            if isinstance(worker, Typist):
                self.tally.saves += worker.acknowledged
                self.tally.rows += worker.new_rows
                found = self.browser.load(worker.path).texts
                worker.judge(found, self.tally)
            else:
                self.tally.photographs += worker.acknowledged
                self.captions |= worker.stored
        made = [worker for worker in workers if isinstance(worker, Photographer)]
        stored, pending = (made[0].stored, made[0].pending) if made else ({}, {})
        self._judge_photographs(stored, pending)

    def _judge_photographs(self, acknowledged: dict[str, str], pending: dict[str, str]) -> None:
        """Compare the photographs of all rounds, and the bytes of this one's.

        The bytes of all of them are verified in the copy.

        Args:
            acknowledged: caption → SHA-256, of this round.
            pending: the one on its way, if there was one; it may be there.
        """
        path = f"{self.base}/photographs/"
        shown = {
            text: identity.removeprefix("caption-")
            for identity, text in self.browser.load(path).by_id.items()
            if identity.startswith("caption-")
        }
        if set(shown) & set(pending):
            self.captions |= pending
            self.tally.cut_off_stored += 1
        self.tally.compared += len(self.captions)
        lost = set(self.captions) - set(shown)
        self.tally.lost += [f"kill {self.tally.kills}, photograph {one}" for one in sorted(lost)]
        for caption in set(acknowledged) & set(shown):
            answer = self.browser.ask("GET", f"{path}{shown[caption]}/original")
            if hashlib.sha256(answer.body).hexdigest() != acknowledged[caption]:
                self.tally.lost.append(f"kill {self.tally.kills}, bytes of photograph {caption}")
        if extra := set(shown) - set(self.captions):
            self.tally.lost.append(f"kill {self.tally.kills}, unknown photographs {extra}")
