"""The recipe for a server: files that parse, settings that exist, promises that the text makes."""

import configparser
import dataclasses
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ipdoc import config

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "docs" / "deploy"
UNIT, NGINX, CADDY = DEPLOY / "ipdoc.service", DEPLOY / "nginx.conf", DEPLOY / "Caddyfile"
PAPER = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")


def test_every_setting_of_the_recipe_exists_and_every_setting_is_told():
    known = set(re.findall(r"IPDOC_[A-Z_]+", Path(config.__file__).read_text(encoding="utf-8")))
    files = [*DEPLOY.iterdir(), ROOT / "Containerfile"]
    text = PAPER + "".join(path.read_text(encoding="utf-8") for path in files)
    assert set(re.findall(r"IPDOC_[A-Z_]+", text)) <= known
    paper = PAPER + (ROOT / "docs" / "administrators.md").read_text(encoding="utf-8")
    assert {name for name in known if name not in paper} <= {"IPDOC_VAULT"}


def test_settings_of_the_recipe_can_be_read(tmp_path):
    lines = (DEPLOY / "server.env").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    secret = tmp_path / "secret"
    secret.write_bytes(b"s" * 44)
    secret.chmod(0o400)
    found = config.load_server_settings(given | {"IPDOC_SECRET_FILE": str(secret)})
    assert found.settings.hosts == ("ipdoc.example.org",)
    assert found.settings.second_factor == "required"
    assert dataclasses.asdict(found)["proxies"] == ("127.0.0.1", "::1")


def the_unit():
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str
    unit.read(UNIT)
    return unit["Service"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("PrivateDevices", "yes"),
        ("CapabilityBoundingSet", ""),
        ("MemorySwapMax", "0"),
        ("LimitCORE", "0"),
        ("UMask", "0077"),
        ("IPAddressDeny", "any"),
    ],
)
def test_unit_shuts_the_workers_in(name, value):
    assert the_unit()[name] == value


def test_unit_is_one_that_systemd_understands(tmp_path):
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd here")
    text = UNIT.read_text().replace("/opt/ipdoc/bin/ipdoc", "/bin/true")
    unit = tmp_path / UNIT.name
    unit.write_text(text)
    done = subprocess.run([program, "verify", unit], capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if UNIT.name in line]
    assert said == []


def test_proxies_buffer_nothing_compress_nothing_and_log_no_path():
    nginx = NGINX.read_text()
    for said in (
        "proxy_buffering off;",
        "proxy_request_buffering off;",
        "proxy_max_temp_file_size 0;",
        "gzip off;",
        "access_log off;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
        "proxy_set_header Host $host;",
        "client_header_timeout 10s;",
        "client_body_timeout 15s;",
        "limit_conn ipdoc 64;",
    ):
        assert said in nginx
    caddy = CADDY.read_text()
    for said in ("flush_interval -1", "output discard", "read_header 10s", "read_body 5m"):
        assert said in caddy
    told = [line.split("#")[0] for line in caddy.splitlines()]
    assert not [line for line in told if re.search("encode|buffer", line)]
    for text in (nginx, caddy):
        assert {"/healthz", "/readyz"} <= set(re.findall(r"/\w+z\b", text))


def test_image_runs_as_nobody_in_particular_and_holds_no_secret():
    lines = (ROOT / "Containerfile").read_text().splitlines()
    assert "USER ipdoc" in lines
    assert lines.index("USER ipdoc") < next(n for n, one in enumerate(lines) if "ENTRYPOINT" in one)
    assert not [one for one in lines if re.search(r"(SECRET|PASSWORD|DATABASE_URL)=", one)]
