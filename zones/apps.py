import os

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Of pypinyin's two dictionaries the one of phrases would cost every process 45 MB; it tells which
# of a character's sounds a phrase wants, and the search wants all. Read at its first import.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")


class ZonesConfig(AppConfig):
    name = "zones"
    verbose_name = _("Zones")
