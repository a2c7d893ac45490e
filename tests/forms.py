"""A small form with every question type, for tests."""

import copy
from functools import lru_cache

from ipdoc.questionnaire.definition import build_form

_YES_TEXT = [
    {"key": "value", "type": "yes_no"},
    {"key": "text", "type": "long", "label": "Who"},
]
_QUESTIONS = [
    {"key": "name", "type": "text", "label": "Name", "max_length": 20, "requires": "RRRR"},
    {"key": "story", "type": "long", "label": "Account", "requires": "RORR"},
    {"key": "born", "type": "date", "label": "Born", "precision": True},
    {"key": "seen_on", "type": "date", "label": "Seen on"},
    {"key": "at", "type": "time", "label": "Time"},
    {"key": "since", "type": "datetime", "label": "Since"},
    {
        "key": "place_type",
        "type": "choice",
        "label": "Place",
        "options": [
            {"key": "clinic", "label": "Clinic"},
            {"key": "other", "label": "Other", "other": True},
        ],
    },
    {"key": "methods", "type": "choices", "label": "Methods", "vocabulary": "methods"},
    {"key": "private", "type": "yes_no", "label": "Private?", "part": "intimate"},
    {
        "key": "weight",
        "type": "number",
        "label": "Weight",
        "unit": "kg",
        "min": 1,
        "max": 400,
        "decimals": 1,
    },
    {
        "key": "age",
        "type": "computed",
        "label": "Age",
        "compute": "age_years",
        "sources": ["born", "seen_on"],
    },
]
_MORE = [
    {"key": "where", "type": "region", "label": "Where", "many": True},
    {
        "key": "finding",
        "type": "link",
        "label": "Finding",
        "target": "finding",
        "free_text": True,
    },
    {"key": "paper", "type": "file", "label": "Paper"},
    {"key": "scores", "type": "numbers", "label": "Scores"},
    {
        "key": "police",
        "type": "group",
        "label": "Police in the room?",
        "requires": "RRRR",
        "items": _YES_TEXT,
    },
    {
        "key": "who",
        "type": "long",
        "label": "Who stayed",
        "show_if": "police == 'yes'",
        "requires": "CCCC",
        "required_if": "police == 'yes'",
    },
    {
        "key": "events",
        "type": "repeat",
        "label": "Events",
        "id_key": "event_id",
        "id_prefix": "E",
        "row_label": "Event {event_id}",
        "none_label": "No event",
        "items": [
            {"key": "event_id", "type": "text", "label": "Event"},
            {"key": "methods", "type": "choices", "label": "How", "vocabulary": "methods"},
            {"key": "description", "type": "long", "label": "What happened"},
        ],
    },
]
_SOURCE = {
    "form": {
        "id": "small",
        "version": 1,
        "title": "Small form",
        "evaluation_type": [
            {"code": "F", "key": "full", "label": "Full"},
            {"code": "S", "key": "short", "label": "Short"},
        ],
    },
    "sections": [
        {
            "file": "sections/account.toml",
            "table": {
                "key": "account",
                "number": "V",
                "heading": "Account",
                "group": "account",
                "types": "RRRR",
                "page": [
                    {"key": "first", "title": "First", "question": _QUESTIONS},
                    {"key": "second", "title": "Second", "question": _MORE},
                ],
            },
        }
    ],
    "lesion": {
        "file": "lesion.toml",
        "table": {
            "key": "lesion",
            "number": "",
            "heading": "Lesion",
            "group": "examination",
            "types": "OOOO",
            "page": [
                {
                    "key": "look",
                    "title": "Look",
                    "question": [
                        {"key": "length_mm", "type": "number", "label": "Length", "unit": "mm"}
                    ],
                }
            ],
        },
    },
    "photograph": {
        "file": "photograph.toml",
        "table": {
            "key": "photograph",
            "number": "",
            "heading": "Photograph",
            "group": "examination",
            "types": "OOOO",
            "page": [
                {
                    "key": "what",
                    "title": "What",
                    "question": [{"key": "caption", "type": "text", "label": "Caption"}],
                }
            ],
        },
    },
    "vocabularies": [
        {
            "file": "methods.toml",
            "table": {
                "key": "methods",
                "title": "Methods",
                "code": [
                    {"key": "falanga", "label": "Beating of the soles"},
                    {"key": "electric", "label": "Electric shock"},
                ],
            },
        },
        {
            "file": "regions.toml",
            "table": {
                "key": "regions",
                "title": "Regions",
                "code": [
                    {"key": "orbit", "label": "around the eye"},
                    {"key": "shin", "label": "shin"},
                ],
            },
        },
    ],
}


def a_source():
    """Return the form's source tree; the caller may change its copy."""
    return copy.deepcopy(_SOURCE)


@lru_cache(maxsize=1)
def a_form():
    """Return the form."""
    return build_form(a_source())
