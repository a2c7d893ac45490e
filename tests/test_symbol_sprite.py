"""The sprite of signs that the screen draws is the one that symbols.toml makes."""

from ipdoc.anatomy.symbols import all_symbols
from tools.symbols import SPRITE, sprite


def test_sprite_is_in_step_with_the_signs() -> None:
    assert SPRITE.read_text(encoding="utf-8") == sprite()


def test_sprite_holds_every_sign_once() -> None:
    text = sprite()
    assert all(text.count(f'<symbol id="{key}"') == 1 for key in all_symbols())
