"""Uploaded pictures: what is kept, what is dropped and what is refused."""

import io
import os
import random
import struct
import subprocess
import sys
import zlib
from base64 import b64decode
from itertools import pairwise

import pytest
from django.core.files.storage import InMemoryStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from guide.pictures.cleaning import ONE_AT_A_TIME, NotAPicture, clean_picture, save_once

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


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_chunks(picture, chunks):
    """A PNG with these behind its head, where texts and profiles stand."""
    data = encoded(picture, "PNG")
    return data[:33] + b"".join(chunks) + data[33:]


@pytest.mark.parametrize(
    "bomb",
    [
        chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"x" * 50_000_000)),
        chunk(b"iTXt", b"XML\0\1\0\0\0" + zlib.compress(b"x" * 50_000_000)),
        chunk(b"iCCP", b"sRGB\0\0" + zlib.compress(b"x" * 50_000_000)),
    ],
    ids=["text", "words", "profile"],
)
def test_what_unpacks_beside_the_pixels_is_never_unpacked(bomb):
    picture = opened(clean_picture(upload(with_chunks(two_halves(), [bomb] * 20))))

    assert is_near(picture.getpixel((5, 10)), RED)


SCAN = bytes.fromhex("ffda00080101003f0000") + b"\x00"
CUT_SMALL = {
    "chunks": with_chunks(two_halves(), [chunk(b"tEXt", b"a\0b")] * 20_001),
    "segments": b"\xff\xd8" + b"\xff\xfe\0\2" * 501 + encoded(two_halves(), "JPEG")[2:],
    "filling": encoded(two_halves(), "JPEG")[:2] + b"\xff" * 100_000 + b"\xd9",
    "scans": encoded(two_halves(), "JPEG", progressive=True)[:-2] + SCAN * 101 + b"\xff\xd9",
}


@pytest.mark.parametrize("name", CUT_SMALL)
def test_what_is_cut_into_thousands_of_parts_is_refused(name):
    with pytest.raises(NotAPicture, match=r"unusual way|not a PNG, JPEG or WebP"):
        clean_picture(upload(CUT_SMALL[name]))


def grey_in_sixteen_bits(width=64, height=8):
    picture = Image.new("I;16", (width, height))
    for x in range(width):
        for y in range(height):
            picture.putpixel((x, y), x * 1040)
    return picture


