"""Uploaded pictures: decoded, turned upright, and written again, so that nothing else comes along.

Whatever arrives, reading it takes at most 100 MB: sides and pixels are looked at before anything is
decoded, the large picture exists once, and a process reads one picture at a time.
"""

import errno
import hashlib
import io
import struct
from threading import BoundedSemaphore

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.Image import Resampling

from guide.pictures.bytes import TooManyParts, only_pixels
from guide.pictures.patient_pictures import patient_mark
from staff.turns import turn

ENDINGS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
SEVERAL = "MPO"  # a telephone's JPEG with more behind it, such as a preview; the first one counts
WIDEST = 1600
ROWS = 32  # of what a strip becomes
SEEN_THROUGH = {"RGBA": "RGBa"}  # while it shrinks: the colour of what cannot be seen must not show
FULL = (errno.ENOSPC, errno.EDQUOT)  # the disk, or what this account may use of it
GREY = ("1", "L", "I;16")
WEBP_BYTES = 24  # of each pixel while it is decoded: five or six pictures of four bytes
TURNING = ("exif", "xmp")  # where a camera says which side is up
ONE_AT_A_TIME = BoundedSemaphore()  # a process has room for one large picture
# What Pillow says of files that were damaged, by chance or on purpose, and our sums of their sides.
DAMAGED = (
    *(UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError),
    *(struct.error, ArithmeticError, AssertionError),
)


class NotAPicture(ValueError):
    """The words tell the person what to do; `status` is the answer's, as HTTP counts them."""

    def __init__(self, message, *, status=400):
        super().__init__(message)
        self.status = status

    @property
    def too_large(self):
        return self.status == 413


def clean_picture(upload) -> ContentFile:
    """A new PNG, JPEG or WebP of the same picture, at most 1600 a side, named by its content.

    The content decides what it is, never its name or declared type. Raises NotAPicture.
    """
    if upload.size > settings.PICTURE_MAX_BYTES:
        raise NotAPicture(_("This picture is larger than 5 MB. Make it smaller."), status=413)
    if words := patient_mark(upload):
        raise NotAPicture(words)
    with turn(ONE_AT_A_TIME, seconds=settings.PICTURE_WAIT_SECONDS, refusal=_busy()):
        try:
            data, form = _written_again(only_pixels(upload.read()))
        except NotAPicture:
            raise
        except TooManyParts as error:
            raise NotAPicture(
                _("This picture is packed in an unusual way. Open it, save it anew and try again.")
            ) from error
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _too_many_pixels() from error
        except DAMAGED as error:
            words = _("This is not a PNG, JPEG or WebP picture. Choose another.")
            raise NotAPicture(words) from error
    name = hashlib.sha256(data).hexdigest()[:32]
    return ContentFile(data, name=f"{name}.{ENDINGS[form]}")


def _busy():
    words = _("Other pictures are being read just now. Wait a minute, then choose it again.")
    return NotAPicture(words, status=503)


def _written_again(data):
    small, form = _opened_small(data)  # by now the large one is gone from memory
    small = ImageOps.exif_transpose(small)
    return _encode(Image.frombytes(small.mode, small.size, small.tobytes()), form), form


def _opened_small(data):
    picture = Image.open(io.BytesIO(data), formats=list(ENDINGS))
    form = "JPEG" if picture.format == SEVERAL else picture.format
    _refuse_giants(picture)
    size = _fitting(*picture.size)
    picture.draft(None, size)  # a JPEG is decoded at a half, a quarter or an eighth at once
    picture.load()
    small = _smaller(picture, size, _mode(picture, form))
    small.info = {name: picture.info[name] for name in TURNING if name in picture.info}
    return small, form


def _refuse_giants(picture):
    if max(picture.size) > settings.PICTURE_MAX_SIDE:
        words = _("This picture is too long or too wide. Make it smaller: at most %(side)s a side.")
        raise NotAPicture(words % {"side": settings.PICTURE_MAX_SIDE}, status=413)
    if _bytes_of_a_pixel(picture) * picture.width * picture.height > settings.PICTURE_MAX_DECODED:
        raise _too_many_pixels()
    if picture.format != SEVERAL and getattr(picture, "n_frames", 1) > 1:
        raise NotAPicture(_("This picture moves. Choose one that stands still."))


def _bytes_of_a_pixel(picture):
    """While it is decoded. A JPEG in several scans is held as two bytes a value until the last."""
    if picture.format == "WEBP":
        return WEBP_BYTES
    if picture.format == "PNG":
        return 1 if picture.mode in ("1", "L", "P") else 4
    parts = [across * down for _name, across, down, *_table in picture.layer]
    shrunk = 1 if max(picture.size) < 2 * WIDEST else 2
    return 2 * sum(parts) / max(parts) + 4 / shrunk**2


def _too_many_pixels():
    words = _("This picture has too many pixels. Make it smaller: 1600 by 1600 is plenty.")
    return NotAPicture(words, status=413)


def _fitting(width, height):
    scale = min(1, WIDEST / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _mode(picture, form):
    if form == "JPEG":
        return "RGB"
    if picture.has_transparency_data:
        return "RGBA"
    return "L" if picture.mode in GREY else "RGB"


def _smaller(picture, size, mode):
    """Strip by strip, so that nothing of the large picture's size is made beside it."""
    if picture.size == size:
        return _in_eight_bits(picture, mode)
    working = SEEN_THROUGH.get(mode, mode)
    factor = max(1, min(picture.width // size[0], picture.height // size[1]))
    low = Image.new(working, (size[0], -(-picture.height // factor)))
    for top in range(0, picture.height, ROWS * factor):
        box = (0, top, picture.width, min(top + ROWS * factor, picture.height))
        strip = _in_eight_bits(picture.crop(box), mode).convert(working).reduce(factor)
        strip = strip.resize((size[0], strip.height), Resampling.LANCZOS)
        low.paste(strip, (0, top // factor))
    return low.resize(size, Resampling.LANCZOS).convert(mode)


def _in_eight_bits(picture, mode):
    """What stands for “seen through” in the file, a colour of its own, becomes so."""
    is_deep = picture.mode.startswith("I;16")
    key = picture.info.get("transparency")
    if is_deep:
        picture = picture.point(lambda value: value / 256).convert("L")
    if is_deep and isinstance(key, int):
        picture.info["transparency"] = key // 256
    return picture.convert(mode)


def _encode(picture, form):
    out = io.BytesIO()
    picture.save(out, form, **({} if form == "PNG" else {"quality": 85}))
    return out.getvalue()


def save_once(storage, folder: str, picture: ContentFile) -> str:
    """Store under its content's name; what is there already is never written again.

    Raises NotAPicture when the disk is full.
    """
    name = f"{folder}/{picture.name}"
    try:
        return name if storage.exists(name) else storage.save(name, picture)
    except OSError as error:
        if error.errno not in FULL:
            raise
        words = _(
            "There is no room for pictures any more. Tell who runs this site; save your text."
        )
        raise NotAPicture(words, status=507) from error
