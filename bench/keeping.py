"""Backing a vault up and restoring it, against ``cp`` and ``tar`` of the same folder.

    python -m bench.keeping [--cases 1000] [--mb 500] [--rounds 3]

Prints medians in seconds and MB/s, and the ratios; the folder of the run is deleted again.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ipdoc.casework.core.openvault import OpenVault, create_vault
from ipdoc.casework.keeping.backup import back_up
from ipdoc.casework.keeping.restore import restore
from ipdoc.vault.keys import KdfCost

_RECORDS = 12
_CHEAP = KdfCost(8 * 1024, 1, 1)


def _fill(vault: OpenVault, cases: int, file_bytes: int) -> None:
    chance = random.Random(1)  # noqa: S311 - a measure, no key
    for number in range(cases):
        with vault.transaction() as work:
            case = work.new_case({"code": f"C-{number}"})
            for at in range(_RECORDS):
                answers = {"a": "x" * chance.randrange(200, 3000)}
                payload = {"schema": 1, "answers": answers}
                path = f"section/e1/{at}/record"
                case.put(path, payload, "record", expected_version=None, why="measured")
            case.attach(io.BytesIO(chance.randbytes(file_bytes)), "photographs")


def _size(folder: Path) -> float:
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()) / 1e6


def _timed(act: Callable[[], object]) -> float:
    os.sync()
    start = time.perf_counter()
    act()
    os.sync()
    return time.perf_counter() - start


def _median(rounds: int, out: Path, act: Callable[[], object]) -> float:
    taken = []
    for _ in range(rounds):
        if out.is_dir():
            shutil.rmtree(out)
        out.unlink(missing_ok=True)
        taken.append(_timed(act))
    return statistics.median(taken)


def _measure(folder: Path, cases: int, mb: int, rounds: int) -> None:
    source, out = folder / "vault", folder / "out"
    with create_vault(source, "Bench", "wren harvest tuba oblique 71", cost=_CHEAP) as vault:
        _fill(vault, cases, mb * 1_000_000 // cases)
    size = _size(source)
    print(f"vault: {cases} cases, {size:.0f} MB")
    acts: dict[str, Callable[[], object]] = {
        "cp -a": lambda: subprocess.run(["cp", "-a", source, out], check=True),
        "tar cf": lambda: subprocess.run(
            ["tar", "-C", folder, "-cf", out, source.name], check=True
        ),
        "backup, the first": lambda: back_up(source, out),
    }
    taken = {name: _median(rounds, out, act) for name, act in acts.items()}
    taken["backup, nothing changed"] = _timed(lambda: back_up(source, out))
    taken["backup, all read back"] = _timed(lambda: back_up(source, out, check_all=True))
    taken["restore"] = _timed(lambda: restore(out, folder / "restored"))
    for name, seconds in taken.items():
        ratio = seconds / taken["cp -a"]
        print(f"{name:25} {seconds:7.2f} s {size / seconds:8.1f} MB/s {ratio:6.2f} x cp")


def main() -> None:
    """Run the measure."""
    parser = argparse.ArgumentParser(description="Measure backups against cp and tar.")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--mb", type=int, default=500, help="of attachments")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _measure(Path(folder), given.cases, given.mb, given.rounds)


if __name__ == "__main__":
    main()
