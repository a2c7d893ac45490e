"""Kill the program in the middle of one act after the other, and see what is left.

A child is forked, opens the vault and does one kind of act again and again: it tells when it
begins one and when the act has returned, which is when a page would say that it is done. Then it
is killed with SIGKILL, at a random moment of an act. Afterwards the vault must open, the check of
the whole vault must find nothing, all that was acknowledged must be there, and of the act that was
cut off all or nothing.

The seed says which acts are done, and at which of them and after what part of its usual time the
kill falls; at which instruction it strikes is up to the machine.
"""

import io
import json
import os
import random
import select
import shutil
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

from ipdoc.casework.core.openvault import OpenVault, open_vault
from ipdoc.casework.core.record import Ref
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.fetching import reports
from ipdoc.casework.issuing.issue import issue
from ipdoc.casework.keeping.backup import back_up
from ipdoc.casework.keeping.restore import restore
from ipdoc.casework.keeping.verify import verify_vault
from ipdoc.casework.photographs import attach_photograph, photographs
from ipdoc.casework.sections import open_section, save_answers
from tests.builders import PASSPHRASE, a_vault, an_imported_case, case_bytes, imported
from tests.killing import a_picture

SECTION, QUESTION = "background", "bg_occupation"
ACTS = {"save": 40, "attach": 16, "import": 12, "issue": 12, "backup": 12, "lock": 8}
"""Act → how often it is chosen, of a hundred."""
SMALL = "A3_short_kk_npm_intake.json"
LANGUAGES = ("en", "ru", "kk")
MOST_ACTS = 500
WAIT_S = 120
COPY = "Changed since the newest vault head: the mark of this copy."
STRAY = "A file in the vault's folder belongs to no case."


@dataclass
class Tally:
    """What was counted."""

    kills: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ACTS, 0))
    acknowledged: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ACTS, 0))
    within: int = 0
    """Kills that left an act unfinished; the others fell between two acts."""
    whole: int = 0
    """Of the acts cut off, those that had been done all the same."""
    strays: int = 0
    """Whole files left behind that no case names: nobody sees them."""
    checked: int = 0
    """Rows and pieces of files that were checked after the kills."""
    wrong: list[str] = field(default_factory=list)


def do(act: str, vault: OpenVault, ref: Ref, backup: Path, chance: random.Random) -> object:
    """Do one act; return what tells it from all others."""
    if act == "attach":
        return attach_photograph(vault, ref, io.BytesIO(a_picture(chance))).id
    if act == "import":
        return imported(vault, case_bytes(SMALL)).case_id
    if act == "backup":
        return back_up(vault.folder, backup).number
    text = f"{chance.getrandbits(64):x}"
    said("begin", text)
    view = open_section(vault, ref, SECTION)
    save_answers(vault, ref, SECTION, {QUESTION: text}, view.version)
    if act == "issue":
        said("saved", text)
        return [issue(vault, ref, Choice(language="en")).number, text]
    if act == "lock":
        vault.close()
    return text


def said(word: str, what: object = None) -> None:
    """Tell the parent, in one write that cannot be torn."""
    os.write(said.to, f"{json.dumps([word, what])}\n".encode())  # type: ignore[attr-defined]


