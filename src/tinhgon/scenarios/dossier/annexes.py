"""The lists of the annexes: bodies, posts and people, each as they are and as they are to be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from tinhgon.documents.domain.paper import Column, Table
from tinhgon.documents.domain.wording import listed
from tinhgon.registry.domain.facts import Linked
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.selectors.codes import code_name
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.scenarios.domain.fates import FATE_NAMES, Fate, Held, PersonFate
from tinhgon.scenarios.dossier.called import Called, Row, inside, rows_by_id
from tinhgon.scenarios.dossier.material import Material
from tinhgon.scenarios.dossier.particulars import small
from tinhgon.scenarios.dossier.saying import capital, number

_PLACE = Column(title="TT", width=2, align="centre")


def bodies(material: Material) -> Table:
    """The bodies and areas that begin, end or change, before and after."""
    rows: list[tuple[str, str, str]] = []
    passing = _passings(material)
    for kind in (Kind.AREA, Kind.ORGANIZATION):
        before, after = (_frames(side, kind, material) for side in (material.before, material.after))
        for object_id in sorted(before.keys() | after.keys()):
            was, now = before.get(object_id), after.get(object_id)
            if was != now:
                rows.append(_body_row(material, object_id, kind, was, now, passing))
    columns = (_PLACE, Column(title="Hiện nay", width=9), Column(title=_afterwards(material), width=9),
               Column(title="Nội dung", width=9))  # fmt: skip
    return Table(columns=columns, rows=_numbered(rows))


def _body_row(
    material: Material, object_id: int, kind: Kind, was: Row | None, now: Row | None, passing: Passings
) -> tuple[str, str, str]:
    called = material.called
    sides = ["" if row is None else called.on_side(object_id, kind, side) for row, side in ((was, False), (now, True))]
    sources = listed(inside(called.name(each)) for each, heirs in passing.items() if object_id in heirs)
    if was is None and material.backwards:
        return "", sides[1], "Khôi phục hoạt động"
    if was is None:
        return "", sides[1], f"Thành lập mới trên cơ sở {sources}" if sources else "Thành lập mới"
    if now is None:
        into = listed(inside(called.name(each)) for each in passing.get(object_id, ()))
        return sides[0], "", f"Kết thúc hoạt động, nhập vào {into}" if into else "Kết thúc hoạt động"
    taken = [f"Tiếp nhận {sources}"] if sources else []
    return sides[0], sides[1], "; ".join([*taken, *_differences(called, was, now)])


Passings = dict[int, list[int]]
"""Into which objects each passes."""

_WORDS = {
    "name": "Đổi tên",
    "parent_id": "Thay đổi cơ quan, đơn vị cấp trên",
    "form": "Thay đổi loại hình",
    "area_id": "Thay đổi địa bàn",
    "sector": "Chuyển khối",
    "tier": "Thay đổi cấp",
}


def _differences(called: Called, was: Row, now: Row) -> Iterator[str]:
    for column, words in _WORDS.items():
        if column in was and was[column] != now[column]:
            if column == "parent_id" and now[column] is not None:
                yield f"Chuyển về trực thuộc {inside(called.name(int(now[column])))}"
            elif column == "form" and now[column]:
                yield f"Chuyển loại hình thành {code_name('form', str(now[column])).vi}"
            else:
                yield words
    if all(was.get(column) == now.get(column) for column in _WORDS):
        yield "Điều chỉnh thông tin"


def posts(material: Material) -> Table:
    """The posts that begin, end, change their body, title or seats."""
    before, after = (_frames(side, Kind.POST, material) for side in (material.before, material.after))
    rows = []
    for object_id in sorted(before.keys() | after.keys()):
        was, now = before.get(object_id), after.get(object_id)
        if was == now:
            continue
        rows.append(
            (
                "" if was is None else _post(material.called, was, False),
                "" if was is None else number(was["seats"] or 1),
                "" if now is None else _post(material.called, now, True),
                "" if now is None else number(now["seats"] or 1),
            )
        )
    seats = Column(title="Số chỗ", width=3, align="right")
    columns = (_PLACE, Column(title="Chức danh hiện nay", width=10), seats,
               Column(title=f"Chức danh {small(_afterwards(material))}", width=10), seats)  # fmt: skip
    return Table(columns=columns, rows=_numbered(rows))


def _post(called: Called, row: Row, planned: bool) -> str:
    return called.post_on_side(str(row["title"]), int(row["organization_id"]), planned)


def people(material: Material) -> Table:
    """The people affected, each with the posts held before and after, and what happens. Names only."""
    called = material.called
    rows = [
        (called.person(each.person), _held(called, each.before, False), _held(called, each.after, True),
         capital(_fate(each.fate, material.backwards)))
        for each in sorted(material.fates, key=_order)
    ]  # fmt: skip
    afterwards = Column(title=f"Chức danh, cơ quan {small(_afterwards(material))}", width=9)
    columns = (
        _PLACE,
        Column(title="Họ và tên", width=6),
        Column(title="Chức danh, cơ quan hiện nay", width=9),
        afterwards,
        Column(title="Phương án", width=6),
    )
    return Table(columns=columns, rows=_numbered(rows))


def _order(fate: PersonFate) -> tuple[int, int, int]:
    """Unit by unit, body by body: as offices read such lists."""
    first = (fate.before or fate.after)[0]
    return first.unit or 0, first.organization, fate.person


def _held(called: Called, held: Iterable[Held], planned: bool) -> str:
    return "; ".join(
        f"{called.post_on_side(each.title, each.organization, planned)}{' (kiêm nhiệm)' if each.concurrent else ''}"
        for each in held
    )


_COMPARED = {
    Kind.AREA: ("id", "name", "level", "type", "parent_id", "population", "natural_area"),
    Kind.ORGANIZATION: ("id", "name", "form", "sector", "tier", "parent_id", "area_id"),
    Kind.POST: ("id", "title", "organization_id", "seats", "unified_with_id", "role", "headship"),
}


def _frames(side: Apparatus, kind: Kind, material: Material) -> dict[int, Row]:
    """The rows of one side that the plan touches."""
    touched = list(material.opened.preview.register.changed)
    frame = side.snapshot[kind]
    chosen = frame.filter(pl.col("id").is_in(touched))
    return rows_by_id(chosen.select(each for each in _COMPARED[kind] if each in frame.columns))


def _passings(material: Material) -> Passings:
    """Into what each object passes; taking phases back, nothing passes into anything."""
    found: Passings = {}
    if material.backwards:
        return found
    for each in material.laid:
        for fact in each.facts:
            if isinstance(fact, Linked) and fact.successor not in found.setdefault(fact.predecessor, []):
                found[fact.predecessor].append(fact.successor)
    return found


def _afterwards(material: Material) -> str:
    return "Sau khi hủy bỏ" if material.backwards else "Sau sắp xếp"


def _fate(fate: Fate, backwards: bool) -> str:
    """What happens to somebody; taking phases back, who enters comes back."""
    return "trở lại giữ chức danh" if backwards and fate is Fate.ENTERS else FATE_NAMES[fate].vi


def _numbered(rows: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple((str(place), *row) for place, row in enumerate(rows, start=1))
