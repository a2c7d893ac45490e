"""What came of taking a file in: the cases that are new or merged, what they hold and lack."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ipdoc.casework.access.lines import line_of
from ipdoc.casework.core.casekeys import PARTS
from ipdoc.casework.core.work import Work
from ipdoc.casework.keeping.merge import CaseMerge
from ipdoc.casework.keeping.parcel import CaseParcel
from ipdoc.casework.transfer.kinds import kind_of


@dataclass
class TakenIn:
    """What a file brought."""

    sender: str
    """As the file says it; nobody vouches for that."""
    code: str
    """To be read aloud to the sender: it stands inside the file."""
    new: list[str] = field(default_factory=list)
    """Ids of cases that were not here before."""
    merged: dict[str, CaseMerge] = field(default_factory=dict)
    """Case → what the merge did."""
    holds: Counter[str] = field(default_factory=Counter)
    """Kind of record → how many the cases hold now, as far as they are open."""
    lacks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Code of a case → its parts that the file does not hold."""

    def tell(self, work: Work, parcel: CaseParcel) -> None:
        """Note what a case holds now, and what the file lacks of it."""
        case = work.case(parcel.case_id)
        self.holds.update(kind_of(path) for path in case.below(""))
        lacks = {*PARTS} - {part for part, _epoch in parcel.keys}
        if lacks:
            code = str(line_of(work, case).get("code") or parcel.case_id)
            self.lacks[code] = tuple(part for part in PARTS if part in lacks)
