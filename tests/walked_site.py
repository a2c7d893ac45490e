"""A site with a team and two cases, and every address of it as somebody could type it in."""

import io
import itertools
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from PIL import Image
from werkzeug.routing import Rule

from ipdoc.casework.attachments import attach_file
from ipdoc.casework.core.openvault import OpenVault, open_vault
from ipdoc.casework.core.record import Ref
from ipdoc.casework.findings import record_by_region, save_lesion
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.issue import issue
from ipdoc.casework.photographs import attach_photograph
from ipdoc.domain.people import Role
from tests.people_builders import a_second_person
from tests.team_builders import FOR_TEAM, LAWYER, a_case, an_intimate_lesion, shared, write
from tests.vault_builders import PASSPHRASE
from tests.webclient import Site, a_site

OWN, OTHER, INTIMATE = "Zorvexown", "Zorvexother", "Zorvexintimate"
"""Stems of the words in case A, in case B, and in what is intimate of case A."""
ROLES = {
    "clinician": (Role.CLINICIAN, ("record", "photographs", "intimate", "report")),
    "reviewer": (Role.REVIEWER, ("record", "photographs", "report")),
    "psychologist": (Role.PSYCHOLOGIST, ("record",)),
    "lawyer": (Role.LAWYER, ("report",)),
    "coordinator": (Role.COORDINATOR, ()),
    "administrator": (Role.ADMINISTRATOR, None),
    "outsider": (Role.CLINICIAN, None),
}
"""Who → role, and what of case A is shared with them; None = nothing at all."""
FOUNDER = "founder"
EVERYBODY = (FOUNDER, *ROLES)


@dataclass
class Filled:
    """A case with something of everything in it."""

    ref: Ref
    files: list[str] = field(default_factory=list)
    """Ids of attachments."""


@dataclass
class Walked:
    """The site."""

    site: Site
    vaults: dict[str, OpenVault]
    own: Filled
    """Case A: led by the founder and shared with the roles."""
    other: Filled
    """Case B: led by somebody else and shared with nobody."""
    lead_of_other: OpenVault

    def browser(self, who):
        """Return a client that is signed in as somebody; nobody for an empty name."""
        client = self.site.app.test_client()
        if who:
            token = self.site.sessions.begin(self.vaults[who], "test")
            client.set_cookie(self.site.sessions.cookie, token)
        return client


def _jpeg(colour):
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    out.seek(0)
    return out


def _filled(vault, code, stem, intimate):
    ref = a_case(vault, code, *FOR_TEAM, "c_share_lawyer")
    write(vault, ref, f"{stem}account")
    lesion = record_by_region(vault, ref, "bruise", "forehead", "m")
    said = {"colour_note": f"{stem}lesion"}
    save_lesion(vault, ref, lesion.number, said, 1)
    hidden = an_intimate_lesion(vault, ref)
    save_lesion(vault, ref, hidden.number, {"colour_note": f"{intimate}lesion"}, 1)
    write(vault, ref, {"sys_findings": f"{intimate}answer"}, "pe_genitourinary", "physical_exam")
    shown = attach_photograph(vault, ref, _jpeg("red"), caption=f"{stem}photo")
    shut = attach_photograph(vault, ref, _jpeg("blue"), caption=f"{intimate}photo", intimate=True)
    files = [attach_file(vault, ref, io.BytesIO(f"{stem}file".encode()), "record")]
    files += [one.original.attachment for one in (shown, shut)]
    issue(vault, ref, Choice(language="en"))
    return Filled(ref, files)


@contextmanager
def a_walked_site(folder):
    """Yield the site; everything is closed after."""
    with ExitStack() as stack:
        rates = {"session_rate": 10**6, "address_rate": 10**6}
        site = stack.enter_context(a_site(folder, **rates))
        site.app.config["WTF_CSRF_ENABLED"] = False
        founder = stack.enter_context(open_vault(site.folder, PASSPHRASE))
        bravo = stack.enter_context(a_second_person(founder, name="Dr Bravo"))
        other = _filled(bravo, f"{OTHER}code", OTHER, OTHER)
        own = _filled(founder, "A-1", OWN, INTIMATE)
        vaults = {FOUNDER: founder}
        for who, (role, parts) in ROLES.items():
            vaults[who] = stack.enter_context(a_second_person(founder, role, f"the {who}"))
            if parts is not None:
                quality = {"recipient": LAWYER} if who == "lawyer" else {}
                shared(founder, own.ref, vaults[who], *parts, **quality)
        yield Walked(site, vaults, own, other, bravo)


def addresses(rule: Rule, case_id: str, evaluation_id: str, files: list[str]) -> list[str]:
    """Return the addresses of a route with the ids of a case in them."""
    fixed = {"case_id": [case_id], "evaluation_id": [evaluation_id], "visit": [evaluation_id]}
    values = {
        **fixed,
        "number": [1, 2],
        "photo_id": ["P001", "P002"],
        "kind": ["original", "shown", "section", "lesion", "photograph"],
        "attachment_id": files,
        "key": ["forehead", "perineum", "physical_exam", "2", "P002"],
        "side": ["m"],
        "view": ["front", "perineum"],
        "edition": ["en"],
        "language": ["en"],
        "section_key": ["allegations", "physical_exam", "interpretation"],
        "page_key": ["account", "trunk", "lesions"],
        "day": ["2026-05-04"],
    }
    names = sorted(rule.arguments)
    chosen = itertools.product(*(values.get(name, ["1"]) for name in names))
    built = (rule.build(dict(zip(names, one, strict=True)), append_unknown=False) for one in chosen)
    return [one[1] for one in built if one is not None]
