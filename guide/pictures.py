"""Uploaded pictures: decoded, turned upright, and written again, so that nothing else comes along."""

import hashlib
import io

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from guide.patient_pictures import patient_mark

ENDINGS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
SEVERAL = "MPO"  # a telephone's JPEG with more behind it, such as a preview; the first one counts
WIDEST = (1600, 1600)


class NotAPicture(ValueError):
    """The words tell the person what to do; `too_large` asks for 413 instead of 400."""

    def __init__(self, message, *, too_large=False):
        super().__init__(message)
        self.too_large = too_large


def clean_picture(upload) -> ContentFile:
    """A new PNG, JPEG or WebP with the same pixels, at most 1600 a side, named by its content.

    The content decides what it is, never its name or declared type. Raises NotAPicture.
    """
    if upload.size > settings.PICTURE_MAX_BYTES:
        raise NotAPicture(_("This picture is larger than 5 MB. Make it smaller."), too_large=True)
    if words := patient_mark(upload):
        raise NotAPicture(words)
    try:
        picture = Image.open(upload, formats=list(ENDINGS))
        form = "JPEG" if picture.format == SEVERAL else picture.format
        _refuse_giants(picture)
        data = _encode(_upright(picture, form), form)
    except NotAPicture:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise NotAPicture(_("This is not a PNG, JPEG or WebP picture. Choose another.")) from error
    name = hashlib.sha256(data).hexdigest()[:32]
    return ContentFile(data, name=f"{name}.{ENDINGS[form]}")


def _refuse_giants(picture):
    if picture.width * picture.height > settings.PICTURE_MAX_PIXELS:
        raise _too_many_pixels()
    if picture.format != SEVERAL and getattr(picture, "n_frames", 1) > 1:
        raise NotAPicture(_("This picture moves. Choose one that stands still."))


def _too_many_pixels():
    return NotAPicture(_("This picture has too many pixels. Make it smaller."), too_large=True)


def _upright(picture, form):
    picture.load()
    picture = ImageOps.exif_transpose(picture)
    mode = "RGB" if form == "JPEG" or picture.mode in ("RGB", "L") else "RGBA"
    picture = picture.convert(mode)
    picture.thumbnail(WIDEST)
    return Image.frombytes(picture.mode, picture.size, picture.tobytes())


def _encode(picture, form):
    out = io.BytesIO()
    picture.save(out, form, **({} if form == "PNG" else {"quality": 85}))
    return out.getvalue()


def save_once(storage, folder: str, picture: ContentFile) -> str:
    """Store under its content's name; what is there already is never written again."""
    name = f"{folder}/{picture.name}"
    return name if storage.exists(name) else storage.save(name, picture)
