"""Make a bundle: gather what may go, make its papers, sign it, and write it into the register."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ipdoc.bagging.bag import Bag
from ipdoc.casework.access.log import Event, note
from ipdoc.casework.access.sharing import known_consents, open_to_pass_on
from ipdoc.casework.bundling.binding import INDEX, Bound, Parted, Plan, archive_of, bind
from ipdoc.casework.bundling.gathering import Frozen, Title, frozen
from ipdoc.casework.bundling.instructions import readme
from ipdoc.casework.bundling.reading import Gathered, gather, pages_of
from ipdoc.casework.bundling.register import (
    PART,
    Bundle,
    BundlePart,
    Enclosed,
    KeptFile,
    bundle_path,
    folder_name,
)
from ipdoc.casework.bundling.request import Allowed, BundleRequest, allowed, parts_of
from ipdoc.casework.bundling.signer import BundleSigner, bundle_signer
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref
from ipdoc.casework.core.work import Work
from ipdoc.casework.formstore import words
from ipdoc.casework.keeping.progress import Progress, quiet
from ipdoc.domain.access import Action
from ipdoc.domain.consent import Content
from ipdoc.i18n import LANGUAGES, Translator
from ipdoc.i18n import mark as _
from ipdoc.report.enclosures.index import IndexRow, index_of_exhibits
from ipdoc.report.enclosures.paper import About, check_printable, paper
from ipdoc.vault.agekeys import check_recipient

INDEX_TITLE = Title(_("Index of exhibits"))
TITLE_AND_NUMBER = _("{title} No. {number}")


def may_bundle(vault: OpenVault, ref: Ref, request: BundleRequest) -> Allowed:
    """Return what of a request would go in; nothing is made.

    Raises:
        NotAllowedError: the person may not, or the person examined has not agreed to any of it.
    """
    with vault.transaction(write=False) as work:
        return _opened(work, ref, request)[1]


def make_bundle(
    vault: OpenVault, ref: Ref, request: BundleRequest, progress: Progress = quiet
) -> Bundle:
    """Make a bundle and write it into the register; its parts can then be given out.

    Args:
        vault: the open vault.
        ref: the evaluation.
        request: for whom, and what.
        progress: is told files read and their number; may raise to stop, then nothing is made.

    Raises:
        MissingGlyphError: a text holds a character that no font has.
        NotAllowedError: the person may not, or the person examined has not agreed.
        RecipientError: the key is no age key.
        TooLargeError: one file does not fit into a part of the size that was asked for.
        UnknownRecordError: the report was not issued in this rendering.
    """
    key = check_recipient(request.age_key) if request.age_key else ""
    check_printable(request.name)
    making = _Making(
        vault,
        ref,
        request,
        key,
        secrets.token_hex(8),
        vault.now().astimezone().replace(microsecond=0),
        bundle_signer(vault),
    )
    with vault.transaction(write=False) as work:
        case, may = _opened(work, ref, request)
        found = frozen(vault, case, ref, request)
        gathered = gather(
            case, ref, found, (request, may), making.about(found), making.words(found), progress
        )
    parted = bind(gathered.bound, INDEX_TITLE, making.plan(found, gathered), making.signer)
    with vault.transaction() as work:
        case, again = _opened(work, ref, request)
        return making.keep(case, found, gathered, parted, again)


def _opened(work: Work, ref: Ref, request: BundleRequest) -> tuple[CaseFile, Allowed]:
    """Open the case as far as the person examined agreed for this recipient."""
    first = open_to_pass_on(work, ref.case_id, Action.BUNDLE, request.recipient, (PART,))
    may = allowed(request, known_consents(first))
    parts = parts_of(may.groups)
    return open_to_pass_on(work, ref.case_id, Action.BUNDLE, request.recipient, parts), may


@dataclass(frozen=True)
class _Making:
    vault: OpenVault
    ref: Ref
    request: BundleRequest
    key: str
    id: str
    made_at: dt.datetime
    signer: BundleSigner

    def words(self, found: Frozen) -> Translator:
        return words(found.compiled, self.request.language)

    def about(self, found: Frozen) -> About:
        subject = found.subject
        report = self.words(found).text(
            TITLE_AND_NUMBER, title=subject.title, number=subject.number
        )
        return About(report, subject.person, self.made_at, self.id[:8])

    def plan(self, found: Frozen, gathered: Gathered) -> Plan:
        t, about = self.words(found), self.about(found)
        fingerprint = self.signer.fingerprint

        def index(bound: Sequence[Bound], parts: int) -> tuple[bytes, int]:
            rows = [_index_row(list(ones), t) for _key, ones in groupby(bound, _row_of)]
            blocks = index_of_exhibits(rows, gathered.missing, parts, t)
            pdf = paper(t.text(INDEX_TITLE.text), blocks, about, t)
            return pdf, pages_of(pdf)

        def titles(title: Title) -> Mapping[str, str]:
            return {
                code: words(found.compiled, code).text(title.text, **title.args)
                for code in LANGUAGES
            }

        return Plan(
            self.id,
            self.made_at,
            self.request.most_bytes,
            lambda part, parts: folder_name(self.id, part, parts),
            lambda part, parts: readme(about, part, parts, fingerprint, t),
            index,
            titles,
        )

    def keep(
        self, case: CaseFile, found: Frozen, gathered: Gathered, parted: Parted, may: Allowed
    ) -> Bundle:
        """Keep the papers and the tag files, and write the bundle into register and log."""
        stored = dict(gathered.stored)
        for path, (pdf, part) in {**gathered.made, INDEX: (parted.index, PART)}.items():
            stored[path] = (case.attach(io.BytesIO(pdf), part).id,)
        plan = self.plan(found, gathered)
        count = len(parted.bags)
        bundle = Bundle(
            id=self.id,
            made_at=self.made_at,
            by=self.vault.person_id,
            recipient=self.request.recipient,
            name=" ".join(self.request.name.split()),
            language=self.request.language,
            rendering=self.request.rendering,
            report=found.report.number,
            title=self.about(found).report,
            age_key=self.key,
            fingerprint=self.signer.fingerprint,
            contents=_contents(may, found),
            missing=gathered.missing,
            exhibits=tuple(_enclosed(one, plan, stored) for one in parted.exhibits),
            parts=tuple(
                _part(case, bag, plan.folder(at, count), self.made_at)
                for at, bag in enumerate(parted.bags, 1)
            ),
        )
        path = bundle_path(self.ref, self.id)
        payload = bundle.to_payload()
        case.put(path, payload, PART, expected_version=None, why="bundle made", changes={})
        note_bundle(case, self.ref, Event.BUNDLED, bundle)
        return bundle


def _contents(may: Allowed, found: Frozen) -> tuple[str, ...]:
    """Return the parts of the case of which a bundle holds something, in its report too."""
    shown = any(not one.withheld for one in found.subject.photographs)
    within = {Content.PHOTOGRAPHS.value} if shown else set()
    return tuple(sorted({*parts_of(may.groups), *within}))


def note_bundle(case: CaseFile, ref: Ref, event: Event, bundle: Bundle, part: int = 0) -> None:
    """Note in the log of the case what was done with a bundle."""
    note(
        case,
        event,
        number=bundle.report,
        recipient=bundle.recipient.value,
        visit=ref.evaluation_id,
        bundle=bundle.id,
        part=part or None,
        parts=list(bundle.contents),
    )


def _row_of(one: Bound) -> tuple[str, int]:
    """Return what stands in one row of the index: files of one number in one part."""
    return one.number or one.files[0].path, one.part


def _index_row(ones: list[Bound], t: Translator) -> IndexRow:
    first = ones[0]
    return IndexRow(
        first.number,
        t.text(first.title.text, **first.title.args),
        tuple(file.path for one in ones for file in one.files),
        first.span,
        first.part,
    )


def _enclosed(one: Bound, plan: Plan, stored: Mapping[str, tuple[str, ...]]) -> Enclosed:
    files = tuple(KeptFile(file.path, stored[file.path], file.measured) for file in one.files)
    return Enclosed(one.number, one.kind, dict(plan.titles(one.title)), files, one.part, one.span)


def _part(case: CaseFile, bag: Bag, folder: str, made_at: dt.datetime) -> BundlePart:
    tags = [[name, base64.b64encode(data).decode()] for name, data in bag.tags.items()]
    kept = case.attach(io.BytesIO(json.dumps(tags).encode()), PART)
    size = archive_of(bag.tags, bag.payload, folder, made_at).size
    return BundlePart(kept.id, bag.digest, size, tuple(one.path for one in bag.payload))
