"""The recovery key on paper, and another passphrase."""

import pytest

from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.people.errors import LeftError, NameNeededError
from ipdoc.casework.people.leaving import leave
from ipdoc.casework.people.recovery import (
    RecoveryDraftError,
    WordsDifferError,
    asked_numbers,
    change_passphrase,
    draft,
    has_recovery,
    keep,
    recover,
    try_recovery,
    words_of,
)
from ipdoc.casework.people.strength import WeakPassphraseError
from ipdoc.vault.errors import WrongPassphraseError, WrongRecoveryKeyError
from ipdoc.vault.keys import PrivateKey
from ipdoc.vault.recovery import (
    as_words,
    from_words,
    new_recovery_key,
    unwrap_with_recovery,
    wrap_for_recovery,
)
from tests import vault_answers as known
from tests.people_builders import SECOND_NAME, a_second_person
from tests.vault_builders import CHEAP, PASSPHRASE, a_vault, sql

NEW = "entirely different words on a new sheet"


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as vault:
        yield vault


def on_paper(vault):
    """Make a recovery key and keep it; return its words."""
    drafted = draft(vault)
    words = words_of(vault, drafted)
    keep(vault, drafted, tuple(words[number - 1] for number in asked_numbers(drafted)))
    return " ".join(words)


def test_recovery_key_is_24_words_of_the_list_that_others_use():
    assert as_words(bytes(32)) == ["abandon"] * 23 + ["art"]
    assert as_words(bytes(range(32)))[0] == "abandon"
    key = new_recovery_key()
    assert from_words(" ".join(as_words(key))) == key


def test_words_are_read_as_people_write_them():
    key = bytes(range(32))
    words = as_words(key)
    numbered = "\n".join(f"{n}. {word.upper()}" for n, word in enumerate(words, start=1))
    assert from_words(numbered) == key
    assert from_words(" ".join(word[:4] for word in words)) == key
    assert from_words(", ".join(words)) == key


@pytest.mark.parametrize(
    "spoil",
    [
        lambda words: words[:-1],
        lambda words: [*words, words[0]],
        lambda words: [*words[:-1], "zoo" if words[-1] != "zoo" else "zone"],
        lambda words: ["qqqq", *words[1:]],
        lambda words: [],
    ],
)
def test_wrong_words_are_noticed(spoil):
    words = as_words(bytes(range(32)))
    with pytest.raises(WrongRecoveryKeyError):
        from_words(" ".join(spoil(words)))


def test_recovery_form_of_a_fixed_key_opens_for_its_key_and_person_only():
    blob, key = bytes.fromhex(known.RECOVERY), bytes(range(32))
    own = unwrap_with_recovery(blob, key, "p1")
    assert own.data == bytes(range(96))
    for other_key, person in ((bytes(32), "p1"), (key, "p2")):
        with pytest.raises(WrongRecoveryKeyError):
            unwrap_with_recovery(blob, other_key, person)
    assert wrap_for_recovery(PrivateKey(bytes(range(96))), key, "p1") != blob


def test_vault_has_no_recovery_key_until_the_words_were_typed_back(vault):
    drafted = draft(vault)
    with pytest.raises(WordsDifferError):
        keep(vault, drafted, ("abandon", "abandon", "about"))
    assert not has_recovery(vault)
    on_paper(vault)
    assert has_recovery(vault)


def test_three_different_words_are_asked_and_always_the_same_of_one_draft(vault):
    drafted = draft(vault)
    numbers = asked_numbers(drafted)
    assert numbers == asked_numbers(drafted)
    assert len(set(numbers)) == 3
    assert set(numbers) <= set(range(1, 25))
    assert len({asked_numbers(draft(vault)) for _ in range(20)}) > 1


def test_draft_of_another_person_is_refused(vault):
    with a_second_person(vault) as second:
        drafted = draft(second)
        with pytest.raises(RecoveryDraftError):
            words_of(vault, drafted)
    for other in ("", "no draft", drafted[:-4]):
        with pytest.raises(RecoveryDraftError):
            words_of(vault, other)


def test_words_stand_nowhere_in_the_vault(vault):
    words = on_paper(vault)
    vault.close()
    data = (vault.folder / "vault.db").read_bytes()
    for part in (words, from_words(words), from_words(words).hex()):
        assert (part if isinstance(part, bytes) else part.encode()) not in data


def test_paper_sets_a_new_passphrase(vault):
    words = on_paper(vault)
    recover(vault.place, "", words, NEW, cost=CHEAP)
    with pytest.raises(WrongPassphraseError):
        open_vault(vault.place, PASSPHRASE)
    with open_vault(vault.place, NEW) as again:
        assert again.person_id == vault.person_id
        try_recovery(again, words)


def test_paper_is_tried_without_changing_anything(vault):
    with pytest.raises(WrongRecoveryKeyError):
        try_recovery(vault, " ".join(as_words(bytes(32))))
    words = on_paper(vault)
    before = sql(vault, "SELECT wrapped_key, recovery FROM person")
    try_recovery(vault, words)
    with pytest.raises(WrongRecoveryKeyError):
        try_recovery(vault, " ".join(as_words(bytes(32))))
    assert sql(vault, "SELECT wrapped_key, recovery FROM person") == before


def test_new_paper_makes_the_old_one_worthless(vault):
    old = on_paper(vault)
    new = on_paper(vault)
    with pytest.raises(WrongRecoveryKeyError):
        try_recovery(vault, old)
    try_recovery(vault, new)


def test_words_of_another_person_set_no_passphrase(vault):
    words = on_paper(vault)
    with a_second_person(vault) as second:
        on_paper(second)
    with pytest.raises(NameNeededError):
        recover(vault.place, "", words, NEW, cost=CHEAP)
    for name in (SECOND_NAME, "Dr Nobody"):
        with pytest.raises(WrongRecoveryKeyError):
            recover(vault.place, name, words, NEW, cost=CHEAP)
    recover(vault.place, "dr test", words, NEW, cost=CHEAP)


def test_person_without_paper_cannot_recover(vault):
    with pytest.raises(WrongRecoveryKeyError):
        recover(vault.place, "", " ".join(as_words(bytes(32))), NEW, cost=CHEAP)


def test_weak_passphrase_is_refused_with_the_paper_too(vault):
    words = on_paper(vault)
    for passphrase in ("short", "passwordpassword"):
        with pytest.raises(WeakPassphraseError):
            recover(vault.place, "", words, passphrase, cost=CHEAP)
        with pytest.raises(WeakPassphraseError):
            change_passphrase(vault, passphrase, cost=CHEAP)
    open_vault(vault.place, PASSPHRASE).close()


def test_paper_of_somebody_who_left_opens_nothing(vault):
    with a_second_person(vault) as second:
        words = on_paper(second)
        leave(vault, second.person_id)
    with pytest.raises((LeftError, WrongRecoveryKeyError)):
        recover(vault.place, SECOND_NAME, words, NEW, cost=CHEAP)


def test_changed_passphrase_opens_and_the_old_one_does_not(vault):
    words = on_paper(vault)
    change_passphrase(vault, NEW, cost=CHEAP)
    with pytest.raises(WrongPassphraseError):
        open_vault(vault.place, PASSPHRASE)
    with open_vault(vault.place, NEW) as again:
        try_recovery(again, words)
