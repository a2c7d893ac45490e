"""Photographs: decoded safely, kept as they came, without metadata in what is made of them."""

import hashlib
import io

import pytest
from PIL import Image

from ipdoc.casework.cases import start_case
from ipdoc.casework.photographs import (
    attach_photograph,
    move_photograph,
    photographs,
    remove_photograph,
    rendition,
    save_photograph,
)
from ipdoc.domain.finding import RuleError
from ipdoc.imaging.intake import PhotographError, prepare
from tests.builders import a_vault
from tests.databases import on_each_database

pytestmark = on_each_database

MAKER, DESCRIPTION, ORIENTATION = 271, 270, 274


def a_jpeg(width=640, height=480, orientation=1):
    picture = Image.new("RGB", (width, height), (200, 30, 30))
    exif = picture.getexif()
    exif[MAKER], exif[DESCRIPTION], exif[ORIENTATION] = "PLANTED-MAKER", "PLANTED", orientation
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return io.BytesIO(out.getvalue())


@pytest.fixture
def vault(tmp_path):
    """An open vault."""
    with a_vault(tmp_path) as opened:
        yield opened


@pytest.fixture
def ref(vault):
    """A new full evaluation."""
    return start_case(vault, "full", "K-1", "R-1", {"record": "en"})


def test_original_is_kept_as_it_came_with_its_digest(vault, ref):
    stream = a_jpeg()
    kept = attach_photograph(vault, ref, stream)
    file, pieces = rendition(vault, ref, kept.id, "original")
    content = b"".join(pieces)
    assert content == stream.getvalue()
    assert file.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("kind", ["printed", "shown"])
def test_copies_hold_no_metadata(vault, ref, kind):
    kept = attach_photograph(vault, ref, a_jpeg())
    content = b"".join(rendition(vault, ref, kept.id, kind)[1])
    assert b"PLANTED" not in content
    with Image.open(io.BytesIO(content)) as picture:
        assert not picture.getexif()


def test_picture_taken_on_its_side_stands_upright(vault, ref):
    kept = attach_photograph(vault, ref, a_jpeg(640, 480, orientation=6))
    assert (kept.printed.width_px, kept.printed.height_px) == (480, 640)


@pytest.mark.parametrize(
    "content",
    [b"", b"not a picture", b"%PDF-1.7 no", b"<svg xmlns='http://www.w3.org/2000/svg'/>"],
)
def test_file_that_is_no_photograph_is_refused(content):
    with pytest.raises(PhotographError, match="no photograph"):
        prepare(io.BytesIO(content))


def test_photograph_cut_short_is_refused_and_nothing_is_kept(vault, ref):
    whole = a_jpeg(1200, 900).getvalue()
    with pytest.raises(PhotographError, match="cut short"):
        attach_photograph(vault, ref, io.BytesIO(whole[: len(whole) // 2]))
    assert photographs(vault, ref) == []
    assert not [path for path in (vault.folder / "attachments").rglob("*") if path.is_file()]


def test_picture_with_too_many_pixels_is_refused():
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")
    with pytest.raises(PhotographError, match="million pixels"):
        prepare(io.BytesIO(out.getvalue()))


@pytest.mark.parametrize("size", [(1, 40_000), (40_000, 1)])
def test_strip_of_pixels_is_refused_before_it_is_decoded(size):
    with pytest.raises(PhotographError, match="longer than 30000 pixels"):
        prepare(a_png(Image.new("L", size)))


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_greys_of_sixteen_bits_stay_what_they_are(kind):
    out, greys = io.BytesIO(), (0, 0x1000, 0x8000, 0xFFFF)
    row = b"".join(grey.to_bytes(2, "little") * 100 for grey in greys)
    Image.frombytes("I;16", (400, 100), row * 100).save(out, kind)
    shown = Image.open(io.BytesIO(prepare(out).shown.jpeg))
    seen = [shown.getpixel((100 * number + 50, 50))[0] for number in range(len(greys))]
    assert all(abs(one - (grey >> 8)) <= 3 for one, grey in zip(seen, greys, strict=True))


def test_table_of_numbers_is_no_photograph():
    out = io.BytesIO()
    Image.new("F", (40, 30), 0.5).save(out, "TIFF")
    with pytest.raises(PhotographError, match="no photograph that ipdoc can read"):
        prepare(out)


def test_damaged_colour_profile_does_not_keep_a_photograph_out():
    whole = a_png(Image.new("RGB", (40, 30), "red"), icc_profile=b"no profile" * 20)
    shown = Image.open(io.BytesIO(prepare(whole).shown.jpeg))
    assert shown.getpixel((20, 15))[0] > 240


def a_png(picture, **more):
    out = io.BytesIO()
    picture.save(out, "PNG", **more)
    return out


def test_transparent_png_gets_a_white_ground():
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    prepared = prepare(io.BytesIO(out.getvalue()))
    with Image.open(io.BytesIO(prepared.printed.jpeg)) as picture:
        assert picture.getpixel((25, 25)) == (255, 255, 255)


def test_intimate_photograph_lies_under_its_own_key(vault, ref):
    kept = attach_photograph(vault, ref, a_jpeg(), intimate=True)
    with vault.transaction(write=False) as work:
        row = work.rows.attachment(kept.original.attachment)
    assert row.part == "intimate"


def test_order_can_be_changed_and_numbers_stay(vault, ref):
    for _ in range(3):
        attach_photograph(vault, ref, a_jpeg(20, 20))
    move_photograph(vault, ref, "P003", "up")
    assert [one.number for one in photographs(vault, ref)] == [1, 3, 2]


def test_removed_photograph_leaves_a_gap_with_its_reason(vault, ref):
    attach_photograph(vault, ref, a_jpeg(20, 20))
    with pytest.raises(RuleError, match="Say why"):
        remove_photograph(vault, ref, "P001", " ")
    remove_photograph(vault, ref, "P001", "blurred")
    assert photographs(vault, ref) == []
    assert attach_photograph(vault, ref, a_jpeg(20, 20)).number == 2


def test_caption_is_saved_on_the_version_it_was_read_from(vault, ref):
    kept = attach_photograph(vault, ref, a_jpeg(20, 20))
    saved = save_photograph(vault, ref, kept.id, {"caption": "Back"}, 1)
    assert saved.fields["caption"] == "Back"
