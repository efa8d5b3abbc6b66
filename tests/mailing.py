"""Mail servers for tests: one that refuses some addresses, and one that cannot be reached."""

import smtplib
import time

from django.core.mail.backends.locmem import EmailBackend


class Refusing(EmailBackend):
    """Takes every mail but those to addresses that begin with "refused"."""

    def send_messages(self, messages):
        for message in messages:
            if message.to[0].startswith("refused"):
                raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, b"no such user")})
        return super().send_messages(messages)


class Absent(EmailBackend):
    """Takes no connection."""

    def open(self):
        raise ConnectionRefusedError(111, "Connection refused")


class Slow(EmailBackend):
    """Takes its time, so that two who send at once are both at it."""

    def send_messages(self, messages):
        time.sleep(0.02)
        return super().send_messages(messages)
