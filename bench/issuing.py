"""Issue a full report of 60 lesions and 40 photographs, beside other makers of PDF.

Ours is the whole act: open the case, freeze the snapshot, compose, set the pages, encrypt and
commit the file. The peers only set: the same headings, paragraphs and tables, the same photographs
from files. Drawings of the body, marks, links and what stands on every page are ours alone.
"""

from __future__ import annotations

import io
import itertools
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image

from bench.app import PASSPHRASE
from bench.measure import Figure
from bench.peer_content import Content, content_of
from bench.setting_peers import set_by_reportlab, set_by_typst, set_by_weasyprint
from ipdoc.casework.cases import list_cases
from ipdoc.casework.core.openvault import OpenVault, create_vault, open_vault
from ipdoc.casework.core.record import Ref
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.fetching import read_edition
from ipdoc.casework.issuing.issue import issue
from ipdoc.casework.photographs import photographs, supply_file
from ipdoc.casework.sections import open_section, save_answers
from ipdoc.casework.transfer.importing import import_case
from ipdoc.domain.answers import Cell
from ipdoc.imaging.specimen import draw_specimen
from ipdoc.resources import data_dir

LESIONS, PHOTOGRAPHS = 60, 40
WIDTH, HEIGHT = 4000, 3000
CHOICE = Choice(language="ru")
MOST_WEASYPRINT, MOST_TYPST, MOST_REPORTLAB = 0.5, 1.0, 2.0
MOST_SIZE = 1.3
FREE_MIB = 64
_MIB = 1024 * 1024
_SECTION, _TYPED = "background", "bg_occupation"


@dataclass
class Bench:
    """A vault with the large case."""

    vault: OpenVault
    ref: Ref
    counter: itertools.count[int]

    def change(self) -> None:
        """Change the record, so that a report of its own is issued of it."""
        version = open_section(self.vault, self.ref, _SECTION).version
        changes: dict[str, Cell | None] = {_TYPED: f"driver {next(self.counter)}"}
        save_answers(self.vault, self.ref, _SECTION, changes, version)

    def issue(self) -> int:
        """Issue the report; return its number."""
        return issue(self.vault, self.ref, CHOICE).number

    def pdf(self, number: int) -> bytes:
        """Return an issued report."""
        return b"".join(read_edition(self.vault, self.ref, number, CHOICE.key))


def issuing_figures(folder: Path, rounds: int) -> list[Figure]:
    """Measure time, size and memory of issuing, beside three makers of PDF."""
    folder.mkdir(parents=True)
    with create_vault(folder / "vault", "Dr Bench", PASSPHRASE) as vault:
        bench = Bench(vault, _large_case(vault), itertools.count())
        pdf = bench.pdf(bench.issue())
        content = content_of(pdf, folder)
        figures = _times(bench, content, min(rounds, 5))
        figures.append(_size(pdf))
    figures.append(_memory(folder / "vault"))
    return figures


def _times(bench: Bench, content: Content, rounds: int) -> list[Figure]:
    peers: dict[str, tuple[Callable[[Content], bytes], float]] = {
        "WeasyPrint pdf/ua-1": (set_by_weasyprint, MOST_WEASYPRINT),
        "typst ua-1, cold": (set_by_typst, MOST_TYPST),
        "reportlab, untagged": (set_by_reportlab, MOST_REPORTLAB),
    }
    actions: list[Callable[[], object]] = [bench.issue]
    actions += [partial(maker, content) for maker, _ in peers.values()]
    taken: list[list[float]] = [[] for _ in actions]
    for _ in range(rounds + 1):
        bench.change()
        for action, times in zip(actions, taken, strict=True):
            begun = time.perf_counter()
            action()
            times.append((time.perf_counter() - begun) * 1000)
    ours, *theirs = (statistics.median(times[1:]) for times in taken)
    return [
        Figure(f"issue against {name}", ours / taken, most, "×", f"{ours:.0f} and {taken:.0f} ms")
        for (name, (_, most)), taken in zip(peers.items(), theirs, strict=True)
    ]


