from django.db import migrations

# The table of django.core.cache.backends.db; unlogged, as what it holds may be lost with the server.
_MAKE = """
CREATE UNLOGGED TABLE tinhgon_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX tinhgon_cache_expires ON tinhgon_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_sign_ins_and_acts")]

    operations = [migrations.RunSQL(_MAKE, "DROP TABLE tinhgon_cache")]
