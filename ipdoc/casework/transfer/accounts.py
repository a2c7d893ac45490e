"""What a case file carries of a case and what it does not, in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.record import Ref
from ipdoc.casework.transfer.kinds import KINDS, kind_of
from ipdoc.errors import Message
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _

_HISTORY = _(
    "History: who wrote what when stays in this vault. Hand the case over to take it along."
)
_ELSEWHERE = _(
    "The issued documents were issued in another vault. Their digests fit; who issued them, only a "
    "signature proves."
)
_NOBODY = _("Nobody but you can open the case yet. Its history begins here.")


@dataclass(frozen=True)
class Account:
    """What went along and what stayed."""

    carried: dict[str, int]
    """Kind → how many records, in the order of ``KINDS``."""
    stayed: dict[str, int]
    more: tuple[Message, ...] = ()
    """Further sentences about what stayed."""


def account(case: CaseFile, ref: Ref, more: tuple[Message, ...] = ()) -> Account:
    """Return what a case file carries of an evaluation.

    Args:
        case: the case; what is shut in it does not count.
        ref: the evaluation.
        more: further sentences about what stayed.
    """
    counted = Counter(kind_of(path) for path in case.below("") if _belongs(path, ref))
    carried = {key: counted[key] for key, kind in KINDS.items() if kind.parts and counted[key]}
    stayed = {key: counted[key] for key, kind in KINDS.items() if kind.stays and counted[key]}
    return Account(carried, stayed, more)


def _belongs(path: str, ref: Ref) -> bool:
    """Return whether a record is of an evaluation, or of the case as a whole."""
    kind, _slash, rest = path.partition("/")
    of_evaluation = bool(KINDS[kind].parts) and kind not in ("pseudonyms", "redaction")
    return not (of_evaluation or kind == "bundle") or rest.split("/")[0] == ref.evaluation_id


def lines_of(told: Account, words: Translator) -> Iterator[str]:
    """Yield what went into a file and what stayed, line by line."""
    yield words.text(_("In the file:"))
    yield from (f"  {line}" for line in _counts(told.carried, words))
    yield words.text(_("Not in the file:"))
    for key, count in told.stayed.items():
        kind = KINDS[key]
        yield f"  {words.text(kind.name)}: {count}. {words.text(kind.stays)}"
    for one in told.more:
        yield f"  {words.message(one)}"
    yield f"  {words.text(_HISTORY)}"


def lines_in(told: Account, words: Translator) -> Iterator[str]:
    """Yield what a file brought, line by line."""
    yield words.text(_("The file brought:"))
    yield from (f"  {line}" for line in _counts(told.carried, words))
    if told.carried.get("report"):
        yield words.text(_ELSEWHERE)
    yield words.text(_NOBODY)


def _counts(carried: dict[str, int], words: Translator) -> Iterator[str]:
    for key, count in carried.items():
        yield f"{words.text(KINDS[key].name)}: {count}"


def kinds_held(holds: Mapping[str, int], words: Translator) -> Iterator[str]:
    """Yield what cases hold, kind by kind, in the order of ``KINDS``."""
    yield from _counts({key: holds[key] for key in KINDS if holds.get(key)}, words)
