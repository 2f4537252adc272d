"""Uploaded files on the disk: whole, or not there at all."""

import errno
import os
import uuid

from django.core.files.storage import FileSystemStorage

FULL = (errno.ENOSPC, errno.EDQUOT)  # the disk, or what this account may use of it


def is_full(error: BaseException | None) -> bool:
    return isinstance(error, OSError) and error.errno in FULL


class WholeFiles(FileSystemStorage):
    """Written under another name beside its place, and moved there when it is complete."""

    def _save(self, name, content):
        folder, _slash, _file = name.rpartition("/")
        part = os.path.join(folder, f".{uuid.uuid4().hex}.part")
        try:
            super()._save(part, content)
            os.replace(self.path(part), self.path(name))
        except OSError:
            self.delete(part)
            raise
        return name
