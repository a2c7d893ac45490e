"""The four worked cases as documents, made once for all tests that look into them."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.issue import preview
from ipdoc.domain.rendering import Rendering
from tests.builders import CASES, a_vault, an_imported_case

LANGUAGES = ("en", "ru", "kk")
ISSUED = dt.datetime(2026, 5, 4, 7, 30, tzinfo=dt.UTC)


class GoldenCases:
    """Documents of the worked cases, each made when it is first asked for."""

    def __init__(self, vault: OpenVault) -> None:
        self.vault = vault
        self._refs: dict[str, Ref] = {}
        self._made: dict[tuple[str, Choice], bytes] = {}

    def pdf(self, name: str, language: str, **chosen: object) -> bytes:
        """Return the report of a case in a language, or what else is chosen."""
        choice = Choice(language=language, **chosen)
        if (name, choice) not in self._made:
            if name not in self._refs:
                self._refs[name] = an_imported_case(self.vault, name)
            with _in_one_time_zone():
                self._made[name, choice] = preview(self.vault, self._refs[name], choice)
        return self._made[name, choice]


@contextmanager
def _in_one_time_zone() -> Iterator[None]:
    """Let the time of issue be that of Almaty, wherever the tests run."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Asia/Almaty"
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ")
        if before is not None:
            os.environ["TZ"] = before
        time.tzset()


@contextmanager
def golden_cases(folder: Path) -> Iterator[GoldenCases]:
    """Open the worked cases in a vault of their own, at a fixed time."""
    with a_vault(folder, clock=lambda: ISSUED) as vault:
        yield GoldenCases(vault)


@pytest.fixture(scope="session")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GoldenCases]:
    with golden_cases(tmp_path_factory.mktemp("golden")) as cases:
        yield cases


EVERY_EDITION = [(name, language) for name in CASES for language in LANGUAGES]
EVERY_ID = [f"{name[:2]}-{language}" for name, language in EVERY_EDITION]
RENDERINGS = (Rendering.FULL, Rendering.NAMED_RESTRICTED, Rendering.REDACTED)
