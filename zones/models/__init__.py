"""Who: places, agencies and people's posts; and the log of everything that people write."""

from .audit import AuditEntry, AuditHead
from .places import (
    PARTIAL_DATE,
    Agency,
    City,
    Confidence,
    Named,
    Post,
    Zone,
    ZoneAlias,
    ZoneCode,
    ZoneDate,
    ZoneGroup,
)

__all__ = [
    "PARTIAL_DATE",
    "Agency",
    "AuditEntry",
    "AuditHead",
    "City",
    "Confidence",
    "Named",
    "Post",
    "Zone",
    "ZoneAlias",
    "ZoneCode",
    "ZoneDate",
    "ZoneGroup",
]
