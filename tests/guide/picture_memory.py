"""Reads one picture in a process of its own and tells the memory it took; no test by itself."""

import resource
import sys
from pathlib import Path

import django
from django.core.files.base import ContentFile

django.setup()

from guide.pictures.cleaning import NotAPicture, clean_picture  # noqa: E402 - needs the settings


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main(path):
    for warm in Path(path).parent.glob("warm.*"):  # each decoder's own code, loaded once
        clean_picture(ContentFile(warm.read_bytes()))
    data = ContentFile(Path(path).read_bytes())
    before = peak()
    try:
        outcome = clean_picture(data).name.rpartition(".")[2]
    except NotAPicture as refusal:
        outcome = str(refusal)
    sys.stdout.write(f"{peak() - before}\t{outcome}\n")


if __name__ == "__main__":
    main(sys.argv[1])
