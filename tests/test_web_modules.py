"""Scripts are sent together with what they import."""

import pytest

from ipdoc.resources import data_dir
from ipdoc.web import modules
from ipdoc.web.modules import ModuleError, linked

SCRIPTS = data_dir("static") / "js"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of scripts of its own."""
    (tmp_path / "js").mkdir()
    monkeypatch.setattr(modules, "data_dir", lambda _name: tmp_path)
    linked.cache_clear()
    yield tmp_path / "js"
    linked.cache_clear()


def test_imports_come_first_and_once(folder):
    imports = 'import { b } from "./b.js";\nimport { c } from "./c.js";\n'
    (folder / "a.js").write_text(f"/** A. */\n{imports}b(c);\n")
    (folder / "b.js").write_text('import { c } from "./c.js";\nexport function b() { return c; }\n')
    (folder / "c.js").write_text("// why\nexport const c = /** @type {number} */ (1);\n")
    assert linked("a.js") == (
        "const m0 = (() => {\nconst c = (1);\nreturn { c };\n})();\n"
        "const m1 = (() => {\nconst { c } = m0;\nfunction b() { return c; }\nreturn { b };\n})();\n"
        "const m2 = (() => {\nconst { b } = m1;\nconst { c } = m0;\nb(c);\nreturn {  };\n})();\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        'import * as all from "./b.js";\n',
        "export default 1;\n",
        "export { a };\n",
        'export * from "./b.js";\n',
        'import { a } from "./a.js";\n',
        "export const a = `one\n  two`;\n",
    ],
)
def test_other_forms_and_circles_are_refused(folder, text):
    (folder / "a.js").write_text(text)
    (folder / "b.js").write_text("export const all = 1;\n")
    with pytest.raises(ModuleError):
        linked("a.js")


def test_nothing_outside_the_scripts_is_sent(folder):
    with pytest.raises(FileNotFoundError):
        linked("../../setup.js")


@pytest.mark.parametrize("name", ["bodymap/main.js", "photomarks/main.js"])
def test_our_scripts_keep_to_the_forms(name):
    text = linked(name)
    assert "@param" not in text
    assert "import {" not in text
