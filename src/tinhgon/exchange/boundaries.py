"""Boundaries in: a GeoJSON or TopoJSON file becomes a draft decision that states where areas lie."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import shapely
from django.db.models.functions import MD5

from tinhgon.errors import Text, TinhGonError
from tinhgon.exchange.domain.boundary_faults import FeatureFault
from tinhgon.exchange.domain.boundary_files import read_map
from tinhgon.exchange.domain.boundary_heirs import Extended, Link, heirs, later_links
from tinhgon.exchange.domain.boundary_matching import Area, Matching, OtherName, match_features
from tinhgon.exchange.domain.boundary_plan import Drawn, Prepared, Recorded, digest_of, joined, prepare, span
from tinhgon.exchange.services import UnreadableFile, why_unreadable
from tinhgon.exchange.workbooks import account_named, refuse_second
from tinhgon.registry import selectors, services
from tinhgon.registry.domain.changes import Correct, encode_change
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.enactment import enact
from tinhgon.registry.domain.vocabulary import Kind, Level
from tinhgon.registry.models import AreaState, Lineage
from tinhgon.registry.prefetching import prefetch
from tinhgon.registry.recording import Progress
from tinhgon.registry.store import StoreView
from tinhgon.temporal import Period

MOST_BYTES = 128 * 1024 * 1024
"""The largest file that is read."""


class NothingToRecord(TinhGonError):
    """No feature of a file can be recorded, or all are recorded already, and a draft was asked for."""

    code = "nothing_to_record"


class LateStart(TinhGonError):
    """The first day to state boundaries from comes after the day the map shows."""

    code = "late_start"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of an import.

    `on` is the day the map shows (None: the day the file states, else `today`), `start` the first day from which
    its boundaries are stated (None: `on`), `under` the area it is limited to; `level` and `code_property` are found
    where not given. `number` and `issuer` head the decision.
    """

    today: date
    on: date | None = None
    start: date | None = None
    under: str | None = None
    level: Level | None = None
    code_property: str | None = None
    number: str | None = None
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class BoundaryReport:
    """What a file would record, what was left out and why, and the draft it became (`draft` None: a preview)."""

    on: date
    matching: Matching
    features: int
    drawn: Sequence[Drawn]
    unchanged: int
    faults: Sequence[FeatureFault]
    lacking: Sequence[Area]
    document: DecisionDocument | None
    draft: int | None
    submitted: bool

    @property
    def replacing(self) -> int:
        """How many take the place of a boundary on record."""
        return sum(each.replaces for each in self.drawn)

    @property
    def put_together(self) -> int:
        """How many are of areas that later came of others wholly."""
        return sum(bool(each.parts) for each in self.drawn)

    @property
    def repaired(self) -> int:
        """How many come from geometries that were invalid."""
        return sum(bool(each.repaired) for each in self.drawn)

    @property
    def other_names(self) -> Sequence[OtherName]:
        """Features matched by code that the file calls otherwise."""
        return self.matching.other_names

    def as_json(self) -> dict[str, object]:
        """The report as plain values."""
        return {
            "draft": self.draft,
            "submitted": self.submitted,
            "on": self.on.isoformat(),
            "level": str(self.matching.level),
            "code_property": self.matching.code_property,
            "name_property": self.matching.name_property,
            "features": self.features,
            "matched": len(self.drawn) - self.put_together + self.unchanged,
            "changes": len(self.drawn),
            "unchanged": self.unchanged,
            "outside": self.matching.outside,
            "number": None if self.document is None else self.document.number,
            "boundaries": [
                {
                    "id": each.area.id,
                    "code": each.area.code,
                    "name": each.area.name,
                    "features": list(each.features),
                    "parts": list(each.parts),
                    "from": None if each.period.start is None else each.period.start.isoformat(),
                    "until": None if each.period.end is None else each.period.end.isoformat(),
                    "replaces": each.replaces,
                    "repaired": each.repaired or None,
                    "characters": len(each.text),
                }
                for each in self.drawn
            ],
            "faults": [each.as_json() for each in self.faults],
            "other_names": [
                {"feature": each.number, "name": each.name, "code": each.area.code, "on_record": each.area.name}
                for each in self.other_names
            ],
            "lacking": [{"id": each.id, "code": each.code, "name": each.name} for each in self.lacking],
        }


