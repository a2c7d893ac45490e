"""Notes what a process writes and whom it speaks to, from before the program is imported.

``python -m tests.watching NOTES serve ...`` runs the command line under watch. Every note is one
JSON line ``[event, path]`` in NOTES, the only file outside the vault that may be written.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
CHANGES = ("os.mkdir", "os.rename", "os.link", "os.symlink", "os.truncate", "os.setxattr")
TARGET = {"os.rename": 1, "os.link": 1, "os.symlink": 1}
"""Which argument names the new file, where it is not the first."""
CHILDREN = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty")
SPOKEN_TO = ("socket.bind", "socket.connect", "socket.sendto", "socket.getaddrinfo")
TEMPORARY = ("mkstemp", "mkdtemp", "mktemp", "TemporaryFile", "NamedTemporaryFile")
TEMPORARY_CLASSES = ("SpooledTemporaryFile", "TemporaryDirectory")


def watch(notes: str) -> None:
    """Begin to note; nothing in this process can end it."""
    file = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(event: str, path: object) -> None:
        os.write(file, json.dumps([event, path]).encode() + b"\n")

    def hook(event: str, args: tuple) -> None:
        found = _what(event, args)
        if found is not None:
            note(event, found)

    _note_tempfile(note)
    sys.addaudithook(hook)


def _what(event: str, args: tuple) -> str | None:
    """Return the path that an event writes, or None."""
    if event == "open":
        path, mode, flags = args
        writes = (flags or 0) & WRITING or any(sign in (mode or "") for sign in "wax+")
        return _path(path) if writes and not isinstance(path, int) else None
    if event == "sqlite3.connect":
        return _database(args[0])
    if event in CHANGES:
        return _path(args[TARGET.get(event, 0)])
    if event.startswith(("shutil.", "tempfile.")) or event in CHILDREN:
        return repr(args)
    if event in SPOKEN_TO:
        return repr(args[0] if event.startswith("socket.get") else args[1])
    return None


def _path(path: object) -> str:
    return str(Path(os.fsdecode(path)).absolute()) if not isinstance(path, int) else f"fd {path}"


def _database(name: object) -> str:
    text = os.fsdecode(name)
    if text.startswith("file:"):
        text = unquote(text.removeprefix("file:").partition("?")[0])
    return text if text == ":memory:" else _path(text)


def _note_tempfile(note) -> None:
    """Note also what stays in memory at first: a spooled file spills later."""
    for name in TEMPORARY:
        setattr(tempfile, name, _noted(getattr(tempfile, name), f"tempfile.{name}", note))
    for name in TEMPORARY_CLASSES:
        kind = getattr(tempfile, name)
        kind.__init__ = _noted(kind.__init__, f"tempfile.{name}", note)


def _noted(function, event: str, note):
    def noting(*args, **kwargs):
        note(event, "")
        return function(*args, **kwargs)

    return noting


if __name__ == "__main__":
    watch(sys.argv[1])
    from ipdoc.cli import main

    main(sys.argv[2:])
