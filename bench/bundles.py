"""How long a bundle of 100 MB takes to verify: the program and the page against ``sha256sum``.

All are run as a person runs them: from the command until the answer, whole processes.
"""

from __future__ import annotations

import datetime as dt
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bench.measure import Figure, medians_ms
from ipdoc.bagging.archive import Archive, Entry
from ipdoc.bagging.bag import BagFile, sealed_bag
from ipdoc.bagging.measured import measured
from ipdoc.bagging.page import NAME, checking_page

PROGRAM, PAGE = 1.5, 3.0
_FILES, _FILE_BYTES = 40, 2_500_000
_CHROMIUM = "/usr/bin/chromium"
_FOLDER = "exhibits"
_COMMAND = ("-c", "from ipdoc.cli import main; main()", "verify")


class _Key:
    """Signs the manifest of the bundle."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        spki = PublicFormat.SubjectPublicKeyInfo
        self.public_pem = self._key.public_key().public_bytes(Encoding.PEM, spki)

    def sign(self, said: bytes) -> bytes:
        """Return the signature."""
        return self._key.sign(said, ec.ECDSA(SHA256()))


def bundle_figures(folder: Path, rounds: int) -> list[Figure]:
    """Measure ``ipdoc verify`` on the ZIP file and on the folder, and the page in Chromium."""
    folder.mkdir(parents=True)
    file = _written(folder)
    bag = folder / _FOLDER
    names = sorted(one.relative_to(bag) for one in bag.rglob("*") if one.is_file())

    def run(*command: object, where: Path = bag) -> None:
        subprocess.run([*map(str, command)], check=True, cwd=where, capture_output=True)

    rounds = max(5, rounds // 6)
    alone, zipped, unpacked = medians_ms(
        rounds,
        lambda: run("sha256sum", file),
        lambda: run(sys.executable, *_COMMAND, file),
        lambda: run(sys.executable, *_COMMAND, bag),
    )
    summed, page = _on_the_page(bag, rounds, lambda: run("sha256sum", *names))
    note = f"sha256sum {alone:.0f} ms"
    return [
        Figure("verify a bundle of 100 MB, ZIP file", zipped / alone, PROGRAM, "×", note),
        Figure("verify a bundle of 100 MB, folder", unpacked / alone, PROGRAM, "×", note),
        Figure("the page checks 100 MB", page / summed, PAGE, "×", f"sha256sum {summed:.0f} ms"),
    ]


def _written(folder: Path) -> Path:
    """Write a bundle as ZIP file and unpacked; return the file."""
    chance = random.Random(1)  # noqa: S311 - no secret
    contents = {
        f"data/A-2/A-2.{number}-original.jpg": chance.randbytes(_FILE_BYTES)
        for number in range(1, _FILES + 1)
    }
    payload = [BagFile(path, measured([data])) for path, data in contents.items()]
    bag = sealed_bag(payload, [("Bag-Count", "1 of 1")], {NAME: checking_page()}, _Key())
    whole = {f"{_FOLDER}/{path}": data for path, data in {**bag.tags, **contents}.items()}
    entries = [
        Entry(name, found.size, found.crc32)
        for name, data in whole.items()
        for found in [measured([data])]
    ]
    archive = Archive(tuple(entries), dt.datetime(2026, 5, 4, 12, 0))  # noqa: DTZ001
    file = folder / "exhibits.zip"
    with file.open("wb") as out:
        out.writelines(archive.pieces(lambda entry: [whole[entry.name]]))
    with zipfile.ZipFile(file) as unpacking:
        unpacking.extractall(folder)
    return file


def _on_the_page(bag: Path, rounds: int, alone: Callable[[], None]) -> list[float]:
    """Return the median milliseconds of ``sha256sum`` and of the page, from the choice on."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=_CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(locale="en-GB")
        page.goto((bag / NAME).as_uri())

        def check() -> None:
            page.set_input_files("#folder", bag)
            page.locator("#course").get_by_text("All files were read.").wait_for()

        found = medians_ms(rounds, alone, check)
        browser.close()
    return found
