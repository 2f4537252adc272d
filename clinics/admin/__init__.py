"""The admin of this room; Django looks for it here."""

from clinics.admin import network_tables, tables

__all__ = ["network_tables", "tables"]
