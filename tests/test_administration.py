"""Django's administration is no way around the life of a quarter: nothing of it is there."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.urls import reverse

from indicators.models import Submission
from tests.factories import make_submission, user_of
from zones.models import AuditEntry, Zone
from zones.services.accounts import groups_ensure

pytestmark = pytest.mark.django_db

#: Accounts and reference data, and nothing that is reported, judged or logged.
ADMINISTERED = {
    *("auth.user", "zones.zone", "zones.agency", "zones.city", "zones.zonegroup"),
    "indicators.measureagency",
    "zones.rolerule",
}


@pytest.fixture
def root(client):
    """The client of somebody whom Django itself refuses nothing."""
    client.force_login(get_user_model().objects.create_superuser("root"))
    return client


def test_only_accounts_and_reference_data_are_registered():
    assert {model._meta.label_lower for model in admin.site._registry} == ADMINISTERED


def test_no_page_of_the_administration_leads_to_what_was_reported(root):
    kept = {model._meta.label_lower for model in apps.get_models()} - ADMINISTERED
    assert {"indicators.submission", "indicators.observation", "indicators.reopening"} < kept
    for name in sorted(kept):
        address = f"/admin/{name.replace('.', '/')}/"
        for page in (address, f"{address}add/", f"{address}1/change/"):
            assert root.get(page).status_code == 404, page


def test_a_zone_with_reports_is_not_deleted_not_even_by_a_superuser(root, place, people):
    make_submission(place["yichang"], "2022Q2", {"vehicles": 3}, by=people["yichang"])
    url = reverse("admin:zones_zone_delete", args=[place["yichang"].pk])
    assert root.get(url).context["protected"]
    root.post(url, {"post": "yes"})
    assert Zone.objects.filter(pk=place["yichang"].pk).exists()
    assert Submission.objects.count() == 1


def test_the_log_tells_from_what_to_what_a_zone_and_the_rows_beneath_it_were_changed(root, place):
    zone = place["yichang"]
    date = zone.dates.create(event="accepted", date="2020-01", confidence="verified")
    address = f"/admin/zones/zone/{zone.pk}/change/"
    form = root.get(address).context["adminform"].form
    sent = {name: form[name].value() or "" for name in form.fields} | {"area_km2": "2.50"}
    sent |= {"is_judged": "on"} if zone.is_judged else {}
    for prefix in ("dates", "codes", "aliases"):
        sent |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    sent |= {"dates-TOTAL_FORMS": 1, "dates-INITIAL_FORMS": 1, "dates-0-id": date.pk}
    sent |= {"dates-0-event": "accepted", "dates-0-date": "2021-03", "dates-0-zone": zone.pk}
    sent |= {"dates-0-confidence": "verified"}
    before = str(zone.area_km2) if zone.area_km2 is not None else None
    assert root.post(address, sent).status_code == 302
    entry = AuditEntry.objects.latest("seq")
    row = f"zonedate {date.pk} date"
    assert entry.old == {"area_km2": before, row: "2020-01"}
    assert entry.new["values"] == {"area_km2": "2.50", row: "2021-03"}


def test_an_account_with_reports_is_not_deleted(root, people):
    url = reverse("admin:auth_user_delete", args=[people["yichang"].user_id])
    assert root.post(url, {"post": "yes"}).status_code == 403


def test_the_administrators_group_has_no_right_on_reports_whatever_is_registered(people):
    groups_ensure()
    rights = user_of(people["admin"]).get_all_permissions()
    touched = {right.partition(".")[2].partition("_")[2] for right in rights}
    assert touched & {"submission", "observation", "reopening", "reportingquarter"} == set()
    assert touched & {"cellnote", "override", "auditentry", "reminder", "upload"} == set()
    assert "zone" in touched
