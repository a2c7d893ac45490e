"""A case as the open vault recalls it.

The chain names the digest of the blob in which each record stands now. What was decrypted from that
very blob is what the record says, whatever has become of its row since; so for what a save only
looks at, such as the answers on which the questions of a section depend, no row need be read. What
is shown or written over is read from its row, and compared, as ever.
"""

from __future__ import annotations

from ipdoc.casework.core.casefile import CaseFile, Record


class RecalledCase(CaseFile):
    """A case to look things up in; only what the memory does not have is read."""

    @classmethod
    def of(cls, case: CaseFile) -> RecalledCase:
        """Return an open case, to be looked up."""
        return cls(case.work, case.case_id, case.keys.of_parts(case.keys.parts))

    def _records(self, record_ids: list[bytes]) -> list[Record]:
        memory, newest = self._state.memory, self._state.known.newest
        found = {
            one: memory.record(self.case_id, one, newest[one].state_digest) for one in record_ids
        }
        read = iter(super()._records([one for one, record in found.items() if record is None]))
        return [record or next(read) for record in found.values()]
