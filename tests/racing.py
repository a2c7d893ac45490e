"""Several processes save into one case at once; afterwards nothing may be missing or torn.

Each process is a worker of its own, with the vault unlocked by the same person, so that all append
to one chain: nothing is harder. The saves are those of the pages: answers of a section (own ones,
and one that all fight for), attributes of a lesion (the same), new lesions, coverage, photographs.
What a process was told to be saved is what it writes down; the judge compares that with the case.

    python -m tests.racing FOLDER DATABASE_URL CASE EVALUATION NUMBER SAVES SEED
"""

import io
import json
import random
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from ipdoc.casework.bodymap.coverage import coverage_path, state_regions
from ipdoc.casework.core.casefile import StaleVersionError
from ipdoc.casework.core.openvault import OpenVault, open_vault
from ipdoc.casework.core.record import Ref
from ipdoc.casework.findings import lesions, open_lesion, record_by_region, save_lesion
from ipdoc.casework.photographs import attach_photograph, photographs
from ipdoc.casework.sections import StaleSectionError, open_section, save_answers
from ipdoc.storage.errors import BusyError
from ipdoc.storage.place import Place
from tests.builders import PASSPHRASE
from tests.overhttp import ROOT

SECTION, SHARED = "background", "bg_substances"
OWN = (
    "bg_occupation",
    "bg_education",
    "bg_family",
    "bg_living",
    "bg_past_medical",
    "bg_psychiatric",
    "bg_sport_work_injuries",
    "bg_traditional_practices",
)
LESION, ATTRIBUTE = 1, "direction"
REGIONS = (
    "scalp_frontal",
    "scalp_parietal",
    "scalp_temporal",
    "eyebrow",
    "orbit",
    "nostril",
    "cheek_buccal",
    "infraorbital",
)
A_LESION = ("bruise", "scalp_frontal", "l")
KINDS = {"own": 40, "shared": 20, "lesion": 15, "coverage": 20, "new lesion": 3, "photograph": 2}
"""What is saved, and how often of a hundred."""
MOST_TRIES = 200


@dataclass
class Told:
    """What one process was told."""

    saves: Counter = field(default_factory=Counter)
    """Kind → acknowledged saves."""
    stale: int = 0
    """Saves that were refused because somebody else was first, and were made anew."""
    busy: int = 0
    """Saves that were refused because the lock was not got in time, and were made anew."""
    deadlocks: int = 0
    own: str = ""
    covered: str = ""
    numbers: list[int] = field(default_factory=list)
    """Of the lesions that it recorded."""
    captions: list[str] = field(default_factory=list)
    """Of the photographs that it attached."""


class Racer:
    """One process: saves again and again.

    Args:
        vault: the open vault.
        ref: the evaluation.
        number: of the process, from 0.
        seed: decides what is saved when.
    """

    def __init__(self, vault: OpenVault, ref: Ref, number: int, seed: int) -> None:
        self.vault, self.ref, self.number = vault, ref, number
        self.chance = random.Random(f"{seed} {number}")  # noqa: S311 - no secret
        self.told = Told()
        self.section = open_section(vault, ref, SECTION)

    def run(self, saves: int) -> Told:
        """Save so many times."""
        acts = {
            "own": self.answer_alone,
            "shared": self.answer_with_others,
            "lesion": self.describe,
            "coverage": self.cover,
            "new lesion": self.record,
            "photograph": self.photograph,
        }
        for step in range(saves):
            (kind,) = self.chance.choices(list(KINDS), list(KINDS.values()))
            self._insist(acts[kind], step)
            self.told.saves[kind] += 1
        return self.told

    def _insist(self, act, step: int) -> None:
        """Do it, and do it anew while others are first, as a person would."""
        for _ in range(MOST_TRIES):
            try:
                return act(step)
            except (StaleSectionError, StaleVersionError):
                self.told.stale += 1
                self.section = open_section(self.vault, self.ref, SECTION)
            except BusyError as error:
                self.told.busy += 1
                self.told.deadlocks += "deadlock" in str(error.__cause__).lower()
        raise AssertionError(f"never got through in {MOST_TRIES} tries")

    def answer_alone(self, step: int) -> None:
        """Answer a question that nobody else answers, on a page loaded some saves ago."""
        text = f"{step} {self.chance.getrandbits(64):x}"
        changes = {OWN[self.number]: text}
        self.section = save_answers(self.vault, self.ref, SECTION, changes, self.section.version)
        self.told.own = text

    def answer_with_others(self, step: int) -> None:
        """Count one further in a question that all answer."""
        view = open_section(self.vault, self.ref, SECTION)
        count = int(str(view.answers.get(SHARED, "0")).partition(" ")[0])
        changes = {SHARED: f"{count + 1} by {self.number} at {step}"}
        save_answers(self.vault, self.ref, SECTION, changes, view.version)

    def describe(self, step: int) -> None:
        """Count one further in an attribute of a lesion that all describe."""
        view = open_lesion(self.vault, self.ref, LESION)
        count = int(str(view.lesion.attributes.get(ATTRIBUTE, "0")).partition(" ")[0])
        changes = {ATTRIBUTE: f"{count + 1} by {self.number} at {step}"}
        save_lesion(self.vault, self.ref, LESION, changes, view.version)

    def record(self, _step: int) -> None:
        """Record a lesion under the next number."""
        lesion = record_by_region(self.vault, self.ref, *A_LESION)
        self.told.numbers.append(lesion.number)

    def cover(self, step: int) -> None:
        """State why a region of one's own was not examined."""
        reason = f"{step} {self.chance.getrandbits(64):x}"
        state_regions(self.vault, self.ref, [region(self.number)], "not_examined", reason)
        self.told.covered = reason

    def photograph(self, step: int) -> None:
        """Attach a small photograph."""
        out = io.BytesIO()
        Image.frombytes("RGB", (24, 16), self.chance.randbytes(24 * 16 * 3)).save(out, "JPEG")
        caption = f"{self.number} {step}"
        attach_photograph(self.vault, self.ref, io.BytesIO(out.getvalue()), caption=caption)
        self.told.captions.append(caption)


