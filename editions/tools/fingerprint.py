"""What makes an edition a record: the fingerprint of its content."""

import hashlib
import json
from datetime import UTC, datetime

from pydantic import BaseModel


def canonical(content: dict) -> str:
    """`content` as JSON that is the same for the same content: keys sorted, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(content: dict) -> str:
    """SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def fingerprint_of(content: BaseModel) -> str:
    """The fingerprint that an edition of this content has, or would have."""
    return fingerprint(content.model_dump(mode="json"))


def written(moment: datetime) -> str:
    """`moment` as the record writes it: ISO 8601 in UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