def be_child(act: str, folder: Path, ref: Ref, backup: Path, seed: str) -> None:
    """Do one kind of act until killed."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    vault = open_vault(folder, PASSPHRASE)
    for _ in range(MOST_ACTS):
        said("begin")
        done = do(act, vault, ref, backup, chance)
        said("done", done)
        if act == "lock":
            vault = open_vault(folder, PASSPHRASE)


class Crashing:
    """A vault over which the program is killed again and again.

    Args:
        folder: an empty folder; everything stays inside it.
        seed: decides what is done and when the kills fall.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.seed = folder, seed
        self.tally = Tally()
        self.usual_s = {**dict.fromkeys(ACTS, 0.2), "import": 0.4, "issue": 1.5}
        """Act → how long it usually takes."""
        self.chance = random.Random(seed)  # noqa: S311 - no secret

    def run(self, kills: int, vaults: int = 25) -> Tally:
        """Kill so many times, on a new vault after every ``vaults`` kills; return the tally."""
        for number in range(kills):
            if number % vaults == 0:
                self._new_vault(number)
            (act,) = self.chance.choices(list(ACTS), list(ACTS.values()))
            self._kill(act, number)
            self._judge(act, number)
        return self.tally

    def _new_vault(self, number: int) -> None:
        shutil.rmtree(self.folder / "v", ignore_errors=True)
        (self.folder / "v").mkdir()
        with a_vault(self.folder / "v") as vault:
            self.ref = an_imported_case(vault, SMALL)
        self.vault, self.backup = self.folder / "v" / "vault", self.folder / "v" / "backup"
        self.text = [""]
        """What may stand in the answer: as acknowledged, or as on its way."""
        self.there: dict[str, set[object]] = {"attach": set(), "import": set(), "issue": set()}
        with open_vault(self.vault, PASSPHRASE) as vault:
            self.text = [self._answer(vault)]
            self.there["attach"] = {one.id for one in photographs(vault, self.ref)}
            self.there["import"] = {self.ref.case_id}

    def _answer(self, vault: OpenVault) -> str:
        return str(open_section(vault, self.ref, SECTION).answers.get(QUESTION))

    def _kill(self, act: str, number: int) -> None:
        """Fork, wait for the moment, kill, and take in what was acknowledged."""
        out, into = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(out)
            said.to = into  # type: ignore[attr-defined]
            try:
                be_child(act, self.vault, self.ref, self.backup, f"{self.seed} {number}")
            finally:
                os._exit(1)
        os.close(into)
        try:
            lines = _Lines(out)
            fall = self.chance.randrange(1, 4 if act != "issue" else 3)
            began = lines.wait(fall)
            select.select([], [], [], self.chance.random() * 1.1 * self.usual_s[act])
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            self._take_in(act, lines, began)
        finally:
            os.close(out)

    def _take_in(self, act: str, lines: "_Lines", began: float) -> None:
        told = lines.rest()
        assert not lines.ended_before_the_kill, f"{act}: the child gave up"
        done = [what for word, what in told if word == "done"]
        self.tally.kills[act] += 1
        self.tally.acknowledged[act] += len(done)
        self.tally.within += told[-1][0] != "done"
        if lines.usual_s:
            self.usual_s[act] = 0.7 * self.usual_s[act] + 0.3 * lines.usual_s
        for word, what in told:
            if word == "begin" and what is not None:
                self.text = [self.text[0], what]
            elif word in ("saved", "done") and act in ("save", "lock", "issue"):
                self.text = [what[1] if isinstance(what, list) else what]
        if act in self.there:
            self.there[act] |= {one[0] if isinstance(one, list) else one for one in done}

    def _judge(self, act: str, number: int) -> None:
        """Open the vault and compare it with what was acknowledged."""
        try:
            with open_vault(self.vault, PASSPHRASE) as vault:
                self._check(vault, number)
                self._compare(vault, number)
        except Exception as error:
            self.tally.wrong.append(f"kill {number} ({act}): {error!r}")
        if act == "backup":
            self._judge_backup(number)

    def _check(self, vault: OpenVault, number: int, *, restored: bool = False) -> None:
        steps = list(verify_vault(vault, files=True))
        self.tally.checked += steps[-1].total
        for fault in (fault for step in steps for fault in step.faults):
            if str(fault.what) == STRAY:
                self.tally.strays += 1
                vault.files.remove(fault.row)
            elif not (restored and str(fault.what) == COPY):
                self.tally.wrong.append(f"kill {number}: {fault}")

    def _compare(self, vault: OpenVault, number: int) -> None:
        answer = self._answer(vault)
        if answer not in self.text:
            self.tally.wrong.append(f"kill {number}: the answer is none of {self.text}")
        self.tally.whole += len(self.text) == 2 and answer == self.text[1]
        self.text = [answer]
        found: dict[str, set[object]] = {
            "attach": {one.id for one in photographs(vault, self.ref)},
            "import": {one.case_id for one in vault.list_cases(1, 1000)[0]},
            "issue": {one.number for one in reports(vault, self.ref)},
        }
        for kind, there in found.items():
            if self.there[kind] - there:
                self.tally.wrong.append(f"kill {number}: lost, {kind}: {self.there[kind] - there}")
            if len(there - self.there[kind]) > 1:
                self.tally.wrong.append(f"kill {number}: too many, {kind}")
            self.tally.whole += len(there - self.there[kind])
        self.there = found

    def _judge_backup(self, number: int) -> None:
        """The next backup goes on where the kill fell, and what it made can be restored."""
        back_up(self.vault, self.backup)
        new = self.folder / "restored"
        shutil.rmtree(new, ignore_errors=True)
        restore(self.backup, new)
        with open_vault(new, PASSPHRASE) as vault:
            self._check(vault, number, restored=True)
            if self._answer(vault) != self.text[0]:
                self.tally.wrong.append(f"kill {number}: the restored answer is another")


class _Lines:
    """What the child says, line by line.

    Args:
        handle: end of the pipe to read from.
    """

    def __init__(self, handle: int) -> None:
        self._handle, self._buffer = handle, b""
        self.told: list[tuple[str, object]] = []
        self.ended_before_the_kill = False
        self.usual_s = 0.0
        """How long the last whole act took."""
        self._began = 0.0

    def wait(self, begins: int) -> float:
        """Read until so many acts have begun; return when the last of them did."""
        until = time.monotonic() + WAIT_S
        while sum(word == "begin" and what is None for word, what in self.told) < begins:
            assert time.monotonic() < until, "the child does nothing"
            if not self._read():
                self.ended_before_the_kill = True
                break
        return self._began

    def rest(self) -> list[tuple[str, object]]:
        """Return all that was said until the end."""
        while self._read():
            pass
        return self.told

    def _read(self) -> bool:
        data = os.read(self._handle, 65536)
        self._buffer += data
        *lines, self._buffer = self._buffer.split(b"\n")
        for line in lines:
            word, what = json.loads(line)
            now = time.monotonic()
            if word == "begin" and what is None:
                self._began = now
            elif word == "done":
                self.usual_s = now - self._began
            self.told.append((word, what))
        return bool(data)