def region(number: int) -> tuple[str, str]:
    """Return the region that a process states."""
    return REGIONS[number], "l"


def race(place: Place, ref: Ref, workers: int, saves: int, seed: int) -> list[Told]:
    """Run the processes; return what each was told.

    Args:
        place: where the vault is; PASSPHRASE opens it.
        ref: an evaluation with a lesion.
        workers: processes, at most eight.
        saves: of each.
        seed: decides what is saved when.
    """
    given = [str(place.folder), place.database_url, ref.case_id, ref.evaluation_id]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.racing", *given, str(number), str(saves), str(seed)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for number in range(workers)
    ]
    told = []
    for process in running:
        out, _ = process.communicate()
        assert process.returncode == 0, f"a process ended with {process.returncode}"
        said = json.loads(out)
        told.append(Told(**{**said, "saves": Counter(said["saves"])}))
    return told


def judge(vault: OpenVault, ref: Ref, told: list[Told]) -> list[str]:
    """Return what is missing, torn or twice; nothing, if all is well."""
    wrong = []
    answers = open_section(vault, ref, SECTION).answers
    with vault.transaction(write=False) as work:
        covered = work.case(ref.case_id).get(coverage_path(ref))
    stated = covered.payload["regions"] if covered else {}
    wanted: list[tuple[str, object, object]] = []
    for number, one in enumerate(told):
        wanted.append((f"answer of {number}", answers.get(OWN[number], ""), one.own))
        entry = stated.get("|".join(region(number)), {})
        wanted.append((f"region of {number}", entry.get("reason", ""), one.covered))
    counted = {kind: sum(one.saves[kind] for one in told) for kind in KINDS}
    shared = str(answers.get(SHARED, "0")).partition(" ")[0]
    wanted.append(("answer of all", int(shared), counted["shared"]))
    described = open_lesion(vault, ref, LESION).lesion.attributes.get(ATTRIBUTE, "0")
    wanted.append(("lesion of all", int(str(described).partition(" ")[0]), counted["lesion"]))
    there = sorted(one.number for one in lesions(vault, ref))
    wanted.append(("lesions", there, [LESION, *sorted(n for one in told for n in one.numbers)]))
    shown = sorted(str(one.fields.get("caption")) for one in photographs(vault, ref))
    wanted.append(("photographs", shown, sorted(c for one in told for c in one.captions)))
    wrong += [f"{what}: {found!r}, told {said!r}" for what, found, said in wanted if found != said]
    return wrong


def main(arguments: list[str]) -> None:
    """Be one process."""
    folder, url, case_id, evaluation_id, number, saves, seed = arguments
    with open_vault(Place(Path(folder), url), PASSPHRASE) as vault:
        racer = Racer(vault, Ref(case_id, evaluation_id), int(number), int(seed))
        print(json.dumps(racer.run(int(saves)).__dict__))  # noqa: T201 - read by the parent


if __name__ == "__main__":
    main(sys.argv[1:])
