"""Attachments in frames: what goes in comes out, and every change of the file is noticed."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipdoc.vault import frames
from ipdoc.vault.errors import NewerFormatError, TamperedError
from ipdoc.vault.frames import FRAME_BYTES, HEAD_BYTES, TAG_BYTES, decrypt_frames, encrypt_frames

KEY = bytes(range(32))
IDENTITY = b"attachment 1"
SMALL = 64


class Trickle(io.RawIOBase):
    """A stream that gives a few bytes at a time, as a pipe or a socket does."""

    def __init__(self, data, most=1000):
        self._data, self._most = io.BytesIO(data), most

    def read(self, size=-1):
        """Return at most the few bytes."""
        return self._data.read(min(size, self._most))


@pytest.fixture
def small_frames(monkeypatch):
    monkeypatch.setattr(frames, "FRAME_BYTES", SMALL)


def encrypted(data, **given_):
    return list(encrypt_frames(io.BytesIO(data), KEY, IDENTITY, **given_))


def decrypted(pieces, key=KEY, identity=IDENTITY):
    return b"".join(decrypt_frames(pieces, key, identity))


@pytest.mark.parametrize("size", [0, 1, FRAME_BYTES - 1, FRAME_BYTES, FRAME_BYTES + 1])
def test_file_of_any_size_comes_back(size):
    data = bytes(i % 251 for i in range(1000)) * (size // 1000 + 1)
    assert decrypted(encrypted(data[:size])) == data[:size]


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=5 * SMALL), cut=st.integers(1, 2 * SMALL))
def test_file_comes_back_however_it_is_cut_into_pieces(data, cut):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frames, "FRAME_BYTES", SMALL)
        whole = b"".join(encrypted(data))
        pieces = [whole[i : i + cut] for i in range(0, len(whole), cut)]
        assert decrypted(pieces) == data
        assert len(whole) == HEAD_BYTES + len(data) + max(1, -(-len(data) // SMALL)) * TAG_BYTES


@settings(max_examples=80, deadline=None)
@given(data=st.binary(max_size=3 * SMALL), where=st.integers(0), bit=st.integers(0, 7))
def test_one_changed_bit_anywhere_is_noticed(data, where, bit):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frames, "FRAME_BYTES", SMALL)
        whole = bytearray(b"".join(encrypted(data)))
        whole[where % len(whole)] ^= 1 << bit
        with pytest.raises((TamperedError, NewerFormatError)):
            decrypted([bytes(whole)])


def test_stream_that_gives_little_at_a_time_is_read_to_its_end():
    data = bytes(300_000)
    assert decrypted(encrypt_frames(Trickle(data), KEY, IDENTITY)) == data


def test_file_cut_at_any_byte_is_noticed(small_frames):
    whole = b"".join(encrypted(bytes(3 * SMALL)))
    for size in range(len(whole)):
        with pytest.raises(TamperedError):
            decrypted([whole[:size]])


def test_file_with_something_appended_is_noticed(small_frames):
    pieces = encrypted(bytes(2 * SMALL))
    for extra in (b"x", pieces[-1], b"".join(encrypted(b"more"))):
        with pytest.raises(TamperedError):
            decrypted([*pieces, extra])


def test_frames_in_another_order_are_noticed(small_frames):
    head, first, second, third = encrypted(bytes(3 * SMALL))
    for order in ([second, first, third], [first, third, second], [first, first, third]):
        with pytest.raises(TamperedError):
            decrypted([head, *order])


def test_frame_of_another_file_is_noticed(small_frames):
    head, first, second = encrypted(bytes(2 * SMALL))
    _, foreign, _ = encrypted(bytes(2 * SMALL))
    with pytest.raises(TamperedError):
        decrypted([head, foreign, second])
    assert decrypted([head, first, second]) == bytes(2 * SMALL)


def test_file_under_another_identity_or_key_is_refused():
    pieces = encrypted(b"left arm")
    with pytest.raises(TamperedError):
        decrypted(pieces, identity=b"attachment 2")
    with pytest.raises(TamperedError):
        decrypted(pieces, key=bytes(32))


def test_file_of_a_newer_format_is_named_so():
    head, frame = encrypted(b"x")
    with pytest.raises(NewerFormatError, match="newer ipdoc"):
        decrypted([b"\x02" + head[1:], frame])


def test_big_file_is_never_whole_in_memory():
    class Zeros:
        left, taken = 40 * FRAME_BYTES, 0

        def read(self, size=-1):
            size = min(size, self.left)
            self.left -= size
            return bytes(size)

    stream = Zeros()
    pieces = encrypt_frames(stream, KEY, IDENTITY)
    for count, _ in enumerate(decrypt_frames(pieces, KEY, IDENTITY), 1):
        read = 40 - stream.left // FRAME_BYTES
        assert read - count <= 3
    assert count == 40
