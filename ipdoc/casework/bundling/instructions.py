"""README of a bundle: what it is and how to check it, in the recipient's language."""

from __future__ import annotations

from ipdoc.bagging.page import NAME
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _
from ipdoc.report.enclosures.paper import About

_WHAT = _("{day}: bundle {bundle}, part {part} of {parts}. Exhibits to: {report}")
_WHERE = _(
    "Open data/index-of-exhibits.pdf first: it lists every exhibit, in which part it is, and what "
    "is not in this bundle and why."
)
_CARE = _(
    "This is about a living person who trusted us. Pass nothing on without their consent, keep it "
    "where others cannot read it, and destroy copies that are no longer needed."
)
_CHECK = _("How to check that nothing was changed")
_PAPER = _(
    "1. Compare the digest of tagmanifest-sha256.txt with the one on the receipt that you were "
    "given on paper. Without that, nothing here proves anything: whoever changes a bundle can "
    "change its lists too."
)
_PAGE = _("2. Open {page} in a browser and choose this folder. It needs no network.")
_TOOLS = _("Or use the tools of any laboratory, in this folder:")
_WINDOWS = _("On Windows (PowerShell), for one file:")
_LINES = (
    "sha256sum tagmanifest-sha256.txt",
    "sha256sum -c tagmanifest-sha256.txt",
    "sha256sum -c manifest-sha256.txt",
    "openssl dgst -sha256 -verify signer.pem -signature signature.der tagmanifest-sha256.txt",
)


def readme(about: About, part: int, parts: int, fingerprint: str, t: Translator) -> str:
    """Return the text.

    Args:
        about: to what the bundle belongs; the person examined is not named.
        part: which part it is, from 1.
        parts: their number.
        fingerprint: of the key that signed.
        t: the language.
    """
    day = t.date(about.made_at.date())
    what = t.text(_WHAT, report=about.report, bundle=about.bundle, part=part, parts=parts, day=day)
    heading = t.text(_CHECK)
    lines = [
        what,
        "",
        t.text(_WHERE),
        "",
        t.text(_CARE),
        "",
        heading,
        "-" * len(heading),
        "",
        t.text(_PAPER),
        t.text(_PAGE, page=NAME),
        "",
        t.text(_TOOLS),
        "",
        *(f"    {one}" for one in _LINES),
        "",
        t.text(_WINDOWS),
        "",
        "    Get-FileHash tagmanifest-sha256.txt -Algorithm SHA256",
        "",
        t.text(_("Fingerprint of the key that signed it")) + ":",
        f"    {fingerprint}",
    ]
    return "\n".join(lines) + "\n"
