"""The page inside every bundle that checks it in any browser, offline: one file, three languages.

On ``file://`` a browser refuses modules and ``fetch``, so script and style stand in the file
itself, allowed by their digests and nothing else (CSP). The person picks the folder; nothing can
leave, as no connection is allowed. Source: ``static/offline``.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import html
import re
from collections.abc import Mapping

from ipdoc.i18n import LANGUAGES, translator
from ipdoc.i18n import mark as _
from ipdoc.resources import data_dir

NAME = "check.html"
"""Name of the page in the bag."""
_PLACE = re.compile(r"\[\[(\w+)\]\]")
_TEXTS: Mapping[str, str] = {
    "title": _("Check this bundle"),
    "lead": _(
        "This page compares every file of the bundle with its signed list. It works without any "
        "network: nothing is sent, nothing is kept."
    ),
    "proves": _(
        "A page that lies in the bundle proves nothing by itself: whoever changes the bundle can "
        "change the page too. It counts only if the digest below is the one on the paper that you "
        "were given apart from the bundle."
    ),
    "no_script": _(
        "This browser runs no scripts here. Use the tools named at the end of the page; they come "
        "to the same result."
    ),
    "pick_heading": _("Choose what to check"),
    "pick_folder": _("The unpacked folder"),
    "pick_folder_hint": _(
        "Unpack the ZIP file first, then choose the folder in which this page lies. The browser "
        "may speak of uploading: the files stay on this computer."
    ),
    "pick_files": _("Or single files"),
    "pick_files_hint": _(
        "For browsers that cannot choose folders. Choose tagmanifest-sha256.txt, "
        "manifest-sha256.txt, signature.der and signer.pem together with the files."
    ),
    "tools_heading": _("Check it without this page"),
    "tools_lead": _(
        "The same with tools that every laboratory has, in the folder in which this page lies:"
    ),
    "tools_hint": _(
        "The last line prints the digest that stands on the paper. On Windows, Get-FileHash "
        "prints the same digest of a file."
    ),
    "offline": _("This page is part of the bundle. It opens no connection."),
    "digest": _("Digest of the bundle (SHA-256 of tagmanifest-sha256.txt)"),
    "signer": _("Fingerprint of the key that signed it"),
    "paper": _("Digest as it stands on the paper"),
    "paper_hint": _("The first 16 digits are enough; blanks do not matter."),
    "exhibit": _("Exhibit"),
    "content": _("Content"),
    "state": _("State"),
}
_WORDS: Mapping[str, str] = {
    "intact": _("intact"),
    "changed": _("changed"),
    "missing": _("missing"),
    "added": _("added"),
    "unpicked": _("not chosen"),
    "unjudged": _("cannot be told"),
    "all_intact": _("All files are as they were when the bundle was made."),
    "all_picked_intact": _("All files that were chosen are as they were."),
    "some_not": _("Not all files are as they were; the table names each."),
    "not_signed": _("The signature does not fit: the list of files may have been changed."),
    "paper_same": _("The digest is the one on the paper."),
    "paper_differs": _("This is not the digest on the paper: the bundle is another one."),
    "other_file": _("Lists, signature and instructions"),
    "plain_file": _("File without a number"),
    "foreign_file": _("File that no list names"),
    "checking": _("Reading the files …"),
    "checked": _("All files were read."),
    "no_bundle": _(
        "No bundle is there: choose the folder that holds tagmanifest-sha256.txt, or that file too."
    ),
    "cannot": _(
        "This browser cannot compute digests here; use a newer one, or the tools named at the end."
    ),
}


@functools.cache
def checking_page() -> bytes:
    """Return the page; always the same bytes, so that it can be known by its digest."""
    folder = data_dir("static") / "offline"
    script, style = ((folder / name).read_text("utf-8") for name in ("check.js", "check.css"))
    page = (folder / "check.html").read_text(encoding="utf-8")
    page = _PLACE.sub(lambda found: _in_all(_TEXTS[found[1]]), page)
    words = "".join(
        f'<span data-key="{key}">{_in_all(text)}</span>' for key, text in _WORDS.items()
    )
    for place, said in (
        ("%script-hash%", _csp_hash(script)),
        ("%style-hash%", _csp_hash(style)),
        ("%words%", words),
        ("%style%", style),
        ("%script%", script),
    ):
        page = page.replace(place, said)
    return page.encode()


def _in_all(text: str) -> str:
    """Return a text in every language, each in an element of its own."""
    return "".join(
        f'<span lang="{code}">{html.escape(translator(code).text(text))}</span>'
        for code in LANGUAGES
    )


def _csp_hash(content: str) -> str:
    digest = hashlib.sha256(content.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