def import_boundaries(
    path: Path, asked: Asked, draft_by: str | None = None, submit: bool = False, progress: Progress | None = None
) -> BoundaryReport:
    """Match a map to the areas of a day and show what it records; with `draft_by` save the draft decision.

    Features that are invalid, unmatched or ambiguous are left out and reported. Nothing is enacted. Raises
    UnreadableFile, BrokenMap, LateStart, UnknownObject, UnknownAccount, NothingToRecord, DraftedAlready, or Refusal
    where the decision cannot stand; then nothing was written.
    """
    tell = progress or (lambda stage, done, total: None)
    account = None if draft_by is None else account_named(draft_by)
    tell("read", 0, 1)
    file = read_map(_content(path))
    on = asked.on or file.on or asked.today
    start = asked.start or on
    _require_order(start, on)
    tell("plan", 0, 1)
    under = None if asked.under is None else selectors.the_one(selectors.address_of(asked.under), on).id
    areas = _areas(on, under)
    matching = match_features(
        file.features, list(areas.values()), areas.get(under or 0), asked.level, asked.code_property
    )
    prepared = prepare(matching)
    drawn, unchanged = _to_record(prepared, areas, on, start)
    document = _document(path, asked, start, drawn) if drawn else None
    if document is not None:
        tell("rehearse", 0, 1)
        view = StoreView()
        prefetch(view, [document])
        enact(view, document, range(-len(document.changes), 0))
    draft = None
    if account is not None:
        if document is None:
            raise _nothing(path, unchanged)
        refuse_second(document.key)
        tell("record", 0, 1)
        draft = services.draft(document, account)
        if submit:
            services.submit(draft)
    lacking = [each for each in areas.values() if each.level is matching.level and each.id not in prepared.texts]
    return BoundaryReport(
        on,
        matching,
        len(file.features),
        drawn,
        unchanged,
        prepared.faults,
        lacking,
        document,
        None if draft is None else draft.pk,
        submit and draft is not None,
    )


def _require_order(start: date, on: date) -> None:
    if on not in Period.since(start):
        raise LateStart(
            Text(
                f"Ranh giới được ghi từ {start:%d/%m/%Y}, sau ngày bản đồ thể hiện {on:%d/%m/%Y}",
                f"Boundaries are stated from {start.isoformat()}, after the day the map shows, {on.isoformat()}",
            ),
            where="--from",
            mend=Text("Chọn --from không sau --on.", "Choose --from no later than --on."),
        )


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableFile(
                Text("Tệp quá lớn", "The file is too large"),
                where=str(path),
                why=Text(f"hơn {MOST_BYTES // 2**20} MB", f"more than {MOST_BYTES // 2**20} MB"),
                mend=Text(
                    "Giản lược trong phần mềm bản đồ hoặc chia theo tỉnh.",
                    "Simplify it in the map software or divide it by province.",
                ),
            )
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            Text("Không mở được tệp", "The file cannot be opened"),
            where=str(path),
            why=why_unreadable(error),
            mend=Text("Kiểm tra đường dẫn và quyền đọc.", "Check the path and the right to read it."),
        ) from error


def _areas(on: date, under: int | None) -> dict[int, Area]:
    """The areas of a day, everywhere or under one of them (which names its own chain above)."""
    units = {each.id: each for each in selectors.areas(on)}
    built: dict[int, Area] = {}
    for each in units.values():  # highest level first
        parent = built.get(each.parent_id or 0)
        above = () if parent is None else (parent, *parent.above)
        built[each.id] = Area(each.id, each.code or "", each.name, Level(each.level), above)
    if under is None:
        return built
    return {each.id: each for each in built.values() if each.id == under or any(one.id == under for one in each.above)}


class _Registry:
    """What is on record of areas and of what became of them: their lives, extents' changes, and boundaries."""

    def __init__(self, areas: Iterable[int], on: date) -> None:
        links = _links()
        self.later = later_links(areas, links, on)
        concerned = {*areas, *(each for link in self.later for each in link[:2])}
        self.lives = selectors.lives(concerned)
        self.recorded = _recorded(concerned)
        self.turns: dict[int, list[date]] = defaultdict(list)
        for link in links:
            self.turns[link.predecessor].append(link.on)
            self.turns[link.successor].append(link.on)

    def held(self, area: int, on: date) -> Recorded | None:
        """The boundary on record for a day."""
        return next((each for each in self.recorded[area] if on in each.period), None)

    def span(self, area: int, on: date, start: date) -> Period:
        """The days for which a boundary shown on a day may be stated."""
        held = self.held(area, on)
        others = [each.period for each in self.recorded[area] if each is not held]
        return span(self.lives[area], on, start, self.turns[area], others)

    def has(self, area: int, on: date, text: str, period: Period) -> bool:
        """Whether this very boundary is on record for the days."""
        held = self.held(area, on)
        return held is not None and held.digest == digest_of(text) and held.period.covers(period)


