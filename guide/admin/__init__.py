"""The admin of this room; Django looks for it here."""

from guide.admin import tables

__all__ = ["tables"]
