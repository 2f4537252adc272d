"""The admin of this room; Django looks for it here."""

from guide.admin import reference_table, tables

__all__ = ["reference_table", "tables"]
