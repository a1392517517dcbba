"""The state rows of an invented province: what enacting its changes one by one would have stored.

Rows are computed for all objects of a kind at once, in the form of `registry.domain.rows`, with both of
their times. Ids of decisions are those of the database; texts are as the database reads them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from tinhgon.registry.domain.vocabulary import Kind

Events = Mapping[str, pl.DataFrame]
"""What happened, by name (see `nation_history`): each event with its `decision` and `change`."""

_MOMENT = "%Y-%m-%d %H:%M:%S%.6f+00"

_COLUMNS: Mapping[Kind, tuple[str, ...]] = {
    Kind.AREA: ("code", "name", "level", "type", "parent_id", "population"),
    Kind.ORGANIZATION: ("code", "name", "sector", "tier", "form", "parent_id", "area_id", "autonomy"),
    Kind.POST: ("organization_id", "title", "headship", "establishment_class", "elective", "seats"),
    Kind.PERSON: ("name", "native_place"),
    Kind.MEMBERSHIP: ("person_id", "post_id", "basis", "concurrent"),
    Kind.QUOTA: ("organization_id", "establishment_class", "funding", "amount"),
}

_BEGINNINGS: Mapping[Kind, tuple[str, ...]] = {
    Kind.AREA: ("areas",),
    Kind.ORGANIZATION: ("organizations",),
    Kind.POST: ("posts",),
    Kind.PERSON: ("people", "newcomers"),
    Kind.MEMBERSHIP: ("appoint", "transfer", "replace"),
    Kind.QUOTA: ("quotas",),
}

_STATEMENTS: Mapping[Kind, tuple[tuple[str, str], ...]] = {
    Kind.AREA: (("source_counted", "population"), ("target_counted", "population")),
    Kind.ORGANIZATION: (
        ("rename", "name"),
        ("convert", "form"),
        ("reclassify", "autonomy"),
        ("reparent", "parent_id"),
    ),
    Kind.POST: (("move", "organization_id"), ("retitle", "title")),
    Kind.PERSON: (("update", "native_place"),),
    Kind.MEMBERSHIP: (),
    Kind.QUOTA: (("quota", "amount"),),
}
"""Events that state one column of objects that exist, with that column."""


def state_rows(events: Events, decisions: pl.DataFrame, first_decision: int) -> dict[Kind, pl.DataFrame]:
    """Every row ever written, of each kind; decisions are numbered on from `first_decision`."""
    passed = events["pass"]
    sides = {
        f"{side}_counted": passed.select("decision", "change", id=side, population=f"{side}_people")
        for side in ("source", "target")
    }
    ended = pl.concat([events[each].select("decision", "change", id="membership") for each in ("transfer", "retire")])
    times = _times(decisions)
    return {
        kind: _rows(
            _versions(kind, {**events, **sides}),
            _COLUMNS[kind],
            times,
            ended if kind is Kind.MEMBERSHIP else ended.clear(),
            events["correct"] if kind is Kind.ORGANIZATION else events["correct"].clear(),
        ).with_columns(pl.col("decision") + first_decision)
        for kind in Kind
    }


def lineage(events: Events, decisions: pl.DataFrame, first_decision: int) -> pl.DataFrame:
    """The rows of lineage: which area gave people to which."""
    return (
        events["pass"]
        .join(_times(decisions), on="decision", how="left", maintain_order="left")
        .select(
            predecessor_id="source",
            successor_id="target",
            extent=pl.lit("part"),
            on="since",
            change_id="change",
            decision_id=pl.col("decision") + first_decision,
            recorded=_range("moment", pl.lit("")),
        )
    )


def _times(decisions: pl.DataFrame) -> pl.DataFrame:
    """The effective day and the moment of recording of each decision, as texts."""
    return decisions.select(
        "decision",
        since=pl.col("effective_on").cast(pl.String),
        moment=pl.col("recorded_at").dt.to_string(_MOMENT),
    )


def _versions(kind: Kind, events: Events) -> pl.DataFrame:
    """The stretches of each object: what begins it states every value, what follows one value each.

    Columns that an event does not state are null; `sources` is what `registry.domain.rows` writes.
    """
    columns = _COLUMNS[kind]
    began = pl.concat([events[each] for each in _BEGINNINGS[kind]], how="diagonal")
    given = [each for each in columns if each in began.columns]
    first = began.select("id", "decision", "change", *given, sources=_source("*"))
    later = [
        events[name].select("id", "decision", "change", column, sources=_source(column.removesuffix("_id")))
        for name, column in _STATEMENTS[kind]
    ]
    return pl.concat([first, *later], how="diagonal")


def _rows(
    versions: pl.DataFrame, columns: Sequence[str], times: pl.DataFrame, ended: pl.DataFrame, corrected: pl.DataFrame
) -> pl.DataFrame:
    """Every row ever written for these versions.

    A version is first written without an end. When the next one (or the end) is recorded that row is
    closed and written again with its end. A correction, the last event of its object, closes and
    rewrites all of it.
    """
    follows = pl.col("id").shift(-1) == pl.col("id")
    known = (
        versions.join(times, on="decision", how="left")
        .sort("id", "since")
        .with_columns(pl.col(columns).forward_fill().over("id"))
        .join(ended.select("id", ending="decision", ended_by="change"), on="id", how="left", maintain_order="left")
        .with_columns(next=pl.when(follows).then(pl.col("decision").shift(-1)).otherwise("ending"))
        .join(times.select(next="decision", until="since", closed_at="moment"), on="next", how="left")
        .join(corrected.select("id", correcting="decision", corrected_by="change", right="code"), on="id", how="left")
        .join(times.select(correcting="decision", corrected_at="moment"), on="correcting", how="left")
        .with_columns(pl.col("until", "closed_at", "corrected_at").fill_null(""))
    )
    closed = pl.when(pl.col("closed_at") != "").then("closed_at").otherwise("corrected_at")
    opened = known.with_columns(valid=_range("since", pl.lit("")), recorded=_range("moment", closed))
    bounded = known.filter(pl.col("until") != "").with_columns(
        decision="next",
        valid=_range("since", pl.col("until")),
        recorded=_range("closed_at", pl.col("corrected_at")),
        sources=pl.when(pl.col("ended_by").is_null()).then("sources").otherwise(_with_source("end", "ended_by")),
    )
    founding = pl.col("sources").str.starts_with('{"*"')
    rewritten = known.filter(pl.col("corrected_at") != "").with_columns(
        pl.coalesce("right", *(["code"] if "code" in columns else [])).alias("code"),
        decision="correcting",
        valid=_range("since", pl.col("until")),
        recorded=_range("corrected_at", pl.lit("")),
        sources=pl.when(founding).then(_with_source("code", "corrected_by")).otherwise("sources"),
    )
    written = ["id", "valid", "recorded", "decision", "sources", *columns]
    return pl.concat([each.select(written) for each in (opened, bounded, rewritten)])


def _source(name: str) -> pl.Expr:
    return pl.concat_str(pl.lit(f'{{"{name}":'), "change", pl.lit("}"))


def _with_source(name: str, change: str) -> pl.Expr:
    return pl.concat_str(pl.col("sources").str.strip_suffix("}"), pl.lit(f',"{name}":'), change, pl.lit("}"))


def _range(start: str, end: pl.Expr) -> pl.Expr:
    return pl.concat_str(pl.lit("["), start, pl.lit(","), end, pl.lit(")"))
