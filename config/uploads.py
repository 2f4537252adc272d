"""Uploaded pictures, served so that nothing in them could ever run."""

import re
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}
NAME = re.compile(r"\w{1,40}/[\w-]{1,80}\.(png|jpg|webp)", re.ASCII)


@require_safe
def upload(request, name):
    """A picture by its content's name: it never changes, so browsers may keep it for a year."""
    if not NAME.fullmatch(name):
        raise Http404
    root = Path(settings.MEDIA_ROOT).resolve()
    file = (root / name).resolve()
    if not (file.is_relative_to(root) and file.is_file()):
        raise Http404
    response = FileResponse(file.open("rb"), content_type=TYPES[file.suffix])
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
