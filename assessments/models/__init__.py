"""How well, and what follows: schemes, assessments with their frozen rows, rules and flags."""

from .assessment import Assessment, Contribution, Figure, RankCertainty, TargetResult, ZoneResult
from .bulletins import Bulletin, BulletinCover, BulletinFile, BulletinNotice
from .cases import Case, CaseEvidence, CaseGround, CaseMove, CaseNotice, CaseTerms
from .explained import Lift, MovePart
from .flags import Flag, FlagRule
from .replies import (
    Reply,
    ReplyAnswer,
    ReplyEvidence,
    ReplyNotice,
    ReplyTerms,
    ReplyWindow,
    ReplyWindowMove,
    ShownFinding,
)
from .rewards import RewardFund, RewardList, RewardRule, RewardShare
from .scheme import ExcludedYear, Scheme, SchemeNode

__all__ = [
    "Assessment",
    "Bulletin",
    "BulletinCover",
    "BulletinFile",
    "BulletinNotice",
    "Case",
    "CaseEvidence",
    "CaseGround",
    "CaseMove",
    "CaseNotice",
    "CaseTerms",
    "Contribution",
    "ExcludedYear",
    "Figure",
    "Flag",
    "FlagRule",
    "Lift",
    "MovePart",
    "RankCertainty",
    "Reply",
    "ReplyAnswer",
    "ReplyEvidence",
    "ReplyNotice",
    "ReplyTerms",
    "ReplyWindow",
    "ReplyWindowMove",
    "RewardFund",
    "RewardList",
    "RewardRule",
    "RewardShare",
    "Scheme",
    "SchemeNode",
    "ShownFinding",
    "TargetResult",
    "ZoneResult",
]
