"""How a source is written out: who, the title as published, where and when."""

from typing import NamedTuple


class Citation(NamedTuple):
    """The title apart, for it has a language of its own."""

    before: str
    title: str
    after: str

    def __str__(self):
        return " ".join(filter(None, self))


def citation(
    *,
    authors: str = "",
    title: str,
    journal: str = "",
    year: int | None = None,
    details: str = "",
    pmid: str = "",
    nct: str = "",
    remark: str = "",
) -> Citation:
    """Example: Doe A, et al. | Cells for backs. | Spine J 2022;1(2):3-4. PMID 12345.

    A day that names its year (3 June 2021) stands for the year.
    """
    numbers = [f"PMID {pmid}" if pmid else "", nct]
    after = [_where(journal, str(year or ""), details), *numbers, remark]
    return Citation(_ended(authors), _ended(title), " ".join(map(_ended, filter(None, after))))


def _where(journal, year, details):
    if not year or year in details:
        return ", ".join(filter(None, [journal, details]))
    return ";".join(filter(None, [f"{journal} {year}".strip(), details]))


def _ended(words):
    words = words.strip()
    return words if not words or words.endswith((".", "?", "!", ".”")) else f"{words}."
