"""`manage.py assess PERIOD [--publish]`: runs a period's assessment, and publishes it."""

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.periods import UnknownPeriod, parse_period
from zones.commands import HouseCommand
from zones.display import label, number

from ...models import Assessment
from ...rank_words import standing_text
from ...selectors.standings import zone_results
from ...sentences import refusal_sentence
from ...services.assessments import Refused, assessment_publish, assessment_run


class Command(HouseCommand):
    about = gettext_lazy("Judges a period (2022, 2022H1 or 2022Q3) on the figures in force.")

    def add_arguments(self, parser):
        parser.add_argument("period", help=_("2022, 2022H1 or 2022Q3"))
        parser.add_argument(
            "--publish", action="store_true", help=_("publish it, if it is complete")
        )

    def handle(self, *, period: str, publish: bool, **options):
        try:
            span = parse_period(period)
        except UnknownPeriod as error:
            text = _("“%(period)s” is not a period: write 2022, 2022H1 or 2022Q3.")
            raise CommandError(text % {"period": period}) from error
        now = timezone.now()
        try:
            assessment = assessment_run(period=span, at=now)
            if publish and assessment.state != assessment.State.PUBLISHED:
                assessment = assessment_publish(assessment=assessment, at=now)
        except Refused as refused:
            raise CommandError(refusal_sentence(refused)) from refused
        self.stdout.write(_headline(assessment))
        for result in zone_results(assessment):
            rank = result.rank if result.rank is not None else standing_text(result)
            score = number(result.score, assessment.scheme.decimals)
            self.stdout.write(f"  {rank}  {label(result.zone)}  {score}")


def _headline(assessment: Assessment) -> str:
    """Which assessment it is, how it stands, and what it was made from."""
    states = [str(assessment.get_state_display())]
    if assessment.is_provisional:
        states.append(_("provisional"))
    text = _("%(period)s version %(version)s: %(states)s; fingerprint of the figures %(digest)s.")
    words = {
        "period": assessment.period,
        "version": assessment.version,
        "states": _(", ").join(states),
        "digest": assessment.digest[:12],
    }
    lines = [text % words]
    if assessment.kind == "quarter":
        lines.append(_("A quarter’s board is provisional and never published."))
    return "\n".join(lines)
