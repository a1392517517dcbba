"""Filling an empty database with an invented nation, for measuring and for trying things out.

The rows are computed (see `domain.nation` and `domain.nation_history`) and copied in. Indexes,
constraints and triggers are put aside meanwhile; they are back, and checked, when it is done. All of it
is one transaction.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from tinhgon.accounts.models import system_account
from tinhgon.demo.domain import nation
from tinhgon.demo.domain.nation_history import Firsts, Province, province
from tinhgon.demo.domain.nation_ledger import WaitingEntry
from tinhgon.errors import Text, TinhGonError
from tinhgon.registry.domain.decisions import DecisionDocument, Status
from tinhgon.registry.domain.ledger import GENESIS
from tinhgon.registry.models import Decision
from tinhgon.registry.store import TABLES

Progress = Callable[[int, int], None]

FILLED = (
    "registry_entity",
    "registry_decision",
    "registry_change",
    "registry_ledgerentry",
    "registry_lineage",
    "registry_personkey",
    "registry_personalvalue",
    *TABLES.values(),
)
"""The tables that are filled, each after those it refers to."""

_SUBJECTS = {
    "structure": "Thành lập bộ máy",
    "staffing": "Phê duyệt vị trí việc làm và bố trí nhân sự",
    "regular": "Sắp xếp tổ chức, bố trí cán bộ",
    "late": "Sắp xếp tổ chức, bố trí cán bộ (ghi muộn)",
    "correction": "Đính chính mã cơ quan",
}


class NotEmpty(TinhGonError):
    """The database holds decisions; an invented nation does not belong among them."""

    code = "not_empty"


@dataclass(frozen=True, slots=True)
class Generated:
    """How much was generated."""

    decisions: int
    changes: int
    objects: int
    rows: int


def generate(
    scale: float = 1.0, years: int = 20, seed: int = 1, history: float = 1.0, progress: Progress | None = None
) -> Generated:
    """Fill the empty database with an invented nation.

    `scale` 1 is 63 provinces, 300,000 organizations and 1,000,000 posts; `history` 1 is 12 decisions a
    month-year and province over `years` (at least 3); the apparatus at the start is the same for every
    `history`. `progress` is told provinces done and in all. Raises NotEmpty.
    """
    plan = nation.Plan(nation.sizes(scale), years, history, seed)
    if Decision.objects.exists():
        raise NotEmpty(
            Text("Cơ sở dữ liệu đã có quyết định", "The database holds decisions already"),
            why=Text(
                "Dữ liệu hư cấu chỉ được nạp vào cơ sở dữ liệu trống.",
                "Invented data goes into an empty database only.",
            ),
            mend=Text("Đặt TINHGON_HOME tới thư mục khác.", "Set TINHGON_HOME to another folder."),
        )
    with transaction.atomic(), connection.cursor() as cursor:
        generated = _Filling(cursor).fill(plan, progress or (lambda done, total: None))
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {', '.join(FILLED)}")
    return generated


class _Filling:
    """Fills the tables, province by province, and closes the chain at the end."""

    def __init__(self, cursor: CursorWrapper) -> None:
        self.cursor = cursor
        self.drafter = system_account("nation-drafter", "Người soạn thảo hư cấu")
        self.approver = system_account("nation-approver", "Người duyệt hư cấu")
        self.decisions: list[pl.DataFrame] = []
        self.waiting: dict[int, WaitingEntry] = {}
        self.rows = 0

    def fill(self, plan: nation.Plan, progress: Progress) -> Generated:
        """Generate and copy everything."""
        firsts = Firsts(object=1, change=1, decision=1)
        with _bare(self.cursor):
            for number in range(plan.sizes.provinces):
                made = province(plan, number, firsts)
                self._copy_province(made)
                self._take_decisions(made, number)
                firsts = made.free
                progress(number + 1, plan.sizes.provinces)
            self._close_chain()
        self._advance_ids(firsts)
        return Generated(firsts.decision - 1, firsts.change - 1, firsts.object - 1, self.rows)

    def _copy_province(self, made: Province) -> None:
        self._copy("registry_entity", made.entities)
        self._copy("registry_change", made.changes.rename({"decision": "decision_id"}))
        self._copy("registry_lineage", made.lineage)
        self._copy("registry_personkey", made.keys)
        self._copy("registry_personalvalue", made.personal)
        for kind, rows in made.states.items():
            self._copy(TABLES[kind], rows.rename({"id": "object_id", "decision": "decision_id"}))
            self.rows += len(rows)

    def _copy(self, table: str, frame: pl.DataFrame) -> None:
        columns = ", ".join(f'"{each}"' for each in frame.columns)
        text = io.BytesIO()
        frame.write_csv(text, include_header=False)
        with self.cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)") as copy:
            copy.write(text.getbuffer())

    def _take_decisions(self, made: Province, number: int) -> None:
        """Digest the changes of each decision while they are at hand."""
        payloads = dict(
            made.changes.group_by("decision").agg(pl.col("payload").sort_by("ordinal").str.join(",")).iter_rows()
        )
        documents = [_document(number, each) for each in made.decisions.iter_rows(named=True)]
        entries = [
            WaitingEntry(
                document, payloads.get(decision_id, "").encode(), self.drafter.username, self.approver.username
            )
            for decision_id, document in zip(made.decisions["id"], documents, strict=True)
        ]
        self.waiting.update(zip(made.decisions["id"], entries, strict=True))
        self.decisions.append(
            made.decisions.select("id", "effective_on", "recorded_at", "mentions").with_columns(
                number=pl.Series([each.number for each in documents]),
                kind=pl.Series([each.kind for each in documents]),
                issuer=pl.Series([each.issuer for each in documents]),
                signed_on=pl.Series([each.signed_on for each in documents]),
                subject=pl.Series([each.subject for each in documents]),
                content_digest=pl.Series([each.content_digest for each in entries]),
            )
        )

    def _close_chain(self) -> None:
        """Number the decisions of all provinces in the order of their recording."""
        decisions = (
            pl.concat(self.decisions)
            .sort("recorded_at")
            .with_columns(pl.col("recorded_at").dt.replace_time_zone("UTC"))
        )
        previous, links = GENESIS, []
        for seq, (decision_id, moment) in enumerate(decisions.select("id", "recorded_at").iter_rows(), start=1):
            digest = self.waiting.pop(decision_id).digest(seq, previous, moment.astimezone(UTC))
            links.append((seq, decision_id, previous, digest, moment))
            previous = digest
        names = ("seq", "decision_id", "previous", "digest", "recorded_at")
        moment = pl.col("recorded_at")
        self._copy(
            "registry_decision",
            decisions.with_columns(
                instruments=pl.lit("[]"),
                corrects=pl.lit("{}"),
                key=pl.lit(""),
                status=pl.lit(Status.ENACTED.value),
                drafted_by_id=pl.lit(self.drafter.pk),
                drafted_at=moment,
                submitted_at=moment,
                approved_by_id=pl.lit(self.approver.pk),
                approved_at=moment,
                enacted_at=moment,
                base_seq=pl.int_range(pl.len()),
            ).drop("recorded_at"),
        )
        self._copy("registry_ledgerentry", pl.DataFrame(links, schema=names, orient="row"))

    def _advance_ids(self, free: Firsts) -> None:
        self.cursor.execute(
            "SELECT setval('registry_object_id', %s, false),"
            " setval(pg_get_serial_sequence('registry_change', 'id'), %s, false),"
            " setval(pg_get_serial_sequence('registry_decision', 'id'), %s, false)",
            [free.object, free.change, free.decision],
        )


def _document(province_number: int, decision: dict[str, object]) -> DecisionDocument:
    """The document of a generated decision, without its changes."""
    effective_on, recorded_at = decision["effective_on"], decision["recorded_at"]
    assert isinstance(effective_on, date)  # noqa: S101  # for the type checker: columns of the plan
    assert isinstance(recorded_at, datetime)  # noqa: S101
    return DecisionDocument(
        number=f"{decision['decision']}/{effective_on.year}/HC-{province_number + 1:02}",
        kind="quyết định",
        issuer=f"Tỉnh Hư Cấu {province_number + 1}",
        signed_on=effective_on,
        effective_on=effective_on,
        subject=_SUBJECTS[str(decision["sort"])],
        changes=(),
    )


@contextmanager
def _bare(cursor: CursorWrapper) -> Iterator[None]:
    """Tables without triggers, foreign keys and indexes (but for primary keys); all back afterwards."""
    tables = ", ".join(f"'{each}'::regclass" for each in FILLED)
    cursor.execute(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid), contype FROM pg_constraint"  # noqa: S608
        f" WHERE conrelid IN ({tables}) AND contype IN ('f', 'u', 'x') ORDER BY contype = 'f', oid"
    )
    constraints = cursor.fetchall()
    cursor.execute(
        f"SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid IN ({tables})"  # noqa: S608
        " AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)"
    )
    indexes = cursor.fetchall()
    for table, name, _, _ in reversed(constraints):
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    for table in FILLED:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
    for _, definition in indexes:
        cursor.execute(definition)
    for table, name, definition, _ in constraints:
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    for table in FILLED:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
