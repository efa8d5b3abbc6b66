"""A draft as the form sends it, and what tests of the scheme's versions share."""

from lxml import html

from assessments.models import Scheme
from zones.models import AuditEntry


def typed_in(page) -> dict[str, str]:
    """What the form of a draft would send as it stands."""
    if isinstance(page, str):
        page = html.fromstring(page)
    (form,) = page.xpath("//form[@data-weights]")
    sent = {}
    for field in form.xpath(".//input[@name] | .//textarea[@name]"):
        text = field.text if field.tag == "textarea" else field.get("value")
        sent[field.get("name")] = (text or "").removeprefix("\n")
    for field in form.xpath(".//select[@name]"):
        sent[field.get("name")] = field.xpath("./option[@selected]/@value")[0]
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def refusals(page) -> list[str]:
    """The sentences in which a page refuses what was sent."""
    found = page.xpath("//*[@id='refusals']//li | //p[contains(@class, 'is-error')]")
    return [" ".join(one.text_content().split()) for one in found]


def counted() -> tuple[int, int]:
    """How many schemes and entries of their history there are."""
    return Scheme.objects.count(), AuditEntry.objects.filter(kind="scheme").count()
