"""Key A cannot open case B: every route, as everybody, with the ids of both cases in it."""

import random

import pytest
from sqlalchemy import select

from ipdoc.casework.access.gate import NotAllowedError, check
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.work import UnknownCaseError
from ipdoc.domain.access import RULES, Action
from ipdoc.errors import IpdocError
from ipdoc.storage.tables import SealRow
from ipdoc.vault.errors import TamperedError
from ipdoc.web.gate import ROUTES
from tests.vault_builders import sql
from tests.walked_site import (
    EVERYBODY,
    FOUNDER,
    INTIMATE,
    OTHER,
    OWN,
    a_walked_site,
    addresses,
)

STRANGER = ""
SOME = pytest.mark.parametrize("most", [4, pytest.param(10**6, marks=pytest.mark.stress)])
"""Addresses of each route: a sample that is the same in every run, or all of them."""
ROWS = (
    "SELECT * FROM record WHERE case_id=? ORDER BY id",
    "SELECT * FROM revision WHERE case_id=? ORDER BY device_id, seq",
    "SELECT * FROM seal WHERE case_id=? ORDER BY part, epoch, person_id",
    "SELECT * FROM attachment WHERE case_id=? ORDER BY id",
)
REPORT = "reports.fetch"
"""Who has the part ``report`` reads all that was issued."""
TELLING = ("sections.page", "lesions.lesion", "photographs.listing", "photographs.picture")
"""Routes of which every address is asked for in any run."""
MAY_SEE_OWN = {FOUNDER, "clinician", "reviewer", "psychologist"}
MAY_SEE_INTIMATE = {FOUNDER, "clinician"}


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    with a_walked_site(tmp_path_factory.mktemp("walk")) as made:
        yield made


def ask(client, method, address, form):
    """Return status and bytes of an answer; form goes along with what sends one."""
    data = form if method == "POST" else None
    with client.open(address, method=method, data=data) as answer:
        return answer.status_code, answer.get_data() + str(answer.headers).encode()


def routes(walked):
    """Yield (rule, method) for everything that can be asked for."""
    for rule in walked.site.app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield rule, method


def rows_of(walked, case_id):
    """Return all that the database holds of a case."""
    return [sql(walked.site.folder, chosen, case_id) for chosen in ROWS]


def form_with(case):
    """Return a form that names everything of a case."""
    return {
        "case_id": case.ref.case_id,
        "evaluation_id": case.ref.evaluation_id,
        "visit": case.ref.evaluation_id,
        "evaluation": case.ref.evaluation_id,
        "attachment": case.files[0],
        "photo": "P001",
        "number": "1",
        "lesion": "1",
        "code": "x",
    }


def canaries(body, *stems):
    return [stem for stem in stems if stem.encode() in body or stem.lower().encode() in body]


@SOME
@pytest.mark.parametrize("who", [*EVERYBODY, STRANGER])
def test_nobody_gets_anything_of_case_b_whatever_address_they_type(walked, who, most):
    before = rows_of(walked, walked.other.ref.case_id)
    client, other, own = walked.browser(who), walked.other, walked.own
    for rule, method in routes(walked):
        if "case_id" not in rule.arguments:
            continue
        for evaluation in (other.ref.evaluation_id, own.ref.evaluation_id):
            asked = addresses(rule, other.ref.case_id, evaluation, other.files)
            for address in asked[:2] if method == "POST" else asked:
                status, body = ask(client, method, address, form_with(other))
                assert not canaries(body, OTHER), (who, method, address)
                refused = 400 <= status < 500 or (not who and status == 303)
                assert refused, (who, method, address, status)
    assert rows_of(walked, other.ref.case_id) == before


@SOME
@pytest.mark.parametrize("who", EVERYBODY)
def test_ids_of_case_b_in_a_case_of_ones_own_bring_nothing_of_case_b(walked, who, most):
    before = rows_of(walked, walked.other.ref.case_id)
    client, other, own = walked.browser(who), walked.other, walked.own
    for rule, method in routes(walked):
        if "case_id" not in rule.arguments or method != "GET":
            continue
        asked = addresses(rule, own.ref.case_id, other.ref.evaluation_id, other.files)
        for address in sample(rule.rule, asked, most):
            status, body = ask(client, method, address, {})
            assert status < 500, (who, address, status)
            assert not canaries(body, OTHER), (who, address)
        if "attachment_id" in rule.arguments:
            for address in addresses(rule, own.ref.case_id, own.ref.evaluation_id, other.files):
                status, body = ask(client, method, address, {})
                assert status in {403, 404}, (who, address, status)
    assert rows_of(walked, other.ref.case_id) == before


