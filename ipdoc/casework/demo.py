"""A throw-away vault with two invented cases, to try everything on."""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass
from pathlib import Path

from ipdoc.casework.core.openvault import OpenVault, create_vault
from ipdoc.casework.core.record import Ref
from ipdoc.casework.photographs import photographs, supply_file
from ipdoc.casework.transfer.importing import import_case
from ipdoc.domain.photograph import Photograph
from ipdoc.imaging.specimen import draw_specimen
from ipdoc.resources import data_dir

PERSON = "Dr Vera Mustafina (invented)"
_WORDS = (
    "amber", "anchor", "apple", "basket", "birch", "bridge", "candle", "cedar", "cloud", "copper",
    "desert", "eagle", "ember", "feather", "forest", "garden", "granite", "harbour", "hazel",
    "island", "ivory", "juniper", "kettle", "lantern", "lemon", "maple", "meadow", "mirror",
    "mountain", "needle", "oak", "orchard", "pebble", "pepper", "pillow", "quartz", "quill",
    "raven", "river", "saddle", "silver", "spruce", "summer", "thistle", "timber", "tulip",
    "valley", "velvet", "violet", "walnut", "willow", "winter",
)  # fmt: skip


@dataclass(frozen=True)
class Demo:
    """What was made."""

    folder: Path
    passphrase: str
    cases: tuple[Ref, ...]


def make_demo(folder: Path | None = None) -> Demo:
    """Make a vault with the invented cases, pictures drawn for their photographs included.

    Args:
        folder: new or empty; by default a new folder beside the working directory's other files.
    """
    folder = folder or _new_folder()
    passphrase = " ".join(secrets.choice(_WORDS) for _ in range(6))
    with create_vault(folder, PERSON, passphrase) as vault:
        files = sorted((data_dir("forms") / "demo").glob("*.json"))
        cases = tuple(import_case(vault, file.read_bytes()).ref for file in files)
        for ref in cases:
            supply_pictures(vault, ref)
    return Demo(folder, passphrase, cases)


def _new_folder() -> Path:
    return Path.cwd() / f"ipdoc-demo-{secrets.token_hex(3)}"


def supply_pictures(vault: OpenVault, ref: Ref) -> None:
    """Give every photograph of an invented case a drawn picture."""
    for photograph in photographs(vault, ref):
        _supply(vault, ref, photograph)


def _supply(vault: OpenVault, ref: Ref, photograph: Photograph) -> None:
    scale = photograph.fields.get("scale") == "yes"
    picture = draw_specimen(seed=photograph.number, scale=scale)
    supply_file(vault, ref, photograph.id, io.BytesIO(picture))
