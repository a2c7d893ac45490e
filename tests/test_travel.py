"""All cases go to a colleague; here they are wiped, once the colleague has opened the file."""

import pytest

from ipdoc.casework.core.openvault import create_vault, open_vault
from ipdoc.casework.keeping.backup import back_up
from ipdoc.casework.keeping.handover import Destination, own_recipient
from ipdoc.casework.keeping.restore import restore
from ipdoc.casework.keeping.takein import take_in
from ipdoc.casework.keeping.travel import (
    ChangedSinceError,
    NoJourneyError,
    WrongTravelCodeError,
    pack,
    plan,
    wipe,
)
from ipdoc.domain.consent import Recipient
from ipdoc.errors import IpdocError
from ipdoc.storage.errors import StorageError
from tests.carving import carved, remains_of
from tests.copies import answers, attach, bring, file_of, own, save
from tests.vault_builders import CHEAP, PASSPHRASE, a_case, a_vault, sql, verify


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as vault:
        yield vault


@pytest.fixture
def colleague(tmp_path):
    with create_vault(tmp_path / "colleague", "Dr Other", PASSPHRASE, cost=CHEAP) as vault:
        yield vault


def two_cases(vault):
    """Return the ids of two cases, and of a file in the first."""
    cases = [a_case(vault, code=f"T-{number}") for number in (1, 2)]
    for case_id in cases:
        save(vault, case_id, a="қолын артына қайырған")
    return cases, attach(vault, cases[0], b"photograph" * 99)


def test_vault_is_empty_on_the_journey_and_full_again_after_it(vault, colleague, tmp_path):
    cases, file = two_cases(vault)
    remains = [remains_of(vault, one, ("қолын",)) for one in cases]
    pack(vault, own(own_recipient(colleague)), tmp_path / "all.age")
    with (tmp_path / "all.age").open("rb") as source:
        taken = take_in(colleague, source)
    assert sorted(taken.new) == sorted(cases)
    assert wipe(vault, taken.code.lower().replace("-", " "))
    assert vault.list_cases(1, 50) == ([], 0)
    for one in remains:
        assert carved(vault.folder, one) == {}
    assert {row[0] for row in sql(vault, "SELECT kind FROM erased")} == {"away"}
    save(colleague, cases[0], b="meanwhile")
    bring(colleague, vault, cases, tmp_path, "back.age")
    assert vault.list_cases(1, 50)[1] == 2
    assert answers(vault, cases[0]) == {"a": "қолын артына қайырған", "b": "meanwhile"}
    assert file_of(vault, cases[0], file) == b"photograph" * 99
    assert sql(vault, "SELECT * FROM erased") == []
    verify(vault, cases[0])


@pytest.mark.parametrize("code", ["", "AAAA-BBBB-CCCC-DDDD"])
def test_another_code_wipes_nothing(vault, colleague, tmp_path, code):
    two_cases(vault)
    with pytest.raises(NoJourneyError):
        wipe(vault, code)
    pack(vault, own(own_recipient(colleague)), tmp_path / "all.age")
    with pytest.raises(WrongTravelCodeError):
        wipe(vault, code)
    assert vault.list_cases(1, 50)[1] == 2


def test_case_that_was_changed_after_the_file_was_made_is_not_lost(vault, colleague, tmp_path):
    cases, _ = two_cases(vault)
    made = pack(vault, own(own_recipient(colleague)), tmp_path / "all.age")
    save(vault, cases[1], c="later")
    with pytest.raises(ChangedSinceError, match="T-2"):
        wipe(vault, made.code)
    assert vault.list_cases(1, 50)[1] == 2
    made = pack(vault, own(own_recipient(colleague)), tmp_path / "new.age")
    assert wipe(vault, made.code)


def test_case_without_consent_for_the_colleague_stays_and_is_named(vault, colleague, tmp_path):
    two_cases(vault)
    to = Destination(own_recipient(colleague), Recipient.LAWYER)
    found = plan(vault, to)
    assert found.going == {}
    assert sorted(one.code for one in found.staying) == ["T-1", "T-2"]
    assert "consent" in str(found.staying[0].why)
    with pytest.raises(IpdocError, match="no case"):
        pack(vault, to, tmp_path / "all.age")


def test_plan_says_that_a_file_waits_for_its_code(vault, colleague, tmp_path):
    two_cases(vault)
    to = own(own_recipient(colleague))
    assert (plan(vault, to).waiting_for, plan(vault, to).others) == ("", 0)
    made = pack(vault, to, tmp_path / "all.age")
    assert plan(vault, to).waiting_for == vault.now().date().isoformat()
    wipe(vault, made.code)
    assert plan(vault, to).waiting_for == ""


def test_backup_at_home_does_not_lose_the_cases_on_the_journey(vault, colleague, tmp_path):
    cases, _ = two_cases(vault)
    back_up(vault.place, tmp_path / "home")
    made = pack(vault, own(own_recipient(colleague)), tmp_path / "all.age")
    wipe(vault, made.code)
    with pytest.raises(StorageError, match="away on a journey"):
        back_up(vault.place, tmp_path / "home")
    back_up(vault.place, tmp_path / "other")
    restore(tmp_path / "home", tmp_path / "restored")
    with open_vault(tmp_path / "restored", PASSPHRASE) as again:
        assert answers(again, cases[0]) == {"a": "қолын артына қайырған"}
