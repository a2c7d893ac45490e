"""Case files taken apart and put together again, as somebody with an editor would do it."""

import hashlib
import io
import json
import zipfile


def case_in(data):
    """Return the JSON of a case file, with or without files."""
    if not data.startswith(b"PK"):
        return json.loads(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return json.loads(archive.read("case.json"))


def files_in(data):
    """Return the files of a case file: SHA-256 → bytes."""
    if not data.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [one for one in archive.namelist() if one != "case.json"]
        return {one.removeprefix("files/"): archive.read(one) for one in names}


def packed(case, files, compression=zipfile.ZIP_STORED):
    """Return a case file of a case and its files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        archive.writestr("case.json", case if isinstance(case, bytes) else json.dumps(case))
        for name, content in files.items():
            archive.writestr(name if "/" in name else f"files/{name}", content)
    return out.getvalue()


def with_case(data, case):
    """Return a case file with another JSON in it."""
    return packed(case, files_in(data)) if files_in(data) else json.dumps(case).encode()


def exchanged(data, old, content):
    """Return a case file in which a file is another one, and every mention of it as well."""
    new = hashlib.sha256(content).hexdigest()
    files = {new if name == old else name: one for name, one in files_in(data).items()}
    case = json.loads(json.dumps(case_in(data)).replace(old, new))
    return packed(case, {**files, new: content})
