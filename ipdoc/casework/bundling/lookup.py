"""Find in the vault what a paper or a file is: by printed digits, or by the digest of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ipdoc.casework.access.gate import NotAllowedError, allow, check
from ipdoc.casework.bundling.register import load_bundles
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref
from ipdoc.casework.core.work import UnknownCaseError
from ipdoc.casework.issuing.issued import load_reports
from ipdoc.casework.people.errors import AccessEndedError
from ipdoc.casework.signing.files import load_signatures
from ipdoc.domain.access import Action
from ipdoc.errors import IpdocError

_PAGE = 200
_LEAST_DIGITS = 16
_CODE = re.compile(r"[0-9a-f]{16,64}")


class CodeError(IpdocError):
    """What was typed is no printed digest."""

    def __init__(self) -> None:
        super().__init__("Type at least the first 16 digits of the digest that is printed")


@dataclass(frozen=True)
class Known:
    """Something that this vault has issued or bundled."""

    case_code: str
    ref: Ref
    kind: str
    """``edition``, ``signed``, ``record``, ``snapshot`` or ``bundle``: whose digest it is."""
    number: int
    """Of the report."""
    key: str
    """Of the edition, or the name of a file of a bundle."""
    at: str
    """ISO time of issue, or at which the bundle was made."""


def code_in(text: str) -> str:
    """Return the digits of a printed digest, as they were typed with blanks.

    Raises:
        CodeError: it is none.
    """
    digits = re.sub(r"[\s…·:.-]", "", text).lower()
    if not _CODE.fullmatch(digits):
        raise CodeError
    return digits


def look_up(vault: OpenVault, digits: str) -> list[Known]:
    """Return what a digest stands for, among the cases that are open to the person.

    Args:
        vault: the open vault.
        digits: at least the first 16 hex digits.

    Raises:
        CodeError: they are fewer, or no digits.
    """
    wanted = code_in(digits)
    allow(vault, Action.LIST_CASES)
    found: list[Known] = []
    page, seen, total = 1, 0, 1
    while seen < total:
        cases, total = vault.list_cases(page, _PAGE)
        if not cases:
            break
        for row in cases:
            found += _in_case(vault, row.case_id, row.index, wanted)
        page, seen = page + 1, seen + len(cases)
    return found


def _in_case(vault: OpenVault, case_id: str, index: dict[str, Any], wanted: str) -> list[Known]:
    visits = [one["evaluation"] for one in index.get("visits") or [index]]
    try:
        with vault.transaction(write=False) as work:
            case = check(work, case_id, Action.SEE_CASE)
            return [
                Known(str(index["code"]), Ref(case_id, visit), *told)
                for visit in visits
                for digest, told in _digests(case, Ref(case_id, visit))
                if digest.startswith(wanted)
            ]
    except (NotAllowedError, UnknownCaseError, AccessEndedError):
        return []


def _digests(case: CaseFile, ref: Ref) -> Iterator[tuple[str, tuple[str, int, str, str]]]:
    for report in load_reports(case, ref):
        at = report.issued_at.isoformat()
        yield report.digest, ("snapshot", report.number, "", at)
        for one in report.editions:
            yield one.sha256, ("edition", report.number, one.key, at)
            yield one.record_sha256, ("record", report.number, one.key, at)
            if "intimate" in case.keys.parts or not one.key.endswith("sealed_annex"):
                signed = load_signatures(case, ref, report.number, one.key)
                if signed.appended:
                    yield signed.sha256, ("signed", report.number, one.key, at)
    for bundle in load_bundles(case, ref):
        for at_part, part in enumerate(bundle.parts, 1):
            told = ("bundle", bundle.report, bundle.file_name(at_part), bundle.made_at.isoformat())
            yield part.digest, told
