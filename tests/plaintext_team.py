"""What several people do with a case over the wire, with canaries wherever one can type."""

import re
from dataclasses import dataclass, field

from tests.canaries import numbered
from tests.wire import Answer, Wire, multipart

TYPED = ("text", "search", None)
KEPT = ("subject_code", "report_number")
"""By these the job finds its case and its report."""
DECISIONS = (
    "c_share_lawyer",
    "c_confidentiality_limits",
    "c_photos_body",
    "c_genital_anal_exam",
    "c_photos_intimate",
    "c_storage",
)


@dataclass
class Planted:
    """Words that were typed, each once; everybody types other ones."""

    words: list[str] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    """Texts that the program made and showed once, such as the code of an invitation."""

    def word(self) -> str:
        """Return a word that nobody has typed yet."""
        self.words.append(numbered(len(self.words)))
        return self.words[-1]


@dataclass
class Member:
    """Somebody in the vault, with a browser of their own."""

    wire: Wire
    name: str
    passphrase: str
    person_id: str = ""


def fill_every_text(wire: Wire, folder: str, planted: Planted) -> set[str]:
    """Type a new word into every text input of every section; return those that were stored."""
    stored = set()
    for section in _named(wire.page(folder), r"/sections/([a-z_]+)\""):
        first = wire.page(f"{folder}/sections/{section}")
        for page in _named(first, rf"/sections/{section}/([a-z_]+)\""):
            address = f"{folder}/sections/{section}/{page}"
            shown = wire.page(address)
            if f'action="{address}"' in shown.text:
                typed = _type_everywhere(wire, shown, address, planted)
                stored |= {word for word in typed if word in wire.page(address).text}
    return stored


def _named(page: Answer, pattern: str) -> list[str]:
    return list(dict.fromkeys(re.findall(pattern, page.text)))


def _type_everywhere(wire: Wire, page: Answer, address: str, planted: Planted) -> list[str]:
    typed = words = {name: planted.word() for name in text_inputs(page, address)}
    typed = typed | {
        f"{key}-decision": "agreed" for key in DECISIONS if f"{key}-decision" in page.text
    }
    typed = typed | {
        f"{key}-explained": "yes" for key in DECISIONS if f"{key}-explained" in page.text
    }
    kept = [(name, value) for name, value in page.fields(address) if name not in typed]
    body, kind = multipart([*kept, *typed.items(), ("go", "stay")])
    answer = wire.ask("POST", address, body, Content_Type=kind)
    assert answer.status in (303, 422), f"{address}: {answer.status}"
    return list(words.values())


def text_inputs(page: Answer, action: str) -> list[str]:
    """Return the names of the inputs of a form into which one types freely."""
    forms = [one for one in page.tree.iter("form") if one.get("action") == action]
    inputs = [one for one in forms[0].iter() if one.tag in ("input", "textarea")]
    return [
        one.get("name")
        for one in inputs
        if (one.tag == "textarea" or one.get("type") in TYPED)
        and re.fullmatch(r"[a-z0-9_-]+", one.get("name") or "")
        and one.get("inputmode") is None
        and one.get("name") not in KEPT
    ]


def confirm_it_is(member: Member) -> None:
    """Give the passphrase once more, as dangerous acts ask for it."""
    page = member.wire.page("/confirm/")
    member.wire.send(page, "/confirm/", passphrase=member.passphrase)


def let_in(host: Member, role: str, planted: Planted, guest: Wire) -> Member:
    """Invite somebody, who joins and unlocks; return them."""
    name, passphrase = f"Dr {planted.word()}", f"walnut {planted.word()} harbour kettle"
    shown = host.wire.send(
        host.wire.page("/people/invite"), "/people/invite", status=200, name=name, role=role
    )
    code = "-".join(re.findall(r"<span>([0-9A-Z]+)</span>", shown.text))
    planted.secrets.append(code)
    asked = guest.send(guest.page("/join/"), "/join/", status=200, code=code)
    joined = {"passphrase": passphrase, "again": passphrase}
    guest.send(asked, "/join/answer", status=200, **joined)
    listed = host.wire.page("/people/").text
    person_id = re.search(r"/people/([0-9a-f]+)/confirm", listed)[1]
    compare = f"/people/{person_id}/confirm"
    host.wire.send(host.wire.page(compare), compare, compared="yes")
    member = Member(guest, name, passphrase, person_id)
    guest.send(guest.page("/unlock"), "/unlock", name=name, passphrase=passphrase)
    return member


def share(host: Member, case_id: str, member: Member, quality: str, planted: Planted, *parts):
    """Share parts of a case, with a reason."""
    confirm_it_is(host)
    address = f"/cases/{case_id}/access/share"
    page = host.wire.page(address)
    kept = [(name, value) for name, value in page.fields(address) if name == "csrf_token"]
    given = {"person": member.person_id, "recipient": quality, "reason": planted.word()}
    body, kind = multipart([*kept, *given.items(), *(("parts", part) for part in parts)])
    answer = host.wire.ask("POST", address, body, Content_Type=kind)
    assert answer.status == 303, answer.body[-2000:]


def withdraw(host: Member, case_id: str, member: Member, planted: Planted) -> None:
    """Take back what a member was given, with a reason."""
    address = f"/cases/{case_id}/access/{member.person_id}/withdraw"
    host.wire.send(host.wire.page(address), address, reason=planted.word())


def look_around(member: Member, case_id: str, folder: str, planted: Planted) -> None:
    """Search for codes, read log and history: pages that say much and must keep none of it."""
    for word in (planted.word(), planted.word()):
        member.wire.send(member.wire.page("/cases/"), "/cases/", status=200, code=word)
    for path in (f"/cases/{case_id}/log", f"/cases/{case_id}/access", f"{folder}/history/"):
        member.wire.page(path)
