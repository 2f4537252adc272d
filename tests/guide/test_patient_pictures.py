"""A picture whose file speaks of a patient is refused in words; every other one is taken."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from guide.pictures.cleaning import NotAPicture, clean_picture


def picture(form, name="back.png", **options):
    out = io.BytesIO()
    Image.effect_noise((64, 64), 80).convert("RGB").save(out, form, **options)
    return SimpleUploadedFile(name, out.getvalue())


def with_text(key, value):
    text = PngImagePlugin.PngInfo()
    text.add_text(key, value)
    return picture("PNG", pnginfo=text)


def with_exif(value):
    exif = Image.Exif()
    exif[0x010E] = value  # the description
    return picture("JPEG", "back.jpg", exif=exif)


def a_scan():
    return SimpleUploadedFile(
        "IM0001", bytes(128) + b"DICM" + b"\x10\x00\x10\x00PN\x08\x00LOPEZ^M "
    )


MARKED = {
    "a scan": (a_scan, "comes from a scanner"),
    "a PNG's text": (lambda: with_text("PatientName", "LOPEZ^MARIA"), "patient's data stands in"),
    "a PNG's tag": (lambda: with_text("note", "(0010,0020) 12345"), "patient's data stands in"),
    "a JPEG's EXIF": (lambda: with_exif("Patient ID 12345"), "patient's data stands in"),
    "its name": (lambda: picture("PNG", "IMG_MRN123456.png"), "name of this file"),
    "its name, with a date": (
        lambda: picture("PNG", "Ana Gil 1956-03-04.png"),
        "name of this file",
    ),
}


@pytest.mark.parametrize("kind", MARKED)
def test_a_picture_that_speaks_of_a_patient_is_refused_in_words(kind):
    make, words = MARKED[kind]

    with pytest.raises(NotAPicture, match=words):
        clean_picture(make())


@pytest.mark.parametrize("name", ["back.png", "IMG_20250304_101112.png", "DSC01234.png", "1.png"])
def test_an_ordinary_picture_is_taken(name):
    assert clean_picture(picture("PNG", name)).size


def test_a_photograph_with_an_ordinary_description_is_taken():
    assert clean_picture(with_exif("The front door, Canon EOS 80D")).size
