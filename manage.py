#!/usr/bin/env python
"""Runs zonetrack's commands."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import Error

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zonetrack.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"zonetrack is not set up: {error}")
    except Error as error:
        from zones.command_hindrances import hindrance_sentence

        if sentence := hindrance_sentence(error):
            sys.exit(sentence)
        raise
