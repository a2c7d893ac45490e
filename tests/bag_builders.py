"""A bag of invented files, written as a ZIP file or unpacked."""

import datetime as dt
import io
import json
import random
import zipfile

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ipdoc.bagging.archive import Archive, Entry
from ipdoc.bagging.bag import BagFile, sealed_bag
from ipdoc.bagging.measured import measured
from ipdoc.bagging.page import NAME, checking_page

FOLDER = "exhibits"
LISTS = {"manifest-sha256.txt", "tagmanifest-sha256.txt", "signature.der", "signer.pem"}
"""Harm to one of these may make another name look wrong as well."""
MADE_AT = dt.datetime(2026, 5, 4, 10, 30, 20)  # noqa: DTZ001 - as a clock showed it


class AKey:
    """A key that signs manifests."""

    def __init__(self):
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.public_pem = self._key.public_key().public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        )

    def sign(self, said):
        """Return a signature as manifests bear it."""
        return self._key.sign(said, ec.ECDSA(SHA256()))


def some_files(count=6, seed=7, size=5_000):
    chance = random.Random(seed)  # noqa: S311
    return {
        f"data/A-{number}/A-{number}-photograph.jpg": chance.randbytes(chance.randint(1, size))
        for number in range(1, count + 1)
    }


def a_bag(contents, key=None):
    payload = [BagFile(path, measured([data])) for path, data in contents.items()]
    rows = [
        {
            "number": path.split("/")[1],
            "titles": {"en": f"Photograph {path[-20:]}"},
            "files": [path],
        }
        for path in contents
    ]
    tags = {
        "README.txt": b"Read me.\n",
        NAME: checking_page(),
        "exhibits.json": json.dumps({"exhibits": rows}).encode(),
    }
    return sealed_bag(payload, [("Bag-Count", "1 of 1")], tags, key or AKey())


def an_archive(bag, contents):
    """Return the archive of a bag and all bytes in it."""
    everything = {f"{FOLDER}/{path}": data for path, data in {**bag.tags, **contents}.items()}
    entries = [
        Entry(name, found.size, found.crc32)
        for name, data in everything.items()
        for found in [measured([data])]
    ]
    return Archive(tuple(entries), MADE_AT), everything


def zipped(contents, key=None):
    """Return the bytes of the ZIP file of a bag."""
    archive, everything = an_archive(a_bag(contents, key), contents)
    return b"".join(archive.pieces(lambda entry: [everything[entry.name]]))


def unpacked(data, folder):
    """Unpack a ZIP file; return the folder of the bag."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        file.extractall(folder)
    return folder / FOLDER


class Vandal:
    """Flips, deletes and adds files at random in an unpacked bag, one at a time, and mends it.

    Args:
        root: folder of the bag.
        seed: of the chance.
    """

    def __init__(self, root, seed=1):
        self.root = root
        self.chance = random.Random(seed)  # noqa: S311
        self.files = sorted(one for one in root.rglob("*") if one.is_file())

    def harm(self):
        """Do one thing; return the path that must be named, its state, and how to mend it."""
        kind = self.chance.choice(("changed", "missing", "added"))
        hit = self.chance.choice(self.files)
        before = hit.read_bytes()
        name = hit.relative_to(self.root).as_posix()
        if kind == "missing":
            hit.unlink()
            return name, kind, lambda: hit.write_bytes(before)
        if kind == "added":
            new = hit.with_name(f"x{self.chance.randrange(10**9)}{hit.suffix}")
            new.write_bytes(self.chance.randbytes(self.chance.randrange(40)))
            return new.relative_to(self.root).as_posix(), kind, new.unlink
        at = self.chance.randrange(len(before))
        flipped = bytes((before[at] ^ (1 << self.chance.randrange(8)),))
        hit.write_bytes(before[:at] + flipped + before[at + 1 :])
        return name, kind, lambda: hit.write_bytes(before)
