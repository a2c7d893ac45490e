"""The proxies of the recipe in front of real workers: the files of docs/deploy as they stand there.

Only what names a place is written anew: name, ports, socket, certificate, and the folders into
which a proxy would spill what it is told to keep in memory.
"""

import contextlib
import datetime as dt
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.overhttp import ANSWER_S, Browser
from tests.serving import HOST

DEPLOY = Path(__file__).resolve().parent.parent / "docs" / "deploy"
NAMED = "ipdoc.example.org"
START_S, END_S = 30, 5


def program(name: str) -> str:
    """Return the path of a proxy; where there is none, fail in CI and skip elsewhere."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None and os.environ.get("CI"):
        pytest.fail(f"{name} is not installed")
    return found or pytest.skip(f"{name} is not installed")


def self_signed(folder: Path) -> tuple[Path, Path]:
    """Write a certificate for the name of the tests and its key; return both paths."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    today = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "fullchain.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    forms = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, *forms))
    return certificate, secret


class Proxy(ABC):
    """A proxy that was started with its recipe, on ports of its own.

    Args:
        folder: an empty folder; what the proxy writes lies below it.
        upstream: the socket of the workers.
    """

    def __init__(self, folder: Path, upstream: Path) -> None:
        self.folder, self.upstream = folder, upstream
        self.spills = folder / "spills"
        self.spills.mkdir(parents=True)
        self.certificate, self.key = self_signed(folder)
        self.plain_port, self.port = _free_port(), _free_port()
        with (folder / "said").open("wb") as said:
            self.process = subprocess.Popen(
                self._command(), cwd=folder, env=self._environment(), stdout=said, stderr=said
            )
        self._wait()

    @abstractmethod
    def _command(self) -> list[str]:
        """Return the command that starts it, its recipe written out."""

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder)}

    def recipe(self, name: str) -> str:
        """Return the recipe with the places of the test."""
        text = (DEPLOY / name).read_text(encoding="utf-8")
        text = text.replace("/run/ipdoc/ipdoc.sock", str(self.upstream))
        return text.replace(NAMED, HOST)

    def said(self) -> str:
        """Return what it wrote to stdout and stderr."""
        return (self.folder / "said").read_text(encoding="utf-8")

    def _wait(self) -> None:
        until = time.monotonic() + START_S
        while True:
            assert self.process.poll() is None, self.said()
            with contextlib.suppress(OSError), self.line():
                return
            assert time.monotonic() < until, self.said()
            time.sleep(0.05)

    def line(self, **limits: ssl.TLSVersion | str) -> ssl.SSLSocket:
        """Return a connection; ``highest`` names the version, ``ciphers`` the suites to offer.

        Raises:
            OSError: nobody answers, or the two do not agree.
        """
        context = ssl.create_default_context(cafile=str(self.certificate))
        if "highest" in limits:
            context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
            context.maximum_version = limits["highest"]
        if "ciphers" in limits:
            context.set_ciphers(str(limits["ciphers"]))
        bare = socket.create_connection(("127.0.0.1", self.port), ANSWER_S)
        try:
            return context.wrap_socket(bare, server_hostname=HOST)
        except OSError:
            bare.close()
            raise

    def browser(self) -> "TlsBrowser":
        """Return a browser that comes by https."""
        return TlsBrowser(self)

    def end(self) -> None:
        """Make sure that it is gone."""
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):  # a line may still be open
            self.process.wait(END_S)
        self.process.kill()
        self.process.wait()


class Nginx(Proxy):
    """nginx with its server block inside the least that it needs."""

    def _command(self) -> list[str]:
        text = self.recipe("nginx.conf")
        text = re.sub(r"^\s*listen \[::\].*\n", "", text, flags=re.MULTILINE)
        text = text.replace("listen 80;", f"listen 127.0.0.1:{self.plain_port};")
        text = text.replace("listen 443 ", f"listen 127.0.0.1:{self.port} ")
        text = text.replace("/etc/ssl/ipdoc/", f"{self.folder}/")
        text = text.replace("/var/log/nginx/error.log", f"{self.folder}/errors")
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        spills = "".join(f"{kind}_temp_path {self.spills}/{kind};\n" for kind in kinds)
        file = self.folder / "nginx.conf"
        user = "user root;" if os.geteuid() == 0 else ""
        file.write_text(
            f"{user} daemon off; pid {self.folder}/pid; events {{}}\nhttp {{\n{spills}{text}}}\n"
        )
        return [program("nginx"), "-c", str(file), "-e", f"{self.folder}/errors"]


class Caddy(Proxy):
    """Caddy with its site, the certificate given instead of asked for."""

    def _command(self) -> list[str]:
        text = self.recipe("Caddyfile").replace(
            f"{HOST} {{", f"{HOST}:{self.port} {{\n\ttls {self.certificate} {self.key}", 1
        )
        said = f"admin off\n\thttp_port {self.plain_port}\n\thttps_port {self.port}\n"
        file = self.folder / "Caddyfile"
        file.write_text(text.replace("{\n", f"{{\n\t{said}", 1))
        return [program("caddy"), "run", "--config", str(file), "--adapter", "caddyfile"]

    def _environment(self) -> dict[str, str]:
        return {**super()._environment(), "TMPDIR": str(self.spills)}


class TlsBrowser(Browser):
    """A browser that comes to the proxy by https, and knows the certificate."""

    def __init__(self, proxy: Proxy, cookies: dict[str, str] | None = None) -> None:
        super().__init__(proxy.port, cookies)
        self._proxy = proxy
        self._connection = _Https(proxy)

    def another(self) -> "TlsBrowser":
        """Return another tab: the same cookies."""
        return TlsBrowser(self._proxy, self.cookies)

    def ask(self, method, path, body=b"", **headers):
        """Send a request to the name of the tests."""
        return super().ask(method, path, body, **{"Host": HOST, **headers})


class _Https(http.client.HTTPConnection):
    def __init__(self, proxy: Proxy) -> None:
        super().__init__(HOST, proxy.port, timeout=ANSWER_S)
        self._proxy = proxy

    def connect(self) -> None:
        self.sock = self._proxy.line()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
