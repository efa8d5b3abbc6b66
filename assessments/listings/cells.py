"""What the cells of several tables are made of: a second line, a named link, a bar."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from zones.display import unless_said

NUMBER = {"th": {"class": "zt-num"}, "td": {"class": "zt-num"}}
QUIET_NUMBER = {"th": {"class": "zt-num"}, "td": {"class": "zt-num zt-muted"}}
FULL = 100.0


def with_note(text: object, note: str) -> object:
    """A cell's text with a second, quieter line; the text alone where there is no note."""
    if not note:
        return text
    return format_html('{}<small class="zt-under">{}</small>', text, note)


def named(record) -> SafeString:
    """What a row is about, leading to its figures, with the unit that they are in."""
    link = format_html('<a href="{}">{}</a>', record.href, record.name)
    unit = unless_said(record.unit, record.name)
    return format_html('{} <small class="zt-muted">{}</small>', link, unit) if unit else link


def bar(share: float | None, title: str) -> SafeString:
    """A bar of 0 to 100 as a small inline SVG; empty where there is nothing to draw."""
    if share is None:
        return SafeString("")
    return format_html(
        '<svg class="zt-bar" width="72" height="8" viewBox="0 0 100 8" role="img"'
        ' preserveAspectRatio="none"><title>{}</title><rect class="is-ground" width="100"'
        ' height="8" rx="1"/><rect width="{}" height="8" rx="1"/></svg>',
        title,
        round(min(max(share, 0.0), FULL), 1),
    )
