"""How types of findings differ in what can be said of them; the same in every language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """What a type of finding does in a sentence."""

    verb: str = "lies"
    """Key of the table of verbs: a mark on the skin lies, a state is or was found."""
    turned: bool = True
    """An adjective of direction may stand before it; an "oblique fracture" would be a diagnosis."""
    plain: str | None = None
    """Noun that takes its place where the shape is said beside it: "linear scar" → "scar"."""
    scar: bool = False
    """A stage of healing is one of a scar."""
    spread: bool = False
    """It has no size of its own; its size is that of the area it takes."""
    counted: bool = True
    """A number can stand before it."""
    stated: bool = False
    """It is what the person says, not what the doctor found."""
    unsaid: frozenset[str] = frozenset()
    """Attributes that its name says already, or that make no sense beside it."""


_SCAR = Kind(scar=True)
_STATE = Kind(verb="is", turned=False)
_DEEP = Kind(verb="is", turned=False, spread=True)
_FOUND = Kind(verb="found", turned=False)
_UNCOUNTED = Kind(verb="found", turned=False, spread=True, counted=False)

KINDS = {
    "petechiae": Kind(turned=False),
    "subconj_haem": _STATE,
    "cigarette_burn": Kind(plain="burn"),
    "frost": _STATE,
    "swelling": _STATE,
    "tenderness": Kind(verb="found", turned=False, unsaid=frozenset(("tenderness",))),
    "pain_area": Kind(verb="is", turned=False, stated=True),
    "scar_linear": Kind(plain="scar", scar=True),
    "scar_surgical": _SCAR,
    "scar_round": Kind(plain="scar", scar=True),
    "scar_hypertrophic": _SCAR,
    "scar_keloid": _SCAR,
    "scar_atrophic": _SCAR,
    "alopecia": _STATE,
    "nail": _STATE,
    "fracture": _DEEP,
    "dislocation": _DEEP,
    "sprain_ligament": _DEEP,
    "muscle_injury": _DEEP,
    "compartment": _UNCOUNTED,
    "amputation": _DEEP,
    "tooth_fracture": _STATE,
    "tooth_avulsion": _STATE,
    "tooth_luxation": _STATE,
    "tympanic_perf": _STATE,
    "nerve_deficit": _FOUND,
    "reduced_rom": _UNCOUNTED,
    "asym_muscle_wasting": _FOUND,
    "hernia_genital": _STATE,
    "mucosa": _STATE,
    "self_harm": _STATE,
    "unrelated": Kind(turned=False),
}
"""Type → kind; any other type is a mark that lies on the skin."""
MARK = Kind()
