"""Who: places, agencies and people's posts, projects and events; the log of all that is written,
and the files that are kept as evidence."""

from .accounts import Account, RecoveryCode, RoleRule
from .attempts import Attempts
from .audit import AuditEntry, AuditHead
from .evidence import Evidence, EvidenceContent
from .innovation import Innovation, InnovationCopy
from .investment import (
    MatchmakingEvent,
    Project,
    ProjectStage,
    ProjectTrade,
    RegisterUpload,
)
from .outline import Outline
from .pins import Pin
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
from .tokens import ApiToken

__all__ = [
    "PARTIAL_DATE",
    "Account",
    "Agency",
    "ApiToken",
    "Attempts",
    "AuditEntry",
    "AuditHead",
    "City",
    "Confidence",
    "Evidence",
    "EvidenceContent",
    "Innovation",
    "InnovationCopy",
    "MatchmakingEvent",
    "Named",
    "Outline",
    "Pin",
    "Post",
    "Project",
    "ProjectStage",
    "ProjectTrade",
    "RecoveryCode",
    "RegisterUpload",
    "RoleRule",
    "Zone",
    "ZoneAlias",
    "ZoneCode",
    "ZoneDate",
    "ZoneGroup",
]
