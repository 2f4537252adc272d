"""A CSV file and its cells: fields of a model as text that a spreadsheet keeps, and back."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from clinics.tools.written_days import readings_of
from guide.fields import TextsField

MAX_ROWS = 20_000
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
AMOUNT = re.compile(r"[0-9]{1,7}(\.[0-9]{1,2})?")
MOST = 32_767  # what a small integer holds in every database
WHOLE = re.compile(r"[0-9]{1,5}")
SEPARATOR = re.compile(r'"?sep=([,;\t|])"?[,;\t|]*\r?\n', re.IGNORECASE)  # Excel's own line
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class CellProblem:
    """What is wrong in one cell. `line` counts as a spreadsheet does: the heading is line 1."""

    line: int
    field: str
    message: str

    def __str__(self):
        values = {"line": self.line, "field": self.field, "message": self.message}
        if not self.field:
            return _("Line %(line)s: %(message)s") % values
        return _("Line %(line)s, %(field)s: %(message)s") % values


class BadSheet(Exception):
    """The file cannot be imported. `problems` say where; the exception's words sum it up."""

    def __init__(self, message: str, problems: Iterable[CellProblem] = ()):
        super().__init__(message)
        self.problems = tuple(problems)


class BadCell(Exception):
    """The words say what to write instead."""


@dataclass(frozen=True)
class Row:
    line: int
    cells: dict[str, str]


def neutralised(cell: str) -> str:
    """`cell` with an apostrophe before what a spreadsheet would calculate; see `as_written`.

    After OWASP's “CSV injection”. A cell that begins with apostrophes and then a formula gets one
    more, so that every cell can be read back exactly.
    """
    return f"'{cell}" if FORMULA.match(cell) else cell