@SOME
@pytest.mark.parametrize("who", EVERYBODY)
def test_pages_of_case_a_show_each_only_what_was_shared_with_them(walked, who, most):
    client, own = walked.browser(who), walked.own
    seen = set()
    for rule, method in routes(walked):
        if method != "GET" or rule.endpoint == REPORT:
            continue
        asked = addresses(rule, own.ref.case_id, own.ref.evaluation_id, own.files)
        for address in asked if rule.endpoint in TELLING else sample(rule.rule, asked, most):
            status, body = ask(client, method, address, {})
            assert status < 500, (who, address, status)
            assert not canaries(body, OTHER), (who, address)
            found = canaries(body, OWN, INTIMATE)
            seen |= set(found)
            assert who in MAY_SEE_OWN or not found, (who, address)
            assert who in MAY_SEE_INTIMATE or INTIMATE not in found, (who, address)
    assert (OWN in seen) == (who in MAY_SEE_OWN)
    assert (INTIMATE in seen) == (who in MAY_SEE_INTIMATE)


@pytest.mark.parametrize("who", [one for one in EVERYBODY if one != FOUNDER])
def test_forms_that_are_sent_to_case_a_never_break_and_never_overstep(walked, who):
    client, own, other = walked.browser(who), walked.own, walked.other
    before = rows_of(walked, own.ref.case_id)
    for rule, method in routes(walked):
        if method != "POST" or rule.endpoint in ("vault.lock", "sessions.end_others"):
            continue
        asked = addresses(rule, own.ref.case_id, own.ref.evaluation_id, own.files)
        for address in sample(rule.rule, asked, 2):
            status, body = ask(client, method, address, form_with(other))
            assert status < 500, (who, address, status)
            assert not canaries(body, OTHER), (who, address)
            assert who in MAY_SEE_OWN or not canaries(body, OWN), (who, address)
            assert who in MAY_SEE_INTIMATE or not canaries(body, INTIMATE), (who, address)
    if who in ("coordinator", "administrator", "outsider"):
        assert rows_of(walked, own.ref.case_id) == before


def sample(seed, among, count):
    """Return some of a list, the same ones in every run."""
    return random.Random(seed).sample(among, min(count, len(among)))  # noqa: S311 - no secret


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_use_case_opens_case_b_for_any_act(walked, who):
    vault, other, own = walked.vaults[who], walked.other.ref, walked.own.ref
    on_a_case = [action for action in Action if RULES[action].parts is not None]
    assert {ROUTES[name] for name in ROUTES} & set(on_a_case)
    with vault.transaction(write=False) as work:
        for action in on_a_case:
            with pytest.raises(UnknownCaseError):
                check(work, other.case_id, action)
        with pytest.raises(UnknownCaseError):
            check(work, vault.register_id, Action.OPEN_RECORD)
        for action in on_a_case:
            try:
                case = check(work, own.case_id, action)
            except (NotAllowedError, UnknownCaseError):
                continue
            paths = case.below("")
            assert not [path for path in paths if other.evaluation_id in path]
            for attachment in walked.other.files:
                with pytest.raises(IpdocError, match="not in the case"):
                    case.read_attachment(attachment)


def opened_with(vault, case_id, ciphers):
    """Return the records of a case that some keys open, past everything that could refuse."""
    with vault.transaction(write=False) as work:
        return CaseFile(work, case_id, ciphers).below("")


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_key_that_anybody_else_holds_opens_the_rows_of_case_b(walked, who):
    """The rows themselves, as somebody with the disk has them, under every key of a person."""
    vault, case_id = walked.vaults[who], walked.other.ref.case_id
    with vault.transaction(write=False) as work:
        mine = [
            row.case_id
            for row in work.rows.session.scalars(select(SealRow))
            if row.person_id == vault.person_id
        ]
        for own in set(mine) - {vault.register_id}:
            work.case(own)
    assert case_id not in mine
    assert case_id not in {name[0] for name in vault.keys.parts}
    parts = {(part, 1): cipher for (_case, part, _epoch), cipher in vault.keys.parts.items()}
    for part, cipher in parts.items():
        with pytest.raises(TamperedError):
            opened_with(vault, case_id, {part: cipher})


def test_the_keys_of_who_leads_case_b_open_its_rows(walked):
    """The control of the test above: with the right keys the same way leads in."""
    vault, case_id = walked.lead_of_other, walked.other.ref.case_id
    with vault.transaction(write=False) as work:
        work.case(case_id)
    held = vault.keys.parts.items()
    ciphers = {name[1:]: cipher for name, cipher in held if name[0] == case_id}
    assert len(opened_with(vault, case_id, ciphers)) > 10
