"""The models of this room, and what its migrations look for here."""

from clinics.models.bulk_run import BulkLine, BulkRun
from clinics.models.catalogue import Network, NetworkEdition, Payer, Service
from clinics.models.clinic import Clinic, Membership, Note
from clinics.models.consent import Consent
from clinics.models.invitation import Invitation
from clinics.models.jurisdiction import Jurisdiction
from clinics.models.money import (
    ClinicEdition,
    CostItem,
    Coverage,
    ninety_days_on,
    six_months_on,
)
from clinics.models.notice import Notice
from clinics.models.publish_request import PublishRequest
from clinics.models.reminder import Reminder
from clinics.models.share_link import ShareLink

__all__ = [
    "BulkLine",
    "BulkRun",
    "Clinic",
    "ClinicEdition",
    "Consent",
    "CostItem",
    "Coverage",
    "Invitation",
    "Jurisdiction",
    "Membership",
    "Network",
    "NetworkEdition",
    "Note",
    "Notice",
    "Payer",
    "PublishRequest",
    "Reminder",
    "Service",
    "ShareLink",
    "ninety_days_on",
    "six_months_on",
]
