"""The consents of a case: read from its evaluations, and noted for those who cannot read them."""

from __future__ import annotations

from ipdoc.casework.access.records import LOG, put_consents
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.record import Ref, section_path
from ipdoc.casework.visits import visits_of
from ipdoc.domain.answers import Cells
from ipdoc.domain.consent import SECTION, Consents
from ipdoc.domain.payloads import lift


def consents_of(case: CaseFile) -> Consents:
    """Return the consents as the evaluations of a case say them now; the record must be open."""
    return Consents.of_visits(_answers(case, visit.ref) for visit in visits_of(case))


def _answers(case: CaseFile, ref: Ref) -> Cells:
    cells: Cells = {}
    for record in case.below(section_path(ref, SECTION)).values():
        cells.update(lift(record.payload)["answers"])
    return cells


def note_consents(case: CaseFile) -> None:
    """Store the consents where everybody with access to the case can read them."""
    if LOG in case.keys.parts:
        put_consents(case, consents_of(case))
