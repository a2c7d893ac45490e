"""What the record itself knows of people and places: the words that free text must not repeat."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ipdoc.domain.rendering import Disclosure
from ipdoc.redaction.folding import fold

WORD = re.compile(r"[^\W\d_]+(?:[-‑'’][^\W\d_]+)*")
"""A word of any script; with a hyphen it is one."""
_COMMON = """
mr mrs ms miss dr prof sir д-р др проф г-н г-жа гр доктор npm нпм ұат ngo нпо
and the of for at in on by street road avenue house flat apartment building room office floor city
town village district region state department police station ward hospital clinic polyclinic centre
center central prison colony court ministry internal affairs justice public private institution
medical detention remand temporary investigation isolator university school forensic national
international organisation organization company unit division head chief senior doctor physician
nurse feldsher paramedic midwife surgeon therapist lawyer
investigator prosecutor judge officer guard escort unknown person name relative mother father
brother sister wife husband son daughter friend witness cellmate neighbour colleague interpreter
и в на с у из от по для при за г город города городской село поселок улица ул проспект пр мкр
микрорайон дом кв квартира корпус этаж кабинет палата отдел отдела отделение отделения управление
управления полиция полиции полицейский участок участка внутренних дел овд увд ровд гувд дуис ик
сизо ивс следственный изолятор временного содержания колония учреждение больница больницы
поликлиника клиника центр центра центральный городская областная областной районный районная района
район область области республика республики казахстан казахстана министерство юстиции
здравоохранения суд суда прокуратура врач медсестра адвокат следователь прокурор
судья сотрудник охранник конвой начальник старший неизвестно неизвестный лицо имя мать отец брат
сестра жена муж сын дочь друг
свидетель сокамерник сосед коллега переводчик государственный частный частная отряд смена
және мен бен пен қала қаласы ауыл ауылы көше көшесі үй үйі пәтер аудан ауданы облыс облысы бөлім
бөлімі бөлімшесі басқарма басқармасы полиция ішкі істер департаменті орталық орталығы аурухана
ауруханасы емхана тергеу изоляторы уақытша ұстау түрме колония мекеме мекемесі сот прокуратура
дәрігер мейірбике адвокат тергеуші судья қызметкер күзетші белгісіз адам аты анасы әкесі ағасы
інісі апасы қарындасы әйелі күйеуі ұлы қызы досы куә көрші аудармашы қазақстан республикасы
"""
_STEMS = """
медицин психолог психиатр терапевт хирург невролог травматолог клинич судебн эксперт специалист
документир правов человек отделен управлен полици следствен изолятор содержан городск областн
районн централь больни поликлини министерств департамент учрежден организац коллег защит
представител родствен сотрудник полицейск неустановлен переводчик ночн дневн дежурн смотров
процедур комнат камер помещен служебн автомобил кабинет подвал коридор улиц
medic psycholog psychiatr clinic hospital police depart detention invest custod interrog document
specialist expert forensic organis organiz committee human rights advoc represent interpret relativ
officer unknown custody office street corridor basement cell
дәрігер психолог медицин аурухан полици бөлім басқарма тергеу қызметкер адвокат аудармашы белгісіз
кабинет камера көше сарапшы маман
"""
_COMMON_WORDS = frozenset(fold(word) for word in _COMMON.split())
_COMMON_STEMS = tuple(fold(word) for word in _STEMS.split())


def is_common(word: str, *, by_stem: bool = True) -> bool:
    """Return whether a word in the name of a place, office or person tells nothing of which.

    Args:
        word: one word.
        by_stem: also any word with a common stem; a family name may have one.
    """
    folded = fold(word)
    return folded in _COMMON_WORDS or (by_stem and folded.startswith(_COMMON_STEMS))


@dataclass(frozen=True)
class Known:
    """One person, place or office that the record names."""

    kind: Disclosure
    text: str
    """As it was written."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words by which it is known again; initials and common words are none.

        Words without a capital are none either, but of the person examined.
        """
        found = [word for word in WORD.findall(self.text) if len(word) > 1]
        if self.kind is Disclosure.NAME:
            return tuple(found)
        thing = self.kind in (Disclosure.PLACE, Disclosure.ORGANISATION, Disclosure.ADDRESS)
        return tuple(
            word
            for at, word in enumerate(found)
            if word[0].isupper() and not is_common(word, by_stem=thing or at == 0)
        )

    @property
    def tells_nothing(self) -> bool:
        """Whether it is only a role or a kind of place: "guard", "corridor"."""
        words = WORD.findall(self.text)
        return bool(words) and all(map(is_common, words)) and not re.search(r"\d", self.text)

    def is_same_as(self, other: Known) -> bool:
        """Return whether two names are of the same, one with fewer words perhaps."""
        mine, theirs = ({fold(word) for word in one.words} for one in (self, other))
        return bool(mine) and bool(theirs) and (mine <= theirs or theirs <= mine)


_NAME_IN_PROSE = re.compile(
    r"(?<![.!?…]\s)(?<!^)\b[^\W\d_a-zа-яёәғқңөұүһі][^\W\d_]{2,}(?:\s+[^\W\d_a-zа-яёәғқңөұүһі][^\W\d_]+)*"
)


def names_in_prose(text: str) -> list[str]:
    """Return what may be names in a text that speaks of people: capitals not at a beginning.

    A text of a few words is a list of names itself.
    """
    if len(WORD.findall(text)) <= 4:
        return [one.strip() for one in re.split(r"[,;\n]", text) if one.strip()]
    return [found.group() for found in _NAME_IN_PROSE.finditer(text)]
