"""The WSGI application that a server imports."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils import translation

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zonetrack.settings")
application = get_wsgi_application()

# Everything that pages need is loaded here, before a server makes its processes, which then share
# it: Django itself loads views and words with the first request, in each process again.
import_module(settings.ROOT_URLCONF)
for code, _name in settings.LANGUAGES:
    with translation.override(code):
        translation.gettext("Overview")
