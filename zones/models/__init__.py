"""Who: places, agencies and people's posts; the log of all that they write, and the files
that they keep as evidence."""

from .audit import AuditEntry, AuditHead
from .evidence import Evidence, EvidenceContent
from .innovation import Innovation, InnovationCopy
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
    "Evidence",
    "EvidenceContent",
    "Innovation",
    "InnovationCopy",
    "Named",
    "Post",
    "Zone",
    "ZoneAlias",
    "ZoneCode",
    "ZoneDate",
    "ZoneGroup",
]
