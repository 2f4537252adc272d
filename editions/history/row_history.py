"""What a draft said in earlier versions, as its history kept them, and who saved it since."""

from django.core.files import File
from django.db.models import Model

from editions.diff.merging import straight

UNKNOWN = object()


class Past:
    """The versions of one row. Rows that came in by other ways than saving may lack some."""

    def __init__(self, row):
        self.row = row
        self._records = {row.version: row}

    def value(self, name: str, version: int | None):
        """What the field said in that version; UNKNOWN when nobody can tell."""
        record = self._at(version)
        if record is None:
            return UNKNOWN
        field = self.row._meta.get_field(name)
        if not field.many_to_many:
            return _plain(field.value_from_object(record))
        rows = getattr(record, name).all()
        if record is not self.row:
            other = field.m2m_reverse_field_name()
            rows = [getattr(row, other) for row in rows.select_related(other)]
        return sorted(rows, key=lambda one: one.pk)

    def savers_since(self, version: int | None) -> list[str]:
        """The names of those who saved it after `version`, each once."""
        records = self.row.history.filter(version__gt=version or 0).order_by("history_id")
        people = (record.history_user for record in records.select_related("history_user"))
        return list(dict.fromkeys(str(person) for person in people if person))

    def _at(self, version):
        if version not in self._records:
            found = self.row.history.filter(version=version).order_by("-history_id")
            self._records[version] = found.first() if version else None
        return self._records[version]


def same(one, other) -> bool:
    """Whether two values say the same; what nobody knows is never the same."""
    return UNKNOWN not in (one, other) and _plain(one) == _plain(other)


def _plain(value):
    if isinstance(value, File):
        return value.name or ""
    if isinstance(value, Model):
        return value.pk
    return straight(value)
