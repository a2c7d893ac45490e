"""The same stored snapshot gives the same bytes: again, elsewhere, in another time zone."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.issue import issue
from ipdoc.casework.photographs import photographs, supply_file
from ipdoc.domain.rendering import Rendering
from ipdoc.imaging.specimen import draw_specimen
from tests.builders import PASSPHRASE, a_vault, an_imported_case
from tests.remaking import remade

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "tests" / "remaking.py"
CHOICES = (
    Choice(language="ru"),
    Choice(language="kk", rendering=Rendering.REDACTED),
    Choice(language="en", rendering=Rendering.NAMED_RESTRICTED),
)
PLACES = {
    "far east": {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "LC_ALL": "C"},
    "far west": {"TZ": "Pacific/Niue", "PYTHONHASHSEED": "77", "LC_ALL": "C.UTF-8"},
}


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Return the folder of a vault with issued editions, and the digest of each as stored."""
    folder = tmp_path_factory.mktemp("bytes")
    stored: dict[str, str] = {}
    with a_vault(folder) as vault:
        for name in ("A1_full_ru_beating_falanga.json", "A4_psych_en_sexual_violence.json"):
            ref = an_imported_case(vault, name)
            for photograph in photographs(vault, ref)[:2]:
                picture = io.BytesIO(draw_specimen(seed=photograph.number, scale=False))
                supply_file(vault, ref, photograph.id, picture)
            for choice in CHOICES:
                report = issue(vault, ref, choice)
                edition = report.edition(choice.key)
                assert edition is not None
                stored[f"{ref.case_id} {report.number} {choice.key}"] = edition.sha256
        assert remade(vault) == stored
    return folder / "vault", stored


def run(program: str, folder: Path, **changes: str) -> dict[str, str]:
    """Return the digests that another process comes to."""
    kept = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(
        [program, str(SCRIPT), str(folder)],
        input=PASSPHRASE.encode(),
        capture_output=True,
        check=False,
        cwd=folder.parent,
        env={**kept, **changes},
    )
    assert done.returncode == 0, done.stderr.decode()
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("place", PLACES)
def test_another_process_in_another_time_zone_makes_the_same_bytes(issued, place: str) -> None:
    folder, stored = issued
    assert len(stored) >= 6
    assert run(sys.executable, folder, PYTHONPATH=str(ROOT), **PLACES[place]) == stored


@pytest.mark.stress
@pytest.mark.parametrize("place", PLACES)
def test_fresh_environment_with_the_locked_dependencies_makes_the_same_bytes(
    issued, tmp_path: Path, place: str
) -> None:
    folder, stored = issued
    venv.create(tmp_path / "venv", with_pip=True)
    program = str(tmp_path / "venv" / "bin" / "python")
    install = [program, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "-r", str(ROOT / "requirements.lock")], check=True)
    subprocess.run([*install, "--no-deps", str(ROOT)], check=True)
    assert run(program, folder, PYTHONPATH="", **PLACES[place]) == stored