def test_a_ramp_in_sixteen_bits_is_the_same_ramp_in_eight():
    picture = opened(clean_picture(upload(encoded(grey_in_sixteen_bits(), "PNG"))))

    assert [picture.getpixel((x, 3)) for x in range(64)] == [x * 1040 // 256 for x in range(64)]


@pytest.mark.parametrize("width", [40, 4000])  # as it is, and made smaller
@pytest.mark.parametrize(
    ("mode", "ink", "key"),
    [
        ("RGB", RED, (255, 0, 255)),
        ("L", 40, 255),
        ("P", 1, 0),
        ("1", 0, 255),
        ("I;16", 9000, 65535),
    ],
)
def test_one_colour_that_stands_for_seen_through_stays_so(mode, ink, key, width):
    picture = Image.new(mode, (width, 20), key)
    if mode == "P":
        picture.putpalette([255, 0, 255, *RED])
    picture.paste(ink, (width // 2, 0, width, 20))

    picture = opened(clean_picture(upload(encoded(picture, "PNG", transparency=key))))

    assert picture.mode == "RGBA"
    assert picture.getpixel((2, 4))[3] == 0
    assert picture.getpixel((picture.width - 3, 4))[3] == 255


def test_the_colour_of_what_cannot_be_seen_does_not_bleed_into_the_rest():
    picture = Image.new("RGBA", (4000, 100), (0, 255, 0, 0))
    picture.paste((*RED, 255), (2000, 0, 4000, 100))

    picture = opened(clean_picture(upload(encoded(picture, "PNG"))))

    seen = [picture.getpixel((x, 20)) for x in range(picture.width)]
    assert all(is_near(pixel, RED) for pixel in seen if pixel[3] > 100)


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
def test_a_picture_made_smaller_strip_by_strip_shows_no_strips(mode):
    ramp = Image.linear_gradient("L").resize((3500, 3300)).convert("RGB")
    picture = ramp.quantize(256) if mode == "P" else ramp.convert(mode)

    small = opened(clean_picture(upload(encoded(picture, "PNG")))).convert("L")

    assert small.size == (1600, 1509)
    column = [small.getpixel((800, y)) for y in range(small.height)]
    assert all(0 <= below - above <= 2 for above, below in pairwise(column))


LARGEST = {
    "png": lambda: encoded(Image.new("RGBA", (4000, 4000), (1, 2, 3, 200)), "PNG"),
    "tall png": lambda: encoded(Image.new("RGBA", (1600, 10_000), (1, 2, 3, 200)), "PNG"),
    "wide png": lambda: encoded(Image.new("RGBA", (10_000, 1600), (1, 2, 3, 200)), "PNG"),
    "not quite halved png": lambda: encoded(Image.new("RGBA", (3199, 3199), (1, 2, 3, 9)), "PNG"),
    "palette png": lambda: encoded(Image.new("P", (8000, 8000)), "PNG"),
    "jpeg": lambda: encoded(Image.new("RGB", (4000, 4000), RED), "JPEG", progressive=True),
    "jpeg of full colour": lambda: encoded(
        Image.new("RGB", (2520, 2520), RED), "JPEG", progressive=True, subsampling=0
    ),
    "jpeg for printers": lambda: encoded(Image.new("CMYK", (2300, 2300)), "JPEG", progressive=True),
    "webp": lambda: encoded(Image.new("RGBA", (1630, 1630), (1, 2, 3, 9)), "WEBP", lossless=True),
}
REFUSED = {  # each would take at least ten times of what is allowed
    "thread": lambda: encoded(Image.new("L", (1, 24_000_000)), "PNG"),
    "large webp": lambda: encoded(Image.new("RGB", (6_000, 6_000)), "WEBP", method=0),
    "large jpeg": lambda: encoded(Image.new("RGB", (6_000, 6_000)), "JPEG", progressive=True),
}


@pytest.fixture(scope="module")
def memory_of(tmp_path_factory):
    """A function of a picture: (bytes that a process grew by, the ending or the words)."""
    folder = tmp_path_factory.mktemp("pictures")
    for form, ending in (("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")):
        (folder / f"warm.{ending}").write_bytes(encoded(two_halves(), form))
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-m", "tests.guide.picture_memory", folder]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=environment, text=True, **pipes) as reader:

        def read(data):
            (folder / "picture").write_bytes(data)
            reader.stdin.write(f"{folder / 'picture'}\n")
            reader.stdin.flush()
            grown, outcome = reader.stdout.readline().strip().split("\t")
            return int(grown), outcome

        yield read


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGEST)
def test_the_largest_picture_that_is_taken_takes_no_more_than_100_mb(name, memory_of):
    grown, outcome = memory_of(LARGEST[name]())

    assert outcome in ("png", "jpg", "webp")
    assert grown < 100 * 2**20


@pytest.mark.slow
@pytest.mark.parametrize("name", REFUSED)
def test_a_picture_that_is_too_large_takes_next_to_no_memory(name, memory_of):
    grown, outcome = memory_of(REFUSED[name]())

    assert "Make it smaller" in outcome
    assert grown < 10 * 2**20


def test_a_process_reads_one_picture_at_a_time_and_says_so_to_the_next(settings):
    settings.PICTURE_WAIT_SECONDS = 0.01
    data = encoded(two_halves(), "PNG")

    with ONE_AT_A_TIME, pytest.raises(NotAPicture, match="being read just now") as refusal:
        clean_picture(upload(data))

    assert refusal.value.status == 503
    assert clean_picture(upload(data))


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
    with pytest.raises(NotAPicture, match=r"too (many pixels|long or too wide)") as refusal:
        clean_picture(upload(png_of(side, side)))

    assert refusal.value.too_large


@pytest.mark.parametrize("size", [(1, 24_000_000), (24_000_000, 1), (10_001, 5)])
def test_a_picture_like_a_thread_is_refused(size):
    with pytest.raises(NotAPicture, match="at most 10000 a side") as refusal:
        clean_picture(upload(png_of(*size)))

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


@pytest.mark.slow
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


def photo_with_sides_of_nothing():
    """Every part of each pixel is said to be 0 wide and 0 high."""
    data = bytearray(encoded(two_halves(), "JPEG"))
    frame = data.index(b"\xff\xc0")
    for part in range(3):
        data[frame + 11 + 3 * part] = 0
    return bytes(data)


COLOURS_WITHOUT_A_LIST = (
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAMAAACeL25MAAAAC0lEQVR4nGNgwAQAABQAAX3+Hu4AAAAASUVORK5CYII="
)
TEXT_WHERE_A_NUMBER_IS_DUE = (  # in the words of a camera, beside a side that is up
    "UklGRnoAAABXRUJQVlA4WAoAAAAIAAAAJwAAHQAAVlA4ICgAAADwAgCdASooAB4APm02l0ikIyIhJWgAgA2JaQAAKUNt"
    "8AD++5zAAAAARVhJRiwAAABNTQAqAAAACAACAQAAAgAAAAUAAAAmARIAAwAAAAEABgAAAAAAAGRlc2MAAA=="
)


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("text", [COLOURS_WITHOUT_A_LIST, TEXT_WHERE_A_NUMBER_IS_DUE, ""])
def test_what_the_reader_of_pictures_stumbles_over_is_refused_in_words(text):
    with pytest.raises(NotAPicture, match="Choose another"):
        clean_picture(upload(b64decode(text) or photo_with_sides_of_nothing()))


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
