"""Evidence is kept once, never changed, and given to those who may read it as a file to save."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from tests.evidence_files import docx, examined, pdf
from tests.factories import make_person, user_of
from zones.evidence import evidence_response, evidence_row
from zones.files.unfit import MB
from zones.forms import EvidenceField
from zones.models import AuditEntry, Evidence, EvidenceContent
from zones.selectors.audit import audit_verdict
from zones.services.evidence import evidence_keep

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_person("commerce")


@pytest.fixture
def kept(person):
    return evidence_keep(file=examined(), by=person, zone="yichang")


def asked(person, method="get"):
    request = getattr(RequestFactory(), method)("/somewhere")
    request.user = user_of(person)
    return request


def test_a_file_is_kept_as_it_came_in_and_the_log_says_by_whom(person, kept):
    assert bytes(kept.content.data) == examined().data
    assert (kept.name, kept.kind, kept.by_id) == ("整改报告.pdf", "pdf", person.user_id)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.kind, entry.zone) == ("evidence_kept", "evidence", "yichang")
    assert entry.new["sha256"] == kept.sha256 == examined().sha256
    assert audit_verdict().is_intact


@pytest.mark.parametrize("table", ["zones_evidence", "zones_evidencecontent"])
@pytest.mark.parametrize("act", ["UPDATE {} SET {}", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_remove_it(kept, table, act):
    column = "name = 'other.pdf'" if table == "zones_evidence" else "data = NULL"
    with (
        pytest.raises(DatabaseError, match="Evidence is kept as it came in"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(act.format(table, column))
    assert Evidence.objects.get().name == "整改报告.pdf"
    assert bytes(EvidenceContent.objects.get().data) == examined().data


def test_a_download_is_saved_under_its_name_and_never_shown(person, kept):
    response = evidence_response(asked(person), kept, is_open=True)
    assert response.content == examined().data
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E6%95%B4%E6%94%B9%E6%8A%A5%E5%91%8A.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"


def test_who_was_given_the_file_stands_in_the_log(person, kept):
    evidence_response(asked(person, "head"), kept, is_open=True)
    assert AuditEntry.objects.filter(action="evidence_read").count() == 0
    evidence_response(asked(person), kept, is_open=True)
    entry = AuditEntry.objects.get(action="evidence_read")
    assert (entry.person_id, entry.code) == (person.user_id, str(kept.pk))
    assert audit_verdict().is_intact


def test_what_is_not_open_to_a_person_is_not_there_and_nothing_is_logged(person, kept):
    with pytest.raises(Http404):
        evidence_response(asked(person), kept, is_open=False)
    assert AuditEntry.objects.filter(action="evidence_read").count() == 0


def test_a_list_of_evidence_does_not_load_the_files(kept, queries):
    with queries() as sent:
        assert [one.name for one in Evidence.objects.all()] == ["整改报告.pdf"]
    assert "data" not in sent[0]["sql"]


def test_a_page_prints_kind_size_person_and_time(person, kept):
    row = evidence_row(kept, "/cases/1/evidence/1", person)
    with translation.override("en"):
        page = render_to_string("components/evidence.html", {"files": [row]})
    assert 'href="/cases/1/evidence/1" download' in page
    assert "整改报告.pdf" in page
    assert row.about.startswith("PDF · ")
    assert person.name in row.about


class Form(forms.Form):
    papers = EvidenceField(required=False)


def form_of(*files):
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    return Form({}, MultiValueDict({"papers": sent}))


def test_a_form_gives_the_files_examined():
    form = form_of(("报告.pdf", pdf()), ("report.exe", docx()))
    assert form.is_valid()
    assert [one.name for one in form.cleaned_data["papers"]] == ["报告.pdf", "report.exe.docx"]
    assert form_of().is_valid()
    assert form_of().fields["papers"].widget.attrs["multiple"] is True


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "x.pdf: This file is a program, whatever its name says, and is not taken."),
        ("zh-hans", "x.pdf：该文件是可执行程序（与文件名无关），不予接收。"),
    ],
)
def test_a_refused_file_is_named_with_the_reason(language, sentence):
    with translation.override(language):
        form = form_of(("ok.pdf", pdf()), ("x.pdf", b"MZ\x00\x00"), ("y.txt", b""))
        assert not form.is_valid()
        page = render_to_string("components/evidence_field.html", {"field": form["papers"]})
    assert form.errors["papers"][0] == sentence
    assert len(form.errors["papers"]) == 2
    assert sentence in page
    assert 'type="file"' in page


def test_a_file_that_is_too_large_is_not_even_read(monkeypatch):
    file = SimpleUploadedFile("film.pdf", b"%PDF-")
    file.size = 40 * MB
    monkeypatch.setattr(file, "file", None)  # whoever reads stumbles
    sent = MultiValueDict({"papers": [file]})
    with translation.override("en"):
        form = Form({}, sent)
        assert "larger than 20 MB" in form.errors["papers"][0]


def test_more_files_than_the_field_takes_are_refused():
    form = form_of(*[(f"{n}.pdf", pdf()) for n in range(11)])
    with translation.override("en"):
        assert "More than 10 files" in form.errors["papers"][0]


def test_evidence_that_is_asked_for_is_missed():
    class Required(forms.Form):
        papers = EvidenceField()

    with translation.override("en"):
        assert Required({}, {}).errors["papers"] == ["Attach at least one file."]
