"""What a picture's file holds beside its pixels, bounded before anything is decoded."""

import re
import struct

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
NEEDED = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"eXIf", b"acTL"}  # the last one: it moves
MOST_CHUNKS = 20_000  # writers cut a PNG into pieces of 8 kB or more: a file of 5 MB has 640
MOST_SEGMENTS = 500  # a camera writes ten; a colour profile or a preview some dozens
MOST_SCANS = 100  # each runs through all pixels again; a progressive JPEG has about ten
SCAN = 0xDA
WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD9)}
MARKER = re.compile(rb"[^\xff]{0,64}\xff{1,16}([\x01-\xfe])", re.DOTALL)


class TooManyParts(ValueError):
    """Cut into so many parts that reading them costs more than the pixels."""


def only_pixels(data: bytes) -> bytes:
    """The same picture; of a PNG without texts and profiles, which may unpack to many times it.

    Raises TooManyParts. What is damaged, or another kind, is left as it is.
    """
    if data.startswith(PNG):
        return PNG + b"".join(_needed_chunks(data))
    if data.startswith(JPEG):
        _count_segments(data)
    return data


def _needed_chunks(data):
    position, count = len(PNG), 0
    while position + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        count += 1
        if count > MOST_CHUNKS:
            raise TooManyParts(count)
        if kind in NEEDED:
            yield data[position : position + length + 12]
        if kind == b"IEND":
            return
        position += length + 12


def _count_segments(data):
    if data.count(b"\xff\xda") > MOST_SCANS:  # in the pixels' own bytes no such pair stands
        raise TooManyParts("scans")
    position = 2
    for _segment in range(MOST_SEGMENTS):
        found = MARKER.match(data, position)
        if not found or found[1][0] == SCAN:
            return
        position = found.end()
        if found[1][0] not in WITHOUT_LENGTH:
            position += int.from_bytes(data[position : position + 2])
    raise TooManyParts("segments")