def _large_case(vault: OpenVault) -> Ref:
    """Import a case of 60 lesions and 40 photographs of 12 megapixels."""
    case = _repeated(json.loads(_worked_case()))
    ref = import_case(vault, json.dumps(case).encode()).ref
    for photograph in photographs(vault, ref):
        supply_file(vault, ref, photograph.id, io.BytesIO(_picture(photograph.number)))
    return ref


def _worked_case() -> bytes:
    files = sorted((data_dir("forms") / "demo").glob("*.json"))
    return max((file.read_bytes() for file in files), key=len)


def _repeated(case: dict[str, Any]) -> dict[str, Any]:
    """Return the case with its lesions and photographs repeated until there are enough."""
    lesions = list(itertools.islice(itertools.cycle(case["lesions"]), LESIONS))
    case["lesions"] = [{**one, "number": n} for n, one in enumerate(lesions, 1)]
    bare = [one for one in case["photos"] if one.get("intimate") != "yes"]
    photos = list(itertools.islice(itertools.cycle(bare), PHOTOGRAPHS))
    case["photos"] = [{**one, "id": f"A1-P{n:03d}"} for n, one in enumerate(photos, 1)]
    return case


def _picture(seed: int) -> bytes:
    """Return a JPEG of 12 megapixels with as much detail as a photograph has."""
    drawn = Image.open(io.BytesIO(draw_specimen(seed=seed, scale=True))).convert("RGB")
    grain = Image.effect_noise((WIDTH, HEIGHT), 22).convert("RGB")
    out = io.BytesIO()
    Image.blend(drawn.resize((WIDTH, HEIGHT)), grain, 0.18).save(out, "JPEG", quality=88)
    return out.getvalue()


def _size(pdf: bytes) -> Figure:
    """Compare the file with its parts: photographs, embedded record, fonts."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        kinds = ("/DCTDecode",)
        parts = sum(
            len(one.read_raw_bytes())
            for one in opened.objects
            if isinstance(one, pikepdf.Stream)
            and (
                one.get("/Filter") in kinds
                or "/Length1" in one
                or one.get("/Type") == "/EmbeddedFile"
            )
        )
        pages = len(opened.pages)
    note = f"{len(pdf) / _MIB:.1f} MiB, {pages} pages"
    return Figure("size of the file against its parts", len(pdf) / parts, MOST_SIZE, "×", note)


def _is_part(one: pikepdf.Object) -> bool:
    """True for a photograph, a font and the embedded record."""
    return (
        one.get("/Filter") == "/DCTDecode"
        or "/Length1" in one
        or one.get("/Type") == "/EmbeddedFile"
    )


def _memory(vault: Path) -> Figure:
    """Measure in a process of its own how much memory issuing takes beyond idling."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.issuing", str(vault)], capture_output=True, check=True
    )
    idle, peak, size = json.loads(done.stdout)
    budget = 3 * size / _MIB + FREE_MIB
    note = f"idle {idle / _MIB:.0f} MiB, file {size / _MIB:.1f} MiB"
    return Figure("memory while issuing", (peak - idle) / _MIB, budget, "MiB", note)


def _measured(folder: Path) -> tuple[int, int, int]:
    """Return bytes of memory idle and at the peak, and the size of the file."""
    with open_vault(folder, PASSPHRASE) as vault:
        bench = Bench(vault, list_cases(vault).rows[0].ref, itertools.count(10_000))
        open_section(vault, bench.ref, _SECTION)
        Path("/proc/self/clear_refs").write_text("5")  # the peak so far was unlocking the vault
        idle = _taken("VmRSS")
        bench.change()
        size = len(bench.pdf(bench.issue()))
        return idle, _taken("VmHWM"), size


def _taken(name: str) -> int:
    """Return bytes of memory: VmRSS now, VmHWM at the peak."""
    status = Path("/proc/self/status").read_text()
    return next(int(row.split()[1]) * 1024 for row in status.splitlines() if row.startswith(name))


if __name__ == "__main__":
    json.dump(_measured(Path(sys.argv[1])), sys.stdout)
