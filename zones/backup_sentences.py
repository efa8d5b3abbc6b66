"""What is said where a backup cannot be made or restored: which place, and the way out."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .archive import Damaged
from .services.transactions import Refused

DAMAGED = {
    "no_archive": gettext_lazy(
        "%(file)s is no backup, or was cut off: it cannot be opened. Take another copy; nothing was"
        " changed."
    ),
    "no_manifest": gettext_lazy(
        "%(file)s has no list of contents that can be read: it is no backup of this system, or is"
        " damaged. Nothing was changed."
    ),
    "other_format": gettext_lazy(
        "%(file)s is written in format %(place)s, which this version does not read. Restore it with"
        " the version that wrote it. Nothing was changed."
    ),
    "broken_table": gettext_lazy(
        "%(file)s is damaged: the rows of %(place)s cannot be read. Take another copy; nothing was"
        " changed."
    ),
    "other_table": gettext_lazy(
        "%(file)s was altered: the rows of %(place)s are not those that were written. Take another"
        " copy; nothing was changed."
    ),
}
REFUSED = {
    "exists": gettext_lazy("%(path)s is there already; name another file."),
    "other_migrations": gettext_lazy(
        "The database is not that of this version (%(names)s): run “manage.py migrate”, or make the"
        " backup with the version that the database belongs to."
    ),
    "other_version": gettext_lazy(
        "The backup is of version %(version)s, whose tables are others (only there: %(theirs)s;"
        " only here: %(ours)s). Restore it with that version, then upgrade. Nothing was changed."
    ),
    "other_columns": gettext_lazy(
        "The backup is of version %(version)s, whose tables have other columns. Restore it with"
        " that version, then upgrade. Nothing was changed."
    ),
    "other_name": gettext_lazy(
        "The database is called %(name)s, not %(typed)s; nothing was changed."
    ),
    "in_use": gettext_lazy(
        "The database %(name)s is not empty; %(count)s tables hold rows, %(first)s first. Restore"
        " into a new one, or say that its rows may be removed: --replace %(name)s. Nothing was"
        " changed."
    ),
    "in_use_now": gettext_lazy(
        "Others are using the database: stop the site, then restore again. Nothing was changed."
    ),
    "refused_rows": gettext_lazy(
        "The database refuses the rows, and nothing of them was kept: %(why)s"
    ),
    "not_the_same": gettext_lazy(
        "%(table)s came out different from the backup (%(kept)s rows there, %(found)s here);"
        " nothing of it was kept."
    ),
    "chain_broken": gettext_lazy(
        "The audit log of the backup is not intact or not the one that it names; nothing of it was"
        " kept. If it was broken before, “manage.py verify_audit” names the entries there."
    ),
}


def damaged_sentence(damaged: Damaged, file: object) -> str:
    """What is wrong with the file."""
    return str(DAMAGED[damaged.code]) % {"file": file, "place": damaged.place}


def refused_sentence(refused: Refused) -> str:
    """Why nothing was done."""
    words = dict(refused.params)
    if names := words.pop("names", None):
        words |= {"names": names}
        if not isinstance(names, str):
            none = _("none")
            words["theirs"] = ", ".join(names.only_archive) or none
            words["ours"] = ", ".join(names.only_code) or none
    return str(REFUSED[refused.code]) % words


def disk_sentence(error: OSError) -> str:
    """What the disk refused."""
    words = {"file": error.filename or "", "why": error.strerror or error}
    return _("It cannot be written: %(file)s %(why)s. Make room or name another place.") % words
