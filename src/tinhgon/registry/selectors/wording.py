"""Changes in words, Vietnamese and English, from the verb and the names of what it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from tinhgon.errors import Text
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.refusals import KIND_NAMES
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, CHOICE_NAMES, Kind, Type, Value
from tinhgon.registry.selectors.labels import Label

Names = Mapping[int, Label]


def in_words(change: verbs.Change, names: Names, entries: Mapping[int, str]) -> Text:
    """One change as a sentence. `entries` gives the decisions that ledger numbers stand for."""
    return _Speaker(names, entries).say(change)


class _Speaker:
    def __init__(self, names: Names, entries: Mapping[int, str]) -> None:
        self.names = names
        self.entries = entries

    def say(self, change: verbs.Change) -> Text:
        """The sentence for one change."""
        match change:
            case verbs.CreatePost() | verbs.AbolishPost() | verbs.MovePost():
                return self._post(change)
            case verbs.UnifyPosts() | verbs.SeparatePosts():
                return self._posts(change)
            case (
                verbs.RegisterPerson()
                | verbs.UpdatePerson()
                | verbs.Elect()
                | verbs.Appoint()
                | verbs.Relieve()
                | verbs.Transfer()
                | verbs.Retire()
            ):
                return self._person(change)
            case verbs.SetQuota() | verbs.Correct() | verbs.CorrectLife() | verbs.Annul():
                return self._other(change)
            case _:
                return self._body(change)

    def _body(self, change: verbs.Change) -> Text:
        match change:
            case verbs.Found(object_id=made, attributes=given, predecessors=kin):
                new = self._new(made, given)
                under = given.get("parent")
                place = _join(Text(", thuộc ", ", part of "), self._name(int(under))) if under else _NOTHING
                source = _join(Text(" từ ", " from "), self._kin(kin)) if kin else _NOTHING
                return _join(Text("Thành lập ", "Found "), new, source, place)
            case verbs.Merge(into=into, sources=sources, founded=founded):
                if founded is not None:
                    new = self._new(into, founded)
                    return _join(Text("Hợp nhất ", "Merge "), self._list(sources), Text(" thành ", " as new "), new)
                return _join(
                    Text("Sáp nhập ", "Merge "),
                    self._list(sources),
                    Text(" vào ", " into "),
                    self._name(into),
                )
            case verbs.Split(source=source, parts=parts, source_ends=ends):
                new = _and(self._new(each.object_id, each.attributes) for each in parts)
                if ends:
                    return _join(Text("Chia ", "Divide "), self._name(source), Text(" thành ", " into "), new)
                return _join(Text("Tách ", "Split "), new, Text(" từ ", " off "), self._name(source))
            case verbs.Dissolve(object_id=gone, successors=kin):
                heirs = _join(Text("; chuyển sang ", "; it passes to "), self._kin(kin)) if kin else _NOTHING
                return _join(Text("Giải thể ", "Dissolve "), self._name(gone), heirs)
            case verbs.Rename(object_id=named, name=name):
                return _join(Text("Đổi tên ", "Rename "), self._name(named), Text(f" thành {name}", f" to {name}"))
            case verbs.Reparent(object_id=moved, parent=None):
                return _join(
                    Text("Đưa ", "Take "),
                    self._name(moved),
                    Text(" ra khỏi đơn vị cấp trên", " out from under its parent"),
                )
            case verbs.Reparent(object_id=moved, parent=int() as parent):
                return _join(
                    Text("Chuyển ", "Move "),
                    self._name(moved),
                    Text(" về trực thuộc ", " under "),
                    self._name(parent),
                )
            case verbs.Convert(object_id=turned, attributes=given):
                return _join(Text("Chuyển đổi ", "Convert "), self._name(turned), self._values(turned, given))
            case verbs.Reclassify(object_id=turned, attributes=given):
                return _join(Text("Phân loại lại ", "Reclassify "), self._name(turned), self._values(turned, given))
            case verbs.TransferPart(source=source, target=target):
                return self._part(source, target)
            case verbs.AdjustBoundary(areas=areas, transfers=transfers):
                passed = [self._part(each.source, each.target) for each in transfers]
                concerned = self._list(each.object_id for each in areas)
                boundary = _join(Text("Điều chỉnh địa giới ", "Adjust the boundary of "), concerned)
                return _join(
                    boundary if areas else _NOTHING,
                    Text("; ", "; ") if areas and passed else _NOTHING,
                    _semi(passed),
                )
        raise TypeError(change)

    def _post(self, change: verbs.Change) -> Text:
        match change:
            case verbs.CreatePost(object_id=made, attributes=given):
                home = given.get("organization")
                place = _join(Text(" tại ", " in "), self._name(int(home))) if home else _NOTHING
                return _join(Text("Lập chức danh ", "Create the post "), self._new(made, given), place)
            case verbs.AbolishPost(object_id=gone):
                return _join(Text("Bỏ chức danh ", "Abolish the post "), self._name(gone))
            case verbs.MovePost(object_id=moved, organization=home):
                return _join(
                    Text("Chuyển chức danh ", "Move the post "),
                    self._name(moved),
                    Text(" sang ", " to "),
                    self._name(home),
                )
        raise TypeError(change)

    def _posts(self, change: verbs.UnifyPosts | verbs.SeparatePosts) -> Text:
        unified = isinstance(change, verbs.UnifyPosts)
        start = Text("Nhất thể hóa ", "Unify ") if unified else Text("Thôi nhất thể hóa ", "Separate ")
        return _join(start, self._list(change.posts))

    def _person(self, change: verbs.Change) -> Text:
        match change:
            case verbs.RegisterPerson(object_id=who):
                return _join(Text("Ghi nhận ", "Register "), _numbered(Kind.PERSON, who))
            case verbs.UpdatePerson(object_id=who):
                return _join(Text("Cập nhật lý lịch ", "Update "), _numbered(Kind.PERSON, who))
            case verbs.Elect(person=who, post=post):
                return _join(
                    Text("Bầu ", "Elect "),
                    _numbered(Kind.PERSON, who),
                    Text(" giữ chức ", " as "),
                    self._name(post),
                )
            case verbs.Appoint(person=who, post=post):
                return _join(
                    Text("Bổ nhiệm ", "Appoint "),
                    _numbered(Kind.PERSON, who),
                    Text(" giữ chức ", " as "),
                    self._name(post),
                )
            case verbs.Relieve(membership=ended):
                return _join(Text("Cho thôi giữ chức danh: ", "Relieve: "), self._name(ended))
            case verbs.Transfer(membership=ended, post=post):
                return _join(
                    Text("Điều động: ", "Transfer: "),
                    self._name(ended),
                    Text(" sang ", " to "),
                    self._name(post),
                )
            case verbs.Retire(person=who):
                return _join(Text("Cho nghỉ hưu ", "Retire "), _numbered(Kind.PERSON, who))
        raise TypeError(change)

    def _other(self, change: verbs.Change) -> Text:
        match change:
            case verbs.SetQuota(organization=home, amount=None):
                return _join(Text("Bỏ chỉ tiêu biên chế của ", "Withdraw the quota of "), self._name(home))
            case verbs.SetQuota(organization=home, establishment_class=rank, funding=funding, amount=amount):
                return _join(
                    Text("Giao biên chế cho ", "Set the quota of "),
                    self._name(home),
                    _ceiling(amount, rank, funding),
                )
            case verbs.Correct(object_id=wrong, attributes=given, start=start, end=end):
                return _join(
                    Text("Đính chính ", "Correct "),
                    self._name(wrong),
                    self._values(wrong, given),
                    _span(start, end),
                )
            case verbs.CorrectLife(object_id=wrong, start=start, end=end):
                return _join(
                    Text("Đính chính thời gian tồn tại của ", "Correct the life of "),
                    self._name(wrong),
                    _span(start, end),
                )
            case verbs.Annul(entry=entry):
                number = self.entries.get(entry, "")
                return Text(f"Hủy bỏ {number} (sổ #{entry})", f"Annul {number} (ledger #{entry})")
        raise TypeError(change)

    def _name(self, object_id: int) -> Text:
        label = self.names.get(object_id)
        return Text(f"#{object_id}", f"#{object_id}") if label is None else label.text

    def _new(self, object_id: int, given: verbs.Attributes) -> Text:
        name, code = given.get("name") or given.get("title"), given.get("code")
        if not name:
            return self._name(object_id)
        named = f"{name} ({code})" if code else str(name)
        return Text(named, named)

    def _list(self, object_ids: Iterable[int]) -> Text:
        return _and(self._name(each) for each in object_ids)

    def _kin(self, kin: Iterable[verbs.Kin]) -> Text:
        part = Text("một phần ", "part of ")
        return _and(_join(part if each.extent == "part" else _NOTHING, self._name(each.object_id)) for each in kin)

    def _part(self, source: int, target: int) -> Text:
        return _join(
            Text("Chuyển một phần ", "Transfer part of "),
            self._name(source),
            Text(" sang ", " to "),
            self._name(target),
        )

    def _values(self, object_id: int, given: verbs.Attributes) -> Text:
        label = self.names.get(object_id)
        said = [self._value(None if label is None else label.kind, *each) for each in given.items()]
        return _join(Text(": ", ": "), _semi(said)) if said else _NOTHING

    def _value(self, kind: Kind | None, name: str, value: Value | None) -> Text:
        attribute = None if kind is None else ATTRIBUTES[kind].get(name)
        if attribute is None:  # of what is not on record yet: should it be a person, the value is personal
            attribute = ATTRIBUTES[Kind.PERSON].get(name)
        if attribute is None:
            return Text(f"{name} = {value}", f"{name} = {value}")
        shown = Text(str(value), str(value))
        if value is None:
            shown = Text("không có", "none")
        elif attribute.type is Type.REFERENCE:
            shown = self._name(int(value))
        elif attribute.type is Type.PERSONAL:
            shown = Text("(dữ liệu cá nhân)", "(personal data)")
        elif attribute.type is Type.BOOLEAN:
            shown = Text("có", "yes") if value else Text("không", "no")
        return _join(attribute.label, Text(" = ", " = "), shown)


_NOTHING = Text("", "")


def _join(*parts: Text) -> Text:
    return Text("".join(each.vi for each in parts), "".join(each.en for each in parts))


def _semi(parts: Iterable[Text]) -> Text:
    given = list(parts)
    return Text("; ".join(each.vi for each in given), "; ".join(each.en for each in given))


def _and(parts: Iterable[Text]) -> Text:
    given = list(parts)
    if len(given) < 2:
        return _join(*given)
    return Text(
        ", ".join(each.vi for each in given[:-1]) + f" và {given[-1].vi}",
        ", ".join(each.en for each in given[:-1]) + f" and {given[-1].en}",
    )


def _numbered(kind: Kind, object_id: int) -> Text:
    name = KIND_NAMES[kind]
    return Text(f"{name.vi} #{object_id}", f"{name.en} #{object_id}")


def _ceiling(amount: int | None, rank: str, funding: str) -> Text:
    name = CHOICE_NAMES.get(rank) or Text(rank, rank)
    return Text(f": {amount} ({name.vi}, {funding})", f": {amount} ({name.en}, {funding})")


def _span(start: date, end: date | None) -> Text:
    if end is None:
        return Text(f" (từ {start:%d/%m/%Y})", f" (from {start.isoformat()})")
    return Text(
        f" (từ {start:%d/%m/%Y} đến trước {end:%d/%m/%Y})",
        f" (from {start.isoformat()} until {end.isoformat()})",
    )
