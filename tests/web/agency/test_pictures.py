"""A logo is a picture from its first byte to its last."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.pictures import a_jpeg, a_png

from arcs.core.refusal import Refusal
from arcs.web.agency.pictures import picture_of


def test_whole_pictures_are_known_with_their_size() -> None:
    png, jpeg = picture_of(a_png(120, 40)), picture_of(a_jpeg(64, 32))
    assert (png.kind, png.width, png.height) == ("png", 120, 40)
    assert (jpeg.kind, jpeg.width, jpeg.height) == ("jpeg", 64, 32)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a" + b"\x00" * 40,
        a_png() + b"<script>alert(1)</script>",
        a_jpeg() + b"PK\x03\x04",
        a_jpeg() + b"PK\x03\x04\xff\xd9",
        a_png()[:-5],
        a_png().replace(b"IDAT", b"IDAX"),
        a_png(3000, 1),
        a_png() * 10_000,
    ],
)
def test_what_is_no_whole_picture_or_too_large_is_refused_with_a_remedy(content: bytes) -> None:
    with pytest.raises(Refusal, match="Try this"):
        picture_of(content)


@given(st.binary(max_size=60), st.integers(0, 70))
def test_any_bytes_get_an_answer(content: bytes, at: int) -> None:
    for start in (b"", b"\xff\xd8", a_png()[:at], a_jpeg()[:at]):
        try:
            picture_of(start + content)
        except Refusal as refused:
            assert refused.remedy
