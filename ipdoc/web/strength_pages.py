"""How long a passphrase would hold, asked while one types; and another one made by chance.

What is typed is looked at and forgotten: it stands in no address, no log and no answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.people.strength import SHORTEST_PASSPHRASE, random_passphrase, strength
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _
from ipdoc.web.context import language, page_words

pages = Blueprint("strength", __name__, url_prefix="/strength")
_MOST_ASKED = 200
"""Characters that are looked at."""
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_MONTH, _YEAR = 30 * _DAY, 365 * _DAY
_MILLION_YEARS_S = 1_000_000 * _YEAR


@dataclass(frozen=True)
class Told:
    """What the page says of a passphrase."""

    text: str
    enough: bool


def told_of(words: Translator, passphrase: str, known: tuple[str, ...] = ()) -> Told:
    """Say in honest words how long a passphrase holds.

    Args:
        words: of the page.
        passphrase: as typed.
        known: what an attacker tries first, such as the person's name.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        return Told(words.text(_("Still too short.")), enough=False)
    found = strength(passphrase, known)
    sentence = _(
        "Guessed in {time} by an attacker who has the disk and a hundred graphics cards, "
        "as far as we can tell."
    )
    said = words.text(sentence, time=_duration(words, found.seconds))
    if not found.enough:
        return Told(f"{said} {words.text(_('That is not enough.'))}", enough=False)
    return Told(f"{said} {words.text(_('That is enough.'))}", enough=True)


def _duration(words: Translator, seconds: float) -> str:
    """Return a length of time in one number and one word."""
    if seconds < 2 * _MINUTE:
        return words.text(_("less than two minutes"))
    if seconds >= _MILLION_YEARS_S:
        return words.text(_("more than a million years"))
    if seconds < 2 * _HOUR:
        return words.plural(
            "about {count} minute", "about {count} minutes", _round(seconds, _MINUTE)
        )
    if seconds < 2 * _DAY:
        return words.plural("about {count} hour", "about {count} hours", _round(seconds, _HOUR))
    if seconds < 2 * _MONTH:
        return words.plural("about {count} day", "about {count} days", _round(seconds, _DAY))
    if seconds < 2 * _YEAR:
        return words.plural("about {count} month", "about {count} months", _round(seconds, _MONTH))
    return words.plural("about {count} year", "about {count} years", _round(seconds, _YEAR))


def _round(seconds: float, unit: int) -> int:
    """Return a count of units, above ten with one digit that counts: more would be a pretence."""
    count = int(seconds / unit)
    scale = 10 ** (len(str(count)) - 1)
    return count if count < 10 else count // scale * scale


def suggested() -> str:
    """Return a new passphrase made by chance, in the language of the page where there is a list."""
    return random_passphrase(language())


def another_phrase_asked() -> bool:
    """Return whether the form was sent only to be shown another passphrase."""
    return request.form.get("go") == "another"


@pages.post("/check")
def check() -> BaseResponse:
    """Say how long what was typed would hold."""
    typed = request.form.get("passphrase", "")[:_MOST_ASKED]
    found = told_of(page_words(), typed, (request.form.get("name", "")[:_MOST_ASKED],))
    return jsonify(text=found.text, enough=found.enough)


@pages.post("/another")
def another() -> BaseResponse:
    """Send another passphrase made by chance."""
    return jsonify(phrase=suggested())
