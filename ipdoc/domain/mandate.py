"""On what ground a document is made: the order, the warning, independence, the declaration.

What the law attaches to an order is for whoever gave it. Here stands only what the clinician
recorded of it: nothing is assumed, and a warning that nobody recorded is not printed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from ipdoc.domain.finding import RuleError
from ipdoc.domain.payloads import Payload, lift

NEUTRAL = "int"
"""Key of the profile behind which stands no country's law."""


@dataclass(frozen=True)
class Order:
    """The order or ruling that appointed an expert, as the paper says it."""

    body: str = ""
    """Court, prosecutor's office, investigating body."""
    official: str = ""
    """Who signed it: name and post."""
    number: str = ""
    """Its number or that of the criminal case."""
    day: str = ""
    """ISO date of the order."""
    received: str = ""
    """ISO date on which the clinician received it; empty = not recorded."""

    @property
    def complete(self) -> bool:
        """Whether body, number and date are there: only then it allows the title."""
        return all((self.body, self.number, self.day))


@dataclass(frozen=True)
class Warned:
    """The warning of liability for a knowingly false opinion, as it was given."""

    official: str = ""
    """Who warned: name, post, body."""
    day: str = ""
    """ISO date."""
    how: str = ""
    """How it is recorded: "signed note in the order"."""

    @property
    def complete(self) -> bool:
        """Whether who and when are there: only then it is printed as given."""
        return bool(self.official and self.day)


@dataclass(frozen=True)
class Independence:
    """What the sections of the form do not ask about the author's independence."""

    paid_by: str = ""
    """Who pays, how, and whether the pay depends on the result."""
    relation: str = ""
    """Relation to the person examined, the requester and the authorities."""
    earlier_contact: str = ""
    """Earlier contact with the person examined or with the case."""
    outside_field: str = ""
    """What lies outside the author's field."""
    not_seen: str = ""
    """What was asked for and not seen: documents, places, persons."""


@dataclass(frozen=True)
class Declared:
    """That the author made the declaration whose words the profile gives."""

    name: str
    """Who declared, as they sign."""
    day: str
    """ISO date."""
    words: str
    """Digest of the declaration's words that were shown, first 16 hex digits."""


@dataclass(frozen=True)
class Mandate:
    """The ground of one evaluation's documents."""

    country: str = NEUTRAL
    """Key of the profile: ``int``, ``kz``."""
    order: Order = field(default_factory=Order)
    warned: Warned = field(default_factory=Warned)
    independence: Independence = field(default_factory=Independence)
    declared: tuple[Declared, ...] = ()
    """One for each wording that was declared."""

    def declared_in(self, words: str) -> Declared | None:
        """Return the declaration of a wording, by its digest, or None."""
        return next((one for one in self.declared if one.words == words), None)

    def to_payload(self) -> Payload:
        """Return the mandate as JSON for the vault."""
        return {"schema": 1, **asdict(self)}

    @classmethod
    def from_payload(cls, payload: Payload) -> Mandate:
        """Read a mandate from the vault."""
        values = lift(payload)
        return cls(
            values["country"],
            Order(**values["order"]),
            Warned(**values["warned"]),
            Independence(**values["independence"]),
            tuple(Declared(**one) for one in values["declared"]),
        )


def checked(mandate: Mandate, today: dt.date) -> Mandate:
    """Return the mandate if what it says can be.

    Args:
        mandate: as entered, texts without blanks around them.
        today: no order, receipt or warning is later.

    Raises:
        RuleError: a date is none, or lies ahead; or an order was received before it was given.
    """
    for text in (mandate.order.day, mandate.order.received, mandate.warned.day):
        if text and _day(text) > today:
            raise RuleError("Correct the date {day}: it lies ahead", day=text)
    order = mandate.order
    if order.day and order.received and _day(order.received) < _day(order.day):
        raise RuleError("Correct the dates of the order: it cannot be received before it was given")
    return mandate


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        text = text[:40]
        raise RuleError("Write the date {day} as year-month-day", day=text) from None


def texts_of(kind: type[Any], values: Mapping[str, str]) -> Any:
    """Return an ``Order``, ``Warned`` or ``Independence`` of texts by field; missing ones empty."""
    return kind(**{one.name: " ".join(values.get(one.name, "").split()) for one in fields(kind)})