def as_written(cell: str) -> str:
    """The inverse of `neutralised`; a formula without an apostrophe is its own text."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def csv_lines(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The file in pieces, the first with the mark by which Excel knows UTF-8; cells neutralised."""
    line = io.StringIO(newline="")
    writer = csv.writer(line, quoting=csv.QUOTE_ALL)
    line.write("\ufeff")
    for row in rows:
        writer.writerow([neutralised(cell) for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def text_of_sheet(data: bytes, *, max_bytes: int) -> str:
    """Raises BadSheet on more than `max_bytes`, on nothing, and on anything but UTF-8."""
    if len(data) > max_bytes:
        size = max_bytes // 2**20
        raise BadSheet(_("The file is larger than %(size)s MB. Split it.") % {"size": size})
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadSheet(_("This is not a CSV file in UTF-8. Save it as “CSV UTF-8”.")) from error
    if not text.strip():
        raise BadSheet(_("The file is empty."))
    return text


def read_rows(
    text: str, columns: Iterable[str], *, optional: Iterable[str] = (), max_rows: int = MAX_ROWS
) -> list[Row]:
    """The rows below the heading, which names `columns` in any order; empty lines are skipped.

    Separated by commas or semicolons, or as Excel's line above says. Raises BadSheet.
    """
    heading, *rows = _without_empty_columns(_records(text, max_rows)) or [(1, [])]
    names = [name.strip() for name in heading[1]]
    problems = list(_wrong_names(names, list(columns), set(optional)))
    problems += [
        CellProblem(line, "", _("This line has %(count)s cells, the heading %(wanted)s.")
                % {"count": len(cells), "wanted": len(names)})
        for line, cells in rows
        if len(cells) != len(names)
    ]  # fmt: skip
    if problems:
        raise BadSheet(_("The file does not have the columns that it needs."), problems)
    return [
        Row(line, dict(zip(names, map(as_written, cells), strict=True))) for line, cells in rows
    ]


def _records(text, max_rows):
    said = SEPARATOR.match(text)
    text = text[said.end() :] if said else text  # it is no line of the sheet to whoever sees it
    first = text.split("\n", 1)[0]
    delimiter = said[1] if said else ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found = []
    line = 0
    try:
        for line, cells in enumerate(reader, 1):
            if any(cell.strip() for cell in cells):
                found.append((line, cells))
            if len(found) > max_rows + 1:
                raise BadSheet(
                    _("More than %(count)s lines. Split the file.") % {"count": max_rows}
                )
    except csv.Error as error:
        broken = CellProblem(line + 1, "", _("The quotation marks here do not come in pairs."))
        raise BadSheet(_("The file cannot be read."), [broken]) from error
    return found


def _without_empty_columns(records):
    """Spreadsheets leave columns behind in which nothing stands, at the end of some lines or all."""
    widest = max((len(cells) for _line, cells in records), default=0)
    named = len(records[0][1]) if records else 0
    empty = {
        place
        for place in range(widest)
        if not any(cells[place].strip() for _line, cells in records if place < len(cells))
    }
    behind = {place for place in empty if place >= named or not records[0][1][place].strip()}
    return [
        (line, [cell for place, cell in enumerate(cells) if place not in behind])
        for line, cells in records
    ]


def _wrong_names(names, columns, optional):
    for name in dict.fromkeys(names):
        if not name:
            message = _("Column %(number)s has no name, and something stands in it. Name it.")
            yield CellProblem(1, "", message % {"number": names.index(name) + 1})
        elif name not in columns:
            yield CellProblem(1, name, _("There is no such column. Take it out."))
        elif names.count(name) > 1:
            yield CellProblem(1, name, _("This column is there twice."))
    for name in columns:
        if name not in names and name not in optional:
            yield CellProblem(1, name, _("This column is missing."))


def columns_of(field: models.Field) -> list[tuple[str, str]]:
    """(column, language) of a field: one column for each language of a text, else one alone."""
    if isinstance(field, TextsField):
        return [(f"{field.name}.{code}", code) for code, _name in settings.LANGUAGES]
    return [(field.name, "")]


def cell_of(value, language: str = "") -> str:
    """A value of a field as text: dates as 2026-05-31, amounts as 1200.50, nothing as ""."""
    if language:
        return (value or {}).get(language, "")
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def value_of(field: models.Field, cell: str, known=None):
    """The value that `cell` says for `field`; `known` decides between two. Raises BadCell."""
    if CONTROL.search(cell):
        raise BadCell(_("There is an invisible character in it. Type it again."))
    if isinstance(field, TextsField):
        return _text(cell, field.max_characters)
    if not cell.strip() and not field.blank:
        raise BadCell(_("This cell must not be empty."))
    if not cell.strip():
        return None if field.null else ""
    if isinstance(field, models.URLField):
        address = cell.strip()
        return address if "://" in address else f"https://{address}"
    is_free = isinstance(field, models.CharField) and not field.choices
    return cell if is_free else _filled(field, cell.strip(), known)


def _text(cell, most):
    if len(cell) > most:
        raise BadCell(_("At most %(count)s characters.") % {"count": most})
    return cell if cell.strip() else ""


def _filled(field, cell, known):
    if field.choices:
        values = [value for value, _label in field.choices if value]
        if cell not in values:
            raise BadCell(_("Write one of: %(values)s") % {"values": ", ".join(values)})
        return cell
    if isinstance(field, models.DecimalField):
        if not AMOUNT.fullmatch(cell):
            raise BadCell(_("Write digits, and a point before cents. Example: 1200 or 1200.50"))
        return Decimal(cell)
    if isinstance(field, models.IntegerField):
        if not WHOLE.fullmatch(cell) or int(cell) > MOST:
            raise BadCell(_("Write a whole number. Example: 2"))
        return int(cell)
    return _day(cell, known)


def _day(cell, known):
    """What the draft has already is meant where two days are possible, as after a round trip."""
    days = readings_of(cell)
    if known in days:
        return known
    if len(days) == 1:
        return days[0]
    if days:
        asked = _("This can mean %(one)s or %(other)s. Write it like one of these.")
        raise BadCell(asked % {"one": days[0].isoformat(), "other": days[1].isoformat()})
    raise BadCell(_("Write the year, the month and the day. Example: 2026-05-31"))
