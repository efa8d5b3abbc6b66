"""No other fund for a year whose list is fixed and in force, by the database."""

from django.db import migrations

MESSAGE = "The fund of a year whose list is fixed never changes."
FUND = "assessments_rewardfund"
#: A new version of the fund, while the list of the published assessment stands.
IS_FIXED = (
    "EXISTS (SELECT 1 FROM assessments_rewardlist l JOIN assessments_assessment a"
    " ON a.id = l.assessment_id WHERE a.year = NEW.year AND a.state = 'published')"
)
PROTECT = {
    "sqlite": [
        f"CREATE TRIGGER rewardfund_fixed BEFORE INSERT ON {FUND} WHEN {IS_FIXED}"
        f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    ],
    "postgresql": [
        f"""CREATE FUNCTION rewardfund_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF {IS_FIXED} THEN
        RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation';
        END IF; RETURN NEW; END $$""",
        f"CREATE TRIGGER rewardfund_fixed BEFORE INSERT ON {FUND}"
        " FOR EACH ROW EXECUTE FUNCTION rewardfund_fixed()",
    ],
}
UNPROTECT = {
    "sqlite": ["DROP TRIGGER rewardfund_fixed"],
    "postgresql": [
        f"DROP TRIGGER rewardfund_fixed ON {FUND}",
        "DROP FUNCTION rewardfund_fixed()",
    ],
}


def protect(apps, schema_editor):
    for statement in PROTECT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    for statement in UNPROTECT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0025_rewards'),
    ]

    operations = [migrations.RunPython(protect, unprotect)]
