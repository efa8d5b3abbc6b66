"""`manage.py verify_audit [--noted SEQ:HASH]`: whether the audit log is as it was written."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...audit import Finding
from ...commands import HouseCommand
from ...selectors.audit import audit_hash, audit_verdict

SENTENCES = {
    "tampered": gettext_lazy("Entry %(seq)s is not as it was written."),
    "reordered": gettext_lazy("Entry %(seq)s was moved here; its place is %(other)s."),
    "missing": gettext_lazy("Entries %(seq)s to %(other)s are missing."),
    "link_broken": gettext_lazy("Entry %(seq)s does not follow from entry %(before)s."),
    "unrecorded": gettext_lazy("Entries %(seq)s to %(other)s stand beyond the log’s head."),
    "head_disagrees": gettext_lazy("Entry %(seq)s is not the one that the log’s head names."),
    "head_missing": gettext_lazy("The log’s head is missing; the last entry is %(seq)s."),
    "unreadable": gettext_lazy(
        "Entry %(seq)s or one after it cannot be read; nothing after it was looked at."
    ),
}
ONE = {
    "missing": gettext_lazy("Entry %(seq)s is missing."),
    "unrecorded": gettext_lazy("Entry %(seq)s stands beyond the log’s head."),
}


class Command(HouseCommand):
    """Names every entry that was changed, removed, moved or put in; ends with 1 if there is one."""

    about = gettext_lazy(
        "Checks the audit log's chain; names every tampered, missing or moved entry."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--noted",
            metavar="SEQ:HASH",
            action="append",
            default=[],
            help=_("an entry's number and hash as printed earlier: it must still be that one"),
        )

    def handle(self, *, noted: list[str], **options: Any) -> None:
        verdict = audit_verdict()
        lines = [finding_sentence(finding) for finding in verdict.findings]
        lines += [_as_noted(*_noted(text)) for text in noted]
        wrong = [line for line in lines if line]
        for line in wrong:
            self.stdout.write(line)
        count = {"count": verdict.count}
        if verdict.findings:
            first = {"first": verdict.findings[0].seq}
            text = _("%(count)s entries; the chain first breaks at entry %(first)s.")
            raise CommandError(text % (count | first))
        if wrong:
            raise CommandError(_("%(count)s entries; they are not the ones noted.") % count)
        self.stdout.write(_("%(count)s entries, chain intact.") % count)
        if verdict.count:
            last = {"note": f"{verdict.last.seq}:{verdict.last.hash}"}
            self.stdout.write(_("Keep elsewhere and check with --noted: %(note)s") % last)


def finding_sentence(finding: Finding) -> str:
    """What is wrong, in a sentence."""
    is_one = finding.other == finding.seq and finding.code in ONE
    words = {"seq": finding.seq, "other": finding.other, "before": finding.seq - 1}
    return str((ONE if is_one else SENTENCES)[finding.code]) % words


def _noted(text: str) -> tuple[int, str]:
    seq, _colon, noted_hash = text.partition(":")
    if not seq.isdecimal() or len(noted_hash) != 64:
        raise CommandError(_("“%(text)s” is no number and hash: write SEQ:HASH.") % {"text": text})
    return int(seq), noted_hash


def _as_noted(seq: int, noted_hash: str) -> str:
    """What is wrong with an entry that somebody noted; empty if it is still that one."""
    if audit_hash(seq) == noted_hash:
        return ""
    return _("Entry %(seq)s is not the one that was noted.") % {"seq": seq}
