"""What was promised (the policy and its targets) and what was reported (the figures)."""

from .adoptions import AdoptedCondition, Adoption
from .classes import ListScope, PublishedClass
from .counting import CountingRule
from .figures import Observation, ProvinceFigure, ReportingQuarter, ReportingStart, Submission
from .life import QuarterDates, Reminder, Reopening
from .notes import CellNote
from .policy import Indicator, Measure, MeasureAgency, Policy, Reading, ReadingPlace, Task
from .targets import AnnualTarget, Target, TargetCondition
from .tasks import TaskDue, TaskEvidence, TaskReminder, TaskReport
from .uploads import Upload
from .validation import Override, ValidationRule

__all__ = [
    "AdoptedCondition",
    "Adoption",
    "AnnualTarget",
    "CellNote",
    "CountingRule",
    "Indicator",
    "ListScope",
    "Measure",
    "MeasureAgency",
    "Observation",
    "Override",
    "Policy",
    "ProvinceFigure",
    "PublishedClass",
    "QuarterDates",
    "Reading",
    "ReadingPlace",
    "Reminder",
    "Reopening",
    "ReportingQuarter",
    "ReportingStart",
    "Submission",
    "Target",
    "TargetCondition",
    "Task",
    "TaskDue",
    "TaskEvidence",
    "TaskReminder",
    "TaskReport",
    "Upload",
    "ValidationRule",
]
