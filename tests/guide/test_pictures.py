"""Uploaded pictures: what is kept, what is dropped and what is refused."""

import io
import random
import struct
import zlib

import pytest
from django.core.files.storage import InMemoryStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from guide.pictures import NotAPicture, clean_picture, save_once

RED, BLUE = (200, 30, 30), (30, 30, 200)
FORMATS = pytest.mark.parametrize(
    ("form", "ending"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")]
)


def upload(data, name="photo.png", kind="image/png"):
    return SimpleUploadedFile(name, data, kind)


def encoded(picture, form, **options):
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def two_halves(width=40, height=20):
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(BLUE, (width // 2, 0, width, height))
    return picture


def opened(file):
    return Image.open(io.BytesIO(file.read()))


def is_near(pixel, colour):
    return all(abs(a - b) < 30 for a, b in zip(pixel[:3], colour, strict=True))


def exif(**tags):
    data = Image.Exif()
    data[0x010E] = "Taken at 12 Secret Street"
    data[0x0112] = tags.get("orientation", 1)
    data.get_ifd(0x8825)[1] = "N"
    return data


def png_of(width, height):
    """A PNG that promises so many pixels and holds none of them."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


@FORMATS
def test_a_picture_keeps_its_pixels_and_its_kind(form, ending):
    file = clean_picture(upload(encoded(two_halves(), form)))

    picture = opened(file)
    assert (picture.format, picture.size) == (form, (40, 20))
    assert is_near(picture.getpixel((5, 10)), RED)
    assert is_near(picture.getpixel((35, 10)), BLUE)
    assert file.name.endswith(f".{ending}")


@FORMATS
def test_the_name_comes_from_the_content_alone(form, ending):
    data = encoded(two_halves(), form)

    names = {
        clean_picture(upload(data, name, kind)).name
        for name, kind in [
            ("a.png", "image/png"),
            ('"><script>alert(1)</script>.html', "text/html"),
            ("../../etc/passwd", ""),
            (".png)[x](javascript:alert(1)", "image/gif"),
        ]
    }

    assert len(names) == 1
    stem, end = names.pop().split(".")
    assert (len(stem), end) == (32, ending)
    assert set(stem) <= set("0123456789abcdef")


@FORMATS
def test_where_and_when_it_was_taken_is_dropped(form, ending):
    data = encoded(two_halves(), form, exif=exif())
    assert b"Secret Street" in data

    file = clean_picture(upload(data))

    assert b"Secret Street" not in file.read()
    file.seek(0)
    assert not opened(file).getexif()


def test_comments_inside_are_dropped():
    text = PngInfo()
    text.add_text("Comment", "<script>alert(1)</script>")
    commented = [
        encoded(two_halves(), "PNG", pnginfo=text),
        encoded(two_halves(), "JPEG", comment=b"<script>alert(1)</script>"),
    ]

    for data in commented:
        assert b"<script>" in data
        assert b"<script>" not in clean_picture(upload(data)).read()


@FORMATS
def test_a_sideways_photo_stands_upright(form, ending):
    data = encoded(two_halves(), form, exif=exif(orientation=6))

    picture = opened(clean_picture(upload(data)))

    assert picture.size == (20, 40)
    assert is_near(picture.getpixel((10, 5)), RED)
    assert is_near(picture.getpixel((10, 35)), BLUE)


def test_a_large_photo_becomes_smaller_and_keeps_its_shape():
    picture = opened(clean_picture(upload(encoded(two_halves(3200, 800), "JPEG"))))

    assert picture.size == (1600, 400)


def test_what_can_be_seen_through_stays_so():
    file = clean_picture(upload(encoded(Image.new("RGBA", (4, 4), (0, 0, 0, 0)), "PNG")))

    assert opened(file).getpixel((0, 0))[3] == 0


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_understood(mode):
    picture = opened(clean_picture(upload(encoded(Image.new(mode, (4, 4)), "PNG"))))

    assert picture.size == (4, 4)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_every_kind_of_jpeg_is_understood(mode):
    picture = opened(clean_picture(upload(encoded(Image.new(mode, (4, 4)), "JPEG"))))

    assert picture.mode == "RGB"


def test_of_a_telephones_two_pictures_in_one_the_first_is_taken():
    second = Image.new("RGB", (40, 20), BLUE)
    data = encoded(two_halves(), "MPO", save_all=True, append_images=[second])
    assert opened(io.BytesIO(data)).format == "MPO"

    picture = opened(clean_picture(upload(data)))

    assert (picture.format, picture.size) == ("JPEG", (40, 20))
    assert is_near(picture.getpixel((5, 10)), RED)


@FORMATS
def test_what_hangs_on_behind_is_dropped(form, ending):
    tail = b"<script>alert(1)</script><?php system($_GET[0]); ?>PK\3\4"

    file = clean_picture(upload(encoded(two_halves(), form) + tail))

    data = file.read()
    assert b"script" not in data
    assert b"php" not in data


NO_PICTURES = {
    "html": b"<!doctype html><script>alert(1)</script>",
    "php": b"<?php system($_GET[0]); ?>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "svg with a head": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "text": b"just words",
    "nothing": b"",
    "pdf": b"%PDF-1.7\n",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "gif": encoded(Image.new("P", (4, 4)), "GIF"),
    "bmp": encoded(Image.new("RGB", (4, 4)), "BMP"),
    "tiff": encoded(Image.new("RGB", (4, 4)), "TIFF"),
    "icon": encoded(Image.new("RGB", (16, 16)), "ICO"),
    "only a head": b"\x89PNG\r\n\x1a\n",
    "half a png": encoded(two_halves(), "PNG")[:60],
    "half a jpeg": encoded(two_halves(), "JPEG")[:300],
    "half a webp": encoded(two_halves(), "WEBP")[:40],
}


@pytest.mark.parametrize("kind", NO_PICTURES)
@pytest.mark.parametrize("claim", ["image/png", "image/gif", "image/svg+xml"])
def test_what_is_no_picture_is_refused_whatever_it_claims(kind, claim):
    with pytest.raises(NotAPicture, match="not a PNG, JPEG or WebP") as refusal:
        clean_picture(upload(NO_PICTURES[kind], "photo.png", claim))

    assert not refusal.value.too_large


@pytest.mark.parametrize("side", [5_001, 13_300, 50_000, 2**31 - 1])
def test_a_bomb_of_pixels_is_refused_before_it_is_opened(side):
    with pytest.raises(NotAPicture, match="too many pixels") as refusal:
        clean_picture(upload(png_of(side, side)))

    assert refusal.value.too_large


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_a_picture_that_moves_is_refused(form):
    frames = [Image.new("RGB", (4, 4), (number % 256, 0, 0)) for number in range(100)]
    data = encoded(frames[0], form, save_all=True, append_images=frames[1:])

    with pytest.raises(NotAPicture, match="moves"):
        clean_picture(upload(data))


def test_a_file_above_the_limit_is_refused_unread(settings):
    settings.PICTURE_MAX_BYTES = 1000
    data = encoded(two_halves(), "PNG")

    clean_picture(upload(data.ljust(1000, b"\0")))
    with pytest.raises(NotAPicture, match="larger than 5 MB") as refusal:
        clean_picture(upload(data.ljust(1001, b"\0")))

    assert refusal.value.too_large


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's own words on damaged EXIF
@FORMATS
def test_a_damaged_file_is_refused_or_read_and_never_a_crash(form, ending):
    dice = random.Random(form)
    whole = encoded(two_halves(), form, exif=exif(orientation=6))

    for _attempt in range(300):
        data = bytearray(whole)
        for _damage in range(dice.randint(1, 5)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        try:
            clean_picture(upload(bytes(data[: dice.randint(20, 2 * len(data))])))
        except NotAPicture:
            continue


def test_the_same_picture_is_stored_once():
    storage, data = InMemoryStorage(), encoded(two_halves(), "PNG")

    first = save_once(storage, "pictures", clean_picture(upload(data, "a.png")))
    second = save_once(storage, "pictures", clean_picture(upload(data, "b.png")))

    assert first == second
    assert storage.listdir("pictures") == ([], [first.removeprefix("pictures/")])


def test_what_is_stored_is_never_written_again():
    storage, picture = InMemoryStorage(), clean_picture(upload(encoded(two_halves(), "PNG")))
    name = save_once(storage, "pictures", picture)
    written = storage.get_modified_time(name)

    save_once(storage, "pictures", picture)

    assert storage.get_modified_time(name) == written
