"""Where the register shows what a rule counts of a zone's quarter."""

from django.urls import reverse
from django.utils.http import urlencode

from ..models import CountingRule
from ..periods import Quarter


def register_address(rule: CountingRule, counted: Quarter | str, zone: str = "") -> str:
    """The address of the entries that count in a quarter or a year, of one zone if it is named."""
    asked = {"zone": zone, "counted": str(counted), "tier": rule.tier}
    page = "events" if rule.register == CountingRule.Register.EVENTS else "projects"
    return f"{reverse(page)}?{urlencode({name: said for name, said in asked.items() if said})}"
