"""What was promised (the policy and its targets) and what was reported (the figures)."""

from .audit import AuditEntry, AuditHead
from .figures import Observation, ProvinceFigure, ReportingQuarter, ReportingStart, Submission
from .policy import Indicator, Measure, MeasureAgency, Policy, Reading, ReadingPlace, Task
from .targets import AnnualTarget, Target, TargetCondition

__all__ = [
    "AnnualTarget",
    "AuditEntry",
    "AuditHead",
    "Indicator",
    "Measure",
    "MeasureAgency",
    "Observation",
    "Policy",
    "ProvinceFigure",
    "Reading",
    "ReadingPlace",
    "ReportingQuarter",
    "ReportingStart",
    "Submission",
    "Target",
    "TargetCondition",
    "Task",
]
