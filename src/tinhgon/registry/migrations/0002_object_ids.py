"""The sequence object ids come from."""

from django.db import migrations


class Migration(migrations.Migration):
    """Ids are given out to drafts, before the objects exist; a gap is no loss."""

    dependencies = [("registry", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE registry_object_id", "DROP SEQUENCE registry_object_id"),
    ]
