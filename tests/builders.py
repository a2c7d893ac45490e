"""Builders: vaults and cases for tests, cheap and real."""

import datetime as dt
import json
from pathlib import Path

from ipdoc.casework.core.openvault import create_vault
from ipdoc.casework.transfer.exporting import export_case
from ipdoc.casework.transfer.importing import import_case
from ipdoc.domain.consent import Recipient
from ipdoc.storage.place import Place
from ipdoc.vault.keys import KdfCost
from tests.databases import where

PASSPHRASE = "correct horse battery staple"
CHEAP = KdfCost(memory_kib=8 * 1024, iterations=1, lanes=1)
DATA = Path(__file__).resolve().parent / "data"
CASES = sorted(path.name for path in DATA.glob("A*.json"))


def a_vault(folder, name="Dr Test", clock=None):
    """Return a new open vault in ``folder/vault`` or at a place; the caller closes it."""
    given = {"clock": clock} if clock else {}
    chosen = folder if isinstance(folder, Place) else where(folder)
    return create_vault(chosen, name, PASSPHRASE, cost=CHEAP, **given)


def a_clock(start="2026-05-01T08:00:00+00:00"):
    """Return a clock that goes on by a second with every look."""
    state = {"now": dt.datetime.fromisoformat(start)}

    def tick():
        state["now"] += dt.timedelta(seconds=1)
        return state["now"]

    return tick


def case_bytes(name):
    """Return one of the worked cases."""
    return (DATA / name).read_bytes()


def case_json(name):
    """Return one of the worked cases as JSON."""
    return json.loads(case_bytes(name))


def an_imported_case(vault, name="A3_short_kk_npm_intake.json"):
    """Import a worked case; return its reference."""
    return imported(vault, case_bytes(name))


def imported(vault, data):
    """Import a case file; return the reference of the case."""
    return import_case(vault, data).ref


def exported(vault, ref, recipient=Recipient.OWN, **given):
    """Return a case as a case file."""
    return b"".join(export_case(vault, ref, recipient, **given).pieces())
