"""The body map as this request may see it, and the addresses that its model names."""

from __future__ import annotations

from typing import Any

from flask import url_for

from ipdoc.casework.bodymap.body_map import BodyMap, open_map
from ipdoc.casework.bodymap.model import Urls
from ipdoc.casework.core.record import Ref
from ipdoc.web.assets import static_url
from ipdoc.web.body_assets import regions_url
from ipdoc.web.context import keep_session, session, vault


def shown_map(ref: Ref) -> BodyMap:
    """Return the body map; restricted views only where this browser asked for them."""
    return open_map(vault(), ref, restricted=restricted_is_open(ref))


def restricted_is_open(ref: Ref) -> bool:
    """Return whether this browser asked for the restricted views of a case."""
    found = session()
    return found is not None and ref.case_id in found.restricted_open


def open_restricted(ref: Ref, *, show: bool) -> None:
    """Show the restricted views of a case to this browser, or put them away again."""
    found = session()
    if found is not None:
        (found.restricted_open.add if show else found.restricted_open.discard)(ref.case_id)
        keep_session()


def here(ref: Ref) -> dict[str, Any]:
    """Return the parts of an address that name the evaluation."""
    return {"case_id": ref.case_id, "evaluation_id": ref.evaluation_id}


def model_urls(shown: BodyMap) -> Urls:
    """Return the addresses that the model of a map names."""
    names = here(shown.ref)

    def lesion(number: int) -> str:
        return url_for("lesions.lesion", number=number, **names)

    def earlier_lesion(visit: Ref, number: int) -> str:
        return url_for("lesions.lesion", number=number, **here(visit))

    return Urls(
        lesion,
        earlier_lesion,
        static_url,
        regions_url(shown.figure),
        None if shown.open_restricted else url_for("findings.restricted", **names),
    )
