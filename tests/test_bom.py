"""bom.json: every component with version, licence and digest, in step with lock and setup.cfg."""

import configparser
import json
import re
from pathlib import Path

from packaging.requirements import Requirement

from tests.test_lock import locked, wanted
from tools.bom import EXTRAS, bill

ROOT = Path(__file__).resolve().parent.parent
BILL = json.loads((ROOT / "bom.json").read_text(encoding="utf-8"))
NAMED = {one["name"]: one for one in BILL["components"]}


def for_extras():
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    for extra in EXTRAS:
        lines = parser["options.extras_require"][extra].split("\n")
        yield from (Requirement(line) for line in lines if line.strip())


def test_bill_holds_what_the_lock_holds_and_what_the_extras_add():
    needed = {name: one["version"] for name, one in NAMED.items() if one["scope"] == "required"}
    assert needed == locked(), "run python -m tools.bom"
    refused = [
        str(one)
        for one in (*wanted(), *for_extras())
        if not one.specifier.contains(NAMED[one.name.lower()]["version"])
    ]
    assert refused == [], "run python -m tools.bom"


def test_every_component_has_a_licence_and_the_digest_of_a_named_file():
    assert (BILL["bomFormat"], BILL["specVersion"]) == ("CycloneDX", "1.6")
    for one in NAMED.values():
        [said] = one["licenses"]
        assert said.get("expression") or said["license"]["name"]
        [digest] = one["hashes"]
        assert digest["alg"] == "SHA-256"
        assert re.fullmatch(r"[0-9a-f]{64}", digest["content"])
        [file] = one["properties"]
        assert one["version"] in file["value"]
        assert one["purl"] == f"pkg:pypi/{one['name']}@{one['version']}"


def test_bill_is_made_of_what_pip_says():
    def said(name, **more):
        taken = {
            "url": f"https://x.example/a/{name}-1-py3-none-any.whl?s=1",
            "archive_info": {"hashes": {"sha256": "0" * 64}},
        }
        return {"metadata": {"name": name, "version": "1", **more}, "download_info": taken}

    text = "Copyright 2010\n" * 20
    classes = ["Topic :: X", "License :: OSI Approved :: BSD License"]
    made = bill(
        [
            said("ipdoc", license="GPL-3.0-or-later"),
            said("Long_Text", license=text, classifier=classes),
            said("spdx", license_expression="MIT OR Apache-2.0"),
        ],
        {"spdx"},
    )
    long, spdx = made["components"]
    assert (long["name"], long["scope"], spdx["scope"]) == ("long-text", "optional", "required")
    assert long["licenses"] == [{"license": {"name": "BSD License"}}]
    assert spdx["licenses"] == [{"expression": "MIT OR Apache-2.0"}]
    assert spdx["properties"][0]["value"] == "spdx-1-py3-none-any.whl"
