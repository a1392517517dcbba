"""Indexes for the search by beginnings of words, and for the days on which phased changes take effect."""

from django.db import migrations

# Grave, acute, circumflex, tilde, breve, hook above, horn, dot below, and the marks of other languages' letters.
MARKS = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323\u0304\u0307\u0308\u030a\u030c\u0327\u0328"

WORDS = f"""
CREATE FUNCTION registry_words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN array_to_tsvector(array_remove(
    regexp_split_to_array(lower(translate(normalize($1, NFD), 'đĐ{MARKS}', 'dd')), '[^a-z0-9]+'), ''
))
"""

INDEXES = {
    "area_words": "registry_areastate USING gin (registry_words(name || ' ' || code))",
    "organization_words": "registry_organizationstate USING gin"
    " (registry_words(name || ' ' || coalesce(short_name, '') || ' ' || coalesce(code, '')))",
    "post_words": "registry_poststate USING gin (registry_words(title))",
    "decision_words": "registry_decision USING gin (registry_words(number || ' ' || subject))",
    "person_name_words": "registry_personalvalue USING gin (registry_words(value)) WHERE field = 'name'",
    "change_own_day": "registry_change ((payload->>'effective_on'), decision_id) WHERE payload ? 'effective_on'",
}


class Migration(migrations.Migration):
    """A word is what stands between signs, in lower case without diacritics, Đ as d."""

    dependencies = [("registry", "0002_object_ids")]

    operations = [
        migrations.RunSQL(WORDS, "DROP FUNCTION registry_words(text)"),
        *(migrations.RunSQL(f"CREATE INDEX {name} ON {of}", f"DROP INDEX {name}") for name, of in INDEXES.items()),
    ]
