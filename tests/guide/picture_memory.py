"""Reads pictures, each in a process of its own, and tells the memory it took; no test by itself.

The paths come line by line. Each picture meets a copy of one process that has read nothing but small
ones: to begin one from nothing takes longer than to read the picture.
"""

import os
import resource
import sys
from pathlib import Path

import django
from django.core.files.base import ContentFile

django.setup()

from guide.pictures.cleaning import NotAPicture, clean_picture  # noqa: E402 - needs the settings


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main(folder):
    for warm in Path(folder).glob("warm.*"):  # each decoder's own code, loaded once
        clean_picture(ContentFile(warm.read_bytes()))
    for line in sys.stdin:
        if copy := os.fork():
            os.waitpid(copy, 0)
            continue
        sys.stdout.write(told(line.strip()))
        sys.stdout.flush()
        os._exit(0)  # the files of the tests belong to the process it was copied from


def told(path):
    data = ContentFile(Path(path).read_bytes())
    before = peak()
    try:
        outcome = clean_picture(data).name.rpartition(".")[2]
    except NotAPicture as refusal:
        outcome = str(refusal)
    return f"{peak() - before}\t{outcome}\n"


if __name__ == "__main__":
    main(sys.argv[1])
