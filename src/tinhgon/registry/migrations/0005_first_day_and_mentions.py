"""An index that tells where the record begins; mentions that can be looked up by the ten thousand."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

MENTIONS = GinIndex(fastupdate=False, fields=["mentions"], name="decision_mentions")


class Migration(migrations.Migration):
    """What waits to be put into an index of mentions is read through at every look-up, so nothing may wait."""

    dependencies = [("registry", "0004_search")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX organization_first_day ON registry_organizationstate (lower(valid)) WHERE upper_inf(recorded)",
            "DROP INDEX organization_first_day",
        ),
        migrations.RunSQL(
            "ALTER INDEX decision_mentions SET (fastupdate = off);"
            "SELECT gin_clean_pending_list('decision_mentions'::regclass)",
            "ALTER INDEX decision_mentions RESET (fastupdate)",
            state_operations=[
                migrations.RemoveIndex("decision", "decision_mentions"),
                migrations.AddIndex("decision", MENTIONS),
            ],
        ),
    ]
