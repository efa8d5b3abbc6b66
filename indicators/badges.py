"""The badges of the collection: one look for a stage wherever it is printed."""

from django.utils.translation import gettext_lazy as _

from zones.badges import Badge

#: Where a zone's quarter stands: kind, icon and words; the most urgent first.
STAGES = {
    "not_reported": ("bad", "circle-x", _("not reported")),
    "late": ("bad", "clock", _("late")),
    "returned": ("warn", "alert-triangle", _("returned")),
    "draft": ("warn", "edit", _("draft")),
    "revision": ("warn", "edit", _("in revision")),
    "submitted": ("info", "eye", _("submitted")),
    "not_due": ("quiet", "clock", _("not yet due")),
    "verified": ("good", "circle-check", _("verified")),
    "superseded": ("quiet", "history", _("superseded")),
    "not_applicable": ("quiet", "minus", _("not applicable")),
}

#: How grave a finding is: kind, icon and words; the gravest first.
SEVERITIES = {
    "severe": ("bad", "circle-x", _("severe")),
    "warning": ("warn", "alert-triangle", _("warning")),
    "note": ("info", "info-circle", _("hint")),
}


def stage_badge(stage: str, title: str = "") -> Badge:
    """The badge of a stage of the collection."""
    kind, icon, text = STAGES[stage]
    return Badge(kind, str(text), icon, title, list(STAGES).index(stage))


def severity_badge(severity: str) -> Badge:
    """The badge of a finding."""
    kind, icon, text = SEVERITIES[severity]
    return Badge(kind, str(text), icon, order=list(SEVERITIES).index(severity))
