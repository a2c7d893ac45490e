"""What is to be put into words: plain data that ``casework`` fills."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

REGIONS = "regions"
"""Vocabulary of the regions of the skin, forms/vocabulary/regions.toml."""
BONES = "bones"
"""Vocabulary of the bones, forms/vocabulary/bones.toml."""


@dataclass(frozen=True)
class LandmarkDistance:
    """How far a place lies from a landmark."""

    landmark: str
    """Key of landmarks.toml."""
    side: str | None
    """Side of the landmark: l or r; m or None for one without a side."""
    direction: str
    """One of above, below, medial, lateral, in_front, behind, distal, proximal, left_of,
    right_of: where the place lies, seen from the landmark."""
    mm: float
    """Millimetres, ≥ 0."""
    measured: bool = False
    """True when it was measured on the body; else it comes from the diagram and reads "about"."""


@dataclass(frozen=True)
class Where:
    """A place on the body."""

    region: str | None
    """Key of the vocabulary; None when only distances are known, or nothing."""
    side: str | None = None
    """l, r or m: the subject's own left, right, or the midline; None while it is not known."""
    segment: str = ""
    """Finer part within the region, such as ``upper_third`` or ``distal_palm``."""
    distances: tuple[LandmarkDistance, ...] = ()
    vocabulary: str = REGIONS
    """:data:`REGIONS` or :data:`BONES`; ``clavicle`` and ``sternum`` are keys of both."""
    tooth: int | None = None
    """Number of the tooth after FDI, when the region is ``tooth``."""
    face: str | None = None
    """Surface of the tooth: occlusal, mesial, distal, buccal or lingual."""
    round: str = ""
    """Part of the body or finger that is gone round whole, such as ``wrist``; a key of the table
    ``round`` of places.toml. It is told instead of the region."""


@dataclass(frozen=True)
class LesionFacts:
    """A lesion as the record holds it, ready to be described."""

    type: str
    """Key of the vocabulary finding_types."""
    attributes: dict[str, Any] = field(default_factory=dict)
    """Cells of the lesion's form, forms/istanbul_2022/lesion*.toml; a cell that is absent or has
    no answer is not said."""
    where: Where | None = None
    count: int | None = None
    """Number of marks on the diagram; the doctor's own count in the attributes wins."""
    drawn_mm: tuple[float, float] | None = None
    """Longest extent and extent across it on the diagram, millimetres; of several marks, those of
    the largest. Said, as taken from the diagram, only when nothing was measured."""
    area_cm2: float | None = None
    """Area on the diagram, cm²."""
    share_percent: float | None = None
    """Share of the body surface on the diagram, %."""
    gap_mm: float | None = None
    """Gap between two stripes on the diagram; the measured distance wins."""
    bars_mm: tuple[float, float] | None = None
    """Least and greatest width of each of two stripes, measured, millimetres."""
    texts_language: str | None = None
    """Language of the doctor's own texts among the attributes, BCP 47; they are said only in it."""
