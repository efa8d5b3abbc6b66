"""What tests of the second factor do: sign in, set it up, show a code."""

import re
import time
from datetime import timedelta

from django.contrib.auth.models import User
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.factories import make_person, user_of
from zones import access
from zones.models import Attempts, AuditEntry

RIGHT = "right and long enough"
PAGE, CODE_PAGE = "/account/second-factor/", "/account/second-factor/code/"


def make_account(login: str = "leader", group: str = access.LEADERSHIP) -> User:
    """Somebody who signs in with the right password."""
    user = user_of(make_person(login, group))
    user.set_password(RIGHT)
    user.save()
    return user


def signed_in(client: Client | None = None, to: str = "", login: str = "leader") -> Client:
    client = client or Client()
    client.cookies["django_language"] = "en"
    sent = {"username": login, "password": RIGHT, "next": to}
    assert client.post("/login/", sent).status_code == 302
    return client


def begin(client: Client) -> None:
    assert client.post(PAGE, {"move": "begin"}).url == PAGE


def set_up(client: Client, user) -> list[str]:
    """The recovery codes that are shown."""
    begin(client)
    device = TOTPDevice.objects.get(user=user, confirmed=False)
    page = client.post(PAGE, {"move": "confirm", "code": code_of(device)}).content.decode()
    forget_last_code(user)
    return re.findall(r"<li><code>(.+?)</code>", page)


def code_of(device: TOTPDevice, steps: int = 0) -> str:
    """What the device shows now, or so many half-minutes from now."""
    return f"{totp(device.bin_key, drift=steps):06}"


def code(user) -> str:
    return code_of(TOTPDevice.objects.get(user=user, confirmed=True))


def wrong(user) -> str:
    """Six digits that the device shows neither now nor a minute before or after."""
    device = TOTPDevice.objects.get(user=user, confirmed=True)
    shown = {code_of(device, steps) for steps in range(-3, 4)}
    same = (str(digit) * 6 for digit in range(10))
    return next(digits for digits in same if digits not in shown)


def forget_last_code(user) -> None:
    """Nothing; it is as if some minutes had passed since the last code."""
    TOTPDevice.objects.filter(user=user).update(last_t=int(time.time()) // 30 - 10, drift=0)


def show(client: Client, typed: str):
    return client.post(CODE_PAGE, {"code": typed})


def is_in(client: Client) -> bool:
    return client.get("/measures/").status_code == 200


def let_pass(seconds: float) -> None:
    for row in Attempts.objects.all():
        row.last_at -= timedelta(seconds=seconds)
        row.until = row.until and row.until - timedelta(seconds=seconds)
        row.save()


def logged(*actions: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action__in=actions).order_by("seq"))


def is_in_after(typed: str) -> bool:
    client = signed_in()
    show(client, typed)
    return is_in(client)
