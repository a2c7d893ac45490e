"""Files of cases as somebody makes them who knows the format and means ill."""

import base64
import io
import json

import pyrage

from ipdoc.casework.keeping.handover import hand_over, own_recipient
from ipdoc.casework.keeping.takein import take_in
from tests.copies import own


def lines_of(vault, case_ids, output):
    """Hand cases over; return the lines of the file. They must have no files of their own."""
    mine = pyrage.x25519.Identity.generate()
    hand_over(vault, case_ids, own(str(mine.to_public())), output)
    content = pyrage.decrypt(output.read_bytes(), [mine])
    return [json.loads(line) for line in content.splitlines()]


def given_to(vault, lines):
    """Let a vault take a file in that holds these lines."""
    content = b"".join(
        line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines
    )
    recipient = pyrage.x25519.Recipient.from_str(own_recipient(vault))
    return take_in(vault, io.BytesIO(pyrage.encrypt(content, [recipient])))


def with_keys(lines, keys):
    """Return the lines with other keys: (part, epoch) → key."""
    told = [[*name, base64.b64encode(key).decode()] for name, key in keys.items()]
    return [{**line, "keys": told} if "begin" in line else line for line in lines]


def with_rows(lines, table, **columns):
    """Return the lines with columns of a table's rows changed."""
    return [{**line, **columns} if line.get("table") == table else line for line in lines]
