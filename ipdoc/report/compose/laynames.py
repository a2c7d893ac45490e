"""Types of lesions in the words of everyday, for the letter to the person examined."""

from __future__ import annotations

from ipdoc.i18n import mark as _

LAY_NAMES = {
    "abrasion": _("Graze"),
    "haematoma": _("Bruise with swelling"),
    "petechiae": _("Tiny red spots in the skin"),
    "subconj_haem": _("Blood in the white of the eye"),
    "laceration": _("Torn wound"),
    "incised": _("Cut"),
    "avulsion": _("Torn-off skin"),
    "burn_1": _("Burn"),
    "burn_2s": _("Burn"),
    "burn_2d": _("Deep burn"),
    "burn_3": _("Very deep burn"),
    "burn_chem": _("Burn by a chemical"),
    "cigarette_burn": _("Small round burn"),
    "electrical": _("Mark as from electricity"),
    "frost": _("Injury by cold"),
    "ligature": _("Mark of something tight"),
    "pressure_mark": _("Mark of pressure"),
    "tenderness": _("Place that hurts when touched"),
    "pain_area": _("Place that hurts"),
    "scar_linear": _("Scar"),
    "scar_surgical": _("Scar of an operation"),
    "scar_round": _("Round scar"),
    "scar_hypertrophic": _("Raised scar"),
    "scar_keloid": _("Raised scar"),
    "scar_atrophic": _("Sunken scar"),
    "hyperpig": _("Dark patch of skin"),
    "hypopig": _("Pale patch of skin"),
    "ulcer_infection": _("Wound that does not heal"),
    "fracture": _("Broken bone"),
    "compartment": _("Dangerous swelling of the muscles"),
    "tooth_fracture": _("Broken tooth"),
    "tooth_avulsion": _("Knocked-out tooth"),
    "tooth_luxation": _("Loose tooth"),
    "tympanic_perf": _("Hole in the eardrum"),
    "nerve_deficit": _("Numbness or weakness"),
    "reduced_rom": _("Joint that moves less"),
    "asym_muscle_wasting": _("Thinner muscles on one side"),
    "mucosa": _("Sore place in the mouth or on other moist skin"),
}
"""Code of the finding types → everyday name; the others are plain already."""
LEFT_OUT = frozenset({"unrelated", "normal_area", "self_harm", "hernia_genital", "tattoo"})
"""What a letter does not name."""
