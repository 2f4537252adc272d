"""Phone numbers as people write them, and as a phone dials them."""

import re
import unicodedata

LONGEST = 40
DASHES = dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63, 0xFF0D], "-")
EXTENSION = re.compile(
    r"\s*[,;]?\s*(?:extensi[oó]n|ext|interno|int|x|#)\s*[.:]?\s*([0-9]{1,6})$", re.IGNORECASE
)
NUMBER = re.compile(r"\+?\(?[0-9][0-9 ()./-]{4,23}[0-9]")
TRUNK = re.compile(r"(?<=[0-9 ])\(0\)")  # as in +44 (0)20: dialled only inside the country


def tidied(phone: str) -> str:
    """With a keyboard's own hyphens and blanks: word processors put in others."""
    plain = unicodedata.normalize("NFKC", phone.translate(DASHES)).translate(DASHES)
    seen = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    return " ".join(seen.split())


def is_phone(phone: str) -> bool:
    """Digits with or without an extension; every bracket that opens also closes."""
    number = EXTENSION.sub("", phone)
    pairs = re.sub(r"\([0-9 ]*\)", "", number)
    return bool(NUMBER.fullmatch(number)) and not re.search(r"[()]", pairs)


def dialled(phone: str) -> str:
    """The address of a link that calls; a phone waits at the comma before the extension."""
    plain = tidied(phone)
    extension = EXTENSION.search(plain)
    number = EXTENSION.sub("", plain)
    number = TRUNK.sub("", number) if number.startswith("+") else number
    digits = re.sub(r"[^0-9+-]", "", number)
    return f"tel:{digits},{extension[1]}" if extension else f"tel:{digits}"
