"""What is in the database: editions, the record of them, and what waits for a decision."""

from editions.models.draft import Draft
from editions.models.edition import Edition, Immutable
from editions.models.exemption import Exemption
from editions.models.record_entry import RecordEntry
from editions.models.sending import Sending

__all__ = ["Draft", "Edition", "Exemption", "Immutable", "RecordEntry", "Sending"]
