"""The site's settings as the tests want them: the same, but quick and without secrets to set."""

import os

os.environ.setdefault("DEBUG", "1")

from zonetrack.settings import *  # noqa: F403

# Slow on purpose in production; the tests sign people in hundreds of times.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

# Tests send and take files as fast as they can; those of the limits set their own.
FILES_PER_MINUTE = UPLOADS_PER_MINUTE = 0