def _to_record(prepared: Prepared, areas: Mapping[int, Area], on: date, start: date) -> tuple[list[Drawn], int]:
    """The boundaries that differ from what is recorded, by code, then those put together; how many do not differ."""
    registry = _Registry(prepared.texts, on)
    drawn: list[Drawn] = []
    extents: dict[int, Extended] = {}
    for area, text in sorted(prepared.texts.items(), key=lambda each: areas[each[0]].code):
        period = registry.span(area, on, start)
        extents[area] = Extended(area, period, shapely.from_geojson(text))
        if not registry.has(area, on, text, period):
            numbers, repaired = prepared.numbers[area], prepared.repaired[area]
            replaces = registry.held(area, on) is not None
            drawn.append(Drawn(areas[area], period, text, replaces, numbers, repaired))
    unchanged = len(prepared.texts) - len(drawn)
    return drawn + _put_together(registry, extents, on), unchanged


def _put_together(registry: _Registry, extents: Mapping[int, Extended], on: date) -> list[Drawn]:
    """The boundaries of areas that later came of others wholly and have none on record."""

    def held(each: Extended) -> Recorded | None:
        """What is on record from that day on; what is carried over it shows the extent of before."""
        on_record = registry.held(each.area, each.period.lower)
        return on_record if on_record is not None and on_record.period.start == each.period.start else None

    def stands(each: Extended) -> bool:
        on_record = held(each)
        return bool(each.text) and (on_record is None or on_record.digest == digest_of(each.text))

    found = heirs(extents, registry.later, registry.lives, lambda area, day: registry.span(area, day, day), stands)
    made = [each for each in found if held(each) is None]
    named = selectors.labels([each.area for each in made], on)
    drawn = []
    for each in made:
        replaces = registry.held(each.area, each.period.lower) is not None
        drawn.append(Drawn(_area_of(named[each.area]), each.period, each.text, replaces, parts=each.parts))
    return drawn


def _area_of(label: selectors.Label) -> Area:
    return Area(label.id, label.code or "", label.name or "", Level(label.level or ""))


def _links() -> list[Link]:
    """The lineage of all areas as it is known now."""
    rows = Lineage.objects.filter(predecessor__kind=Kind.AREA, recorded__upper_inf=True)
    return [Link(*row) for row in rows.values_list("predecessor_id", "successor_id", "extent", "on")]


def _recorded(areas: Iterable[int]) -> dict[int, list[Recorded]]:
    """The boundaries on record of areas, in order of time."""
    found = defaultdict(list)
    rows = AreaState.objects.filter(object_id__in=areas, recorded__upper_inf=True, boundary__isnull=False)
    for area, valid, digest in rows.annotate(digest=MD5("boundary")).values_list("object_id", "valid", "digest"):
        found[area].append(Recorded(Period(valid.lower, valid.upper), digest))
    return defaultdict(list, {area: joined(each) for area, each in found.items()})


def _document(path: Path, asked: Asked, start: date, drawn: Sequence[Drawn]) -> DecisionDocument:
    """The decision: it states what is on record too little, and changes no boundary by law."""
    changes = tuple(
        Correct(
            object_id=each.area.id, attributes={"boundary": each.text}, start=each.period.lower, end=each.period.end
        )
        for each in drawn
    )
    digest = hashlib.sha256(b"\n".join(map(encode_change, changes))).hexdigest()
    return DecisionDocument(
        number=asked.number or f"Ranh giới {path.name}",
        kind="quyết định",
        issuer=asked.issuer or "Tinh Gọn",
        signed_on=asked.today,
        effective_on=start,
        subject=f"Bổ sung ranh giới trên bản đồ của {len(drawn)} đơn vị theo tệp {path.name}",
        changes=changes,
        key=f"boundaries:{digest}",
    )


def _nothing(path: Path, unchanged: int) -> NothingToRecord:
    return NothingToRecord(
        Text("Không có ranh giới nào để ghi", "There is no boundary to record"),
        where=str(path),
        why=Text(f"{unchanged} ranh giới đã ghi như trong tệp", f"{unchanged} are on record as the file has them"),
        mend=Text("Xem trước không có --draft-by để biết từng lỗi.", "Preview without --draft-by to see every fault."),
    )
