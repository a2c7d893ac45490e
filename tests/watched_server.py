"""The real server in a process of its own, watched, with empty folders all round it."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.launching import LINK, Address, address_of
from tests.wire import Wire

ROOT = Path(__file__).resolve().parent.parent
HOME_PARTS = {"XDG_DATA_HOME": "data", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache"}


@dataclass
class Watched:
    """A server that runs, and the places beside its vault."""

    base: Path
    process: subprocess.Popen
    port: int = 0
    cookies: dict[str, str] = field(default_factory=dict)
    """What the first browser was given."""
    given: dict[str, str] = field(default_factory=dict)
    """Settings of the commands."""

    @property
    def vault(self) -> Path:
        """The vault's folder, the only one that may be written."""
        return self.base / "vault"

    def around(self) -> list[Path]:
        """Return the folders that must stay as they are: home, temporary, current."""
        made = [self.base / name for name in ("home", "tmp", "work")]
        return [*made, *(self.base / "home" / name for name in HOME_PARTS.values())]

    def browser(self) -> Wire:
        """Return a browser that the server's own computer lets near."""
        return Wire(self.port, self.cookies)

    def everywhere(self) -> list[Path]:
        """Return all folders in which nothing may be read: the vault's, those around, copies."""
        return [self.vault, *self.around(), self.base / "kept"]

    def command(self, *args: str, typed: str = "") -> bytes:
        """Give a command for the vault, under watch; return what it says.

        Args:
            args: of ``ipdoc``, without the vault.
            typed: the passphrase, if it needs one.
        """
        with tempfile.NamedTemporaryFile("w", dir=self.base, encoding="utf-8") as secret:
            secret.write(f"{typed}\n")
            secret.flush()
            watched = ("-m", "tests.watching", str(self.base / "notes.jsonl"))
            given = ["--vault", str(self.vault)]
            given += ["--passphrase-file", secret.name] if typed else []
            done = subprocess.run(
                [sys.executable, *watched, *args, *given],
                capture_output=True,
                check=False,
                env=environment(self.base, self.given),
                cwd=self.base / "work",
            )
        with (self.base / "stderr").open("ab") as said:
            said.write(done.stderr)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def notes(self) -> list[tuple[str, str]]:
        """Return event and path of everything that was written so far."""
        lines = (self.base / "notes.jsonl").read_text(encoding="utf-8").splitlines()
        return [tuple(json.loads(line)) for line in lines]

    def said(self) -> bytes:
        """Return all that the server wrote to its outputs."""
        return (self.base / "stdout").read_bytes() + (self.base / "stderr").read_bytes()

    def touched(self) -> list[Path]:
        """Return the folders round the vault in which a file was made, even if it is gone now."""
        before = json.loads((self.base / "times.json").read_text())
        return [one for one in self.around() if one.stat().st_mtime_ns != before[str(one)]]

    def terminate(self) -> int:
        """End the server as the system does; return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


@contextmanager
def watched_server(base: Path, **given: str):
    """Start ``ipdoc serve`` for a vault that does not exist yet; yield it once it answers."""
    server = Watched(base, None)
    for folder in server.around():
        folder.mkdir(parents=True)
    times = {str(one): one.stat().st_mtime_ns for one in server.around()}
    (base / "times.json").write_text(json.dumps(times))
    command = [sys.executable, "-u", "-m", "tests.watching", str(base / "notes.jsonl"), "serve"]
    command += ["--vault", str(server.vault), "--no-browser"]
    with (base / "stdout").open("wb") as out, (base / "stderr").open("wb") as err:
        server.process = subprocess.Popen(
            command, stdout=out, stderr=err, env=environment(base, given), cwd=base / "work"
        )
    try:
        address = _address(server)
        server.port, server.cookies = int(address.rpartition(":")[2]), address.cookies
        yield server
    finally:
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait(10)


def environment(base: Path, more: dict[str, str]) -> dict[str, str]:
    """Return the environment of a program under watch: homes and temporary folders of its own."""
    home, temporary = base / "home", str(base / "tmp")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("IPDOC_")}
    xdg = {key: str(home / part) for key, part in HOME_PARTS.items()}
    temporary_names = dict.fromkeys(("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"), temporary)
    python = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return {**kept, "HOME": str(home), **xdg, **temporary_names, **python, **more}


def _address(server: Watched) -> Address:
    for _ in range(200):
        if LINK.search(server.said().decode()):
            return address_of(server.said().decode())
        if server.process.poll() is not None:
            break
        try:
            server.process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError(server.said().decode(errors="replace"))
