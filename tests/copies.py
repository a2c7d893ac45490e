"""Two copies of a vault, and cases that go from one to another."""

import io

from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.keeping.backup import back_up
from ipdoc.casework.keeping.handover import Destination, hand_over, own_recipient
from ipdoc.casework.keeping.merge import CONFLICT
from ipdoc.casework.keeping.restore import restore
from ipdoc.casework.keeping.takein import take_in
from ipdoc.domain.consent import Recipient
from tests.vault_builders import PASSPHRASE, below, get


def a_copy(vault, tmp_path, name="copy"):
    """Return the vault once more, restored from a backup, opened by the same person."""
    back_up(vault.folder, tmp_path / f"{name}-backup")
    restore(tmp_path / f"{name}-backup", tmp_path / name)
    return open_vault(tmp_path / name, PASSPHRASE)


def bring(sender, receiver, case_ids, tmp_path, name="cases.age"):
    """Hand cases over and take them in; return what came of it."""
    written = hand_over(sender, case_ids, own(own_recipient(receiver)), tmp_path / name)
    with (tmp_path / name).open("rb") as file:
        taken = take_in(receiver, file)
    assert taken.code == written.code
    return taken


def own(key, parts=None):
    """Return a destination that stands for the doctor's own files: it needs no consent."""
    return Destination(key, Recipient.OWN, parts)


def content(vault, case_id):
    """Return the records of a case but for its access log, which tells what each side did."""
    records = below(vault, case_id)
    return {path: one for path, one in records.items() if not path.startswith("log/")}


def answers(vault, case_id, path="section/e1/background/record"):
    return get(vault, case_id, path).payload["answers"]


def save(vault, case_id, **changed):
    """Change answers of one section."""
    path = "section/e1/background/record"
    with vault.transaction() as work:
        case = work.case(case_id)
        record = case.get(path)
        before = record.payload["answers"] if record else {}
        kept = {key: value for key, value in {**before, **changed}.items() if value is not None}
        version = record.version if record else None
        payload = {"schema": 1, "answers": kept}
        case.put(path, payload, "record", expected_version=version, why="test")


def attach(vault, case_id, content, part="photographs"):
    with vault.transaction() as work:
        return work.case(case_id).attach(io.BytesIO(content), part).id


def file_of(vault, case_id, attachment_id):
    with vault.transaction(write=False) as work:
        return b"".join(work.case(case_id).read_attachment(attachment_id))


def conflicts(vault, case_id):
    return [one.payload for one in below(vault, case_id, CONFLICT).values()]
