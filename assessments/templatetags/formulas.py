"""Template filters of the method page."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def formula(text: str) -> SafeString:
    """A formula with _{…} set lower and ^{…} higher; everything else is escaped."""
    escaped = str(conditional_escape(text))
    escaped = re.sub(r"_\{([^}]*)\}", r"<sub>\1</sub>", escaped)
    return mark_safe(re.sub(r"\^\{([^}]*)\}", r"<sup>\1</sup>", escaped))
