"""The search also finds the initials of words that follow one another: UBND for Ủy ban nhân dân."""

import importlib

from django.db import migrations

_search = importlib.import_module("tinhgon.registry.migrations.0004_search")

LONGEST = 8
"""Initials of at most so many words are kept, from every word on."""

# In PL/pgSQL, as one statement with subqueries takes three times as long.
WORDS = f"""
CREATE OR REPLACE FUNCTION registry_words(text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    found text[] := array_remove(regexp_split_to_array(
        lower(translate(normalize($1, NFD), 'đĐ{_search.MARKS}', 'dd')), '[^a-z0-9]+'
    ), '');
    initials text := '';
    word text;
BEGIN
    FOREACH word IN ARRAY found LOOP
        initials := initials || left(word, 1);
    END LOOP;
    FOR start IN 1 .. length(initials) - 1 LOOP
        found := found || ('~' || substr(initials, start, {LONGEST}));
    END LOOP;
    RETURN array_to_tsvector(found);
END
$$
"""
_INDEXES = [name for name, of in _search.INDEXES.items() if "registry_words" in of]
_MADE_ANEW = [f"REINDEX INDEX {name}" for name in _INDEXES]


class Migration(migrations.Migration):
    """Indexes hold what the function gave; they are made anew with it."""

    dependencies = [("registry", "0005_first_day_and_mentions")]

    operations = [
        migrations.RunSQL(
            [WORDS, *_MADE_ANEW],
            [_search.WORDS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"), *_MADE_ANEW],
        )
    ]
