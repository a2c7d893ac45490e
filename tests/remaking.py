"""Makes every issued edition of a vault anew from its stored snapshot and prints its digest.

    python tests/remaking.py FOLDER < passphrase

It imports ipdoc only, so that it also runs in an environment that has nothing else.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from ipdoc.casework.cases import list_cases
from ipdoc.casework.core.openvault import OpenVault, open_vault
from ipdoc.casework.core.record import Ref, reading
from ipdoc.casework.formstore import stored_form
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.issued import load_reports
from ipdoc.casework.issuing.naming import MadeOf, naming_for
from ipdoc.casework.issuing.renderings import Issue
from ipdoc.casework.issuing.snapshot import stored_snapshot
from ipdoc.casework.issuing.typesetting import typeset
from ipdoc.casework.keeping.progress import quiet
from ipdoc.casework.translating.records import frozen_translations
from ipdoc.domain.access import Action
from ipdoc.domain.rendering import EditionKey


def remade(vault: OpenVault) -> dict[str, str]:
    """Return SHA-256 by case, number and key of the edition, from the stored snapshots."""
    found: dict[str, str] = {}
    for row in list_cases(vault).rows:
        found.update(_of_evaluation(vault, row.ref))
    return found


def _of_evaluation(vault: OpenVault, ref: Ref) -> dict[str, str]:
    found = {}
    with reading(vault, ref, Action.ISSUE) as case:
        for report in load_reports(case, ref):
            snapshot = stored_snapshot(case, ref, report.number)
            compiled = stored_form(vault, snapshot["form"])
            for edition in report.editions:
                key = EditionKey.parse(edition.key)
                choice = Choice(report.kind, key.language, key.rendering, key.second, key.document)
                made_of = MadeOf(compiled.form, snapshot, frozen_translations(case, ref))
                naming = naming_for(vault, case, made_of, choice.rendering)
                about = (choice, naming, made_of.translations)
                issue = Issue(report.number, report.issued_at, *about)
                made = typeset(vault, case, compiled, snapshot, issue, quiet)
                name = f"{ref.case_id} {report.number} {edition.key}"
                found[name] = hashlib.sha256(made.pdf).hexdigest()
    return found


if __name__ == "__main__":
    with open_vault(Path(sys.argv[1]), sys.stdin.read().strip()) as opened:
        json.dump(remade(opened), sys.stdout)
