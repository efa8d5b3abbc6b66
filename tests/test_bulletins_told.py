"""Two `prepare_bulletins` at once: committed rows, so apart from what reads the demonstration."""

import threading

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from assessments.models import Bulletin, BulletinNotice
from assessments.services.bulletins_due import drafts_tell
from tests.factories import make_person, user_of


def tell():
    return drafts_tell(at=timezone.now(), site="https://zones.example.cn")


@pytest.mark.django_db(transaction=True)
def test_two_commands_at_once_tell_everybody_once(settings):
    settings.EMAIL_BACKEND = "tests.mailing.Slow"
    for number in range(8):
        user = user_of(make_person(f"staff{number}"))
        user.email = f"staff{number}@example.cn"
        user.save()
    Bulletin.objects.create(
        code="2022Q1",
        kind="review",
        version=1,
        assessed_version=1,
        computed="{}",
        prepared_at=timezone.now(),
    )
    start, letters, errors = threading.Barrier(3), [], []

    def run():
        try:
            start.wait(10)
            found = tell()
            letters.extend(found.letters)
            errors.extend(found.failed)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    to = sorted(message.to[0] for message in mail.outbox)
    assert to == [f"staff{number}@example.cn" for number in range(8)]
    assert len(letters) == 8
    assert not BulletinNotice.objects.filter(sent_at__isnull=True).exists()
