"""`manage.py assess PERIOD [--publish]`: runs a period's assessment, and publishes it."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from indicators.periods import UnknownPeriod, parse_period

from ...sentences import refusal_sentence
from ...services.assessments import Refused, assessment_publish, assessment_run


class Command(BaseCommand):
    help = "Judges a period (2022, 2022H1 or 2022Q3) on the figures in force."

    def add_arguments(self, parser):
        parser.add_argument("period")
        parser.add_argument("--publish", action="store_true", help="publish it, if it is complete")

    def handle(self, *, period: str, publish: bool, **options):
        try:
            span = parse_period(period)
        except UnknownPeriod as error:
            raise CommandError(
                f"“{period}” is not a period: write 2022, 2022H1 or 2022Q3."
            ) from error
        now = timezone.now()
        try:
            assessment = assessment_run(period=span, at=now)
            if publish and assessment.state != assessment.State.PUBLISHED:
                assessment = assessment_publish(assessment=assessment, at=now)
        except Refused as refused:
            raise CommandError(refusal_sentence(refused)) from refused
        provisional = ", provisional" if assessment.is_provisional else ""
        self.stdout.write(
            f"{assessment.period} version {assessment.version}: "
            f"{assessment.get_state_display()}{provisional}, digest {assessment.digest[:12]}"
        )
        for result in assessment.results.select_related("zone"):
            rank = result.rank if result.rank is not None else result.get_standing_display()
            score = "—" if result.score is None else f"{result.score:.2f}"
            self.stdout.write(f"  {rank}  {result.zone}  {score}")
