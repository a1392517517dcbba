"""The words of the command line for what the registry speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tinhgon.cli.output import say
from tinhgon.errors import Text
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, CHOICE_NAMES, LEVELS, Kind, Type, Value

if TYPE_CHECKING:
    from tinhgon.registry.selectors import Label

LEVEL_NAMES: Mapping[str, Text] = {level.value: CHOICE_NAMES[level] for level in LEVELS}

VERB_NAMES: Mapping[str, Text] = {
    "found": Text("thành lập", "found"),
    "merge": Text("sáp nhập", "merge"),
    "split": Text("chia tách", "split"),
    "dissolve": Text("giải thể", "dissolve"),
    "rename": Text("đổi tên", "rename"),
    "reparent": Text("chuyển trực thuộc", "re-parent"),
    "convert": Text("chuyển đổi", "convert"),
    "reclassify": Text("phân loại lại", "reclassify"),
    "transfer_part": Text("chuyển một phần", "transfer part"),
    "adjust_boundary": Text("điều chỉnh địa giới", "adjust boundary"),
    "create_post": Text("lập chức danh", "create post"),
    "abolish_post": Text("bỏ chức danh", "abolish post"),
    "move_post": Text("chuyển chức danh", "move post"),
    "unify_posts": Text("nhất thể hóa", "unify posts"),
    "separate_posts": Text("thôi nhất thể hóa", "separate posts"),
    "register_person": Text("ghi nhận người", "register person"),
    "update_person": Text("cập nhật lý lịch", "update person"),
    "elect": Text("bầu", "elect"),
    "appoint": Text("bổ nhiệm", "appoint"),
    "relieve": Text("cho thôi giữ chức", "relieve"),
    "transfer": Text("điều động", "transfer"),
    "retire": Text("nghỉ hưu", "retire"),
    "set_quota": Text("giao biên chế", "set quota"),
    "correct": Text("đính chính", "correct"),
    "correct_life": Text("đính chính thời gian tồn tại", "correct life"),
    "annul": Text("hủy bỏ", "annul"),
}

_BESIDE_ATTRIBUTES = {
    "life": Text("Tồn tại", "Life"),
    "predecessor": Text("Kế thừa từ", "Comes from"),
    "successor": Text("Chuyển thành", "Passed into"),
}

EXTENT_NAMES: Mapping[str, Text] = {"whole": Text("toàn bộ", "whole"), "part": Text("một phần", "part")}


def attribute_name(kind: Kind, name: str) -> Text:
    """What an attribute, or a fact beside the attributes, is called."""
    return _BESIDE_ATTRIBUTES.get(name) or ATTRIBUTES[kind][name].label


def value_shown(kind: Kind, name: str, value: Value | Label | None) -> str | bool | int | None:
    """A value as people read it: choices in words, references by name, personal data withheld."""
    attribute = ATTRIBUTES[kind].get(name)
    if value is not None and not isinstance(value, Value):
        return say(value.text)
    if attribute is None:
        return None
    if attribute.type is Type.PERSONAL:
        return say(Text("(dữ liệu cá nhân)", "(personal data)"))
    if value is None:
        return say(Text("(không có)", "(none)"))
    if attribute.choices:
        return say(CHOICE_NAMES[str(value)])
    return value


def coded(value: Value | Label | None) -> Value | None:
    """A value for programs: objects by their code, or by their number where they have none."""
    if value is None or isinstance(value, Value):
        return value
    return value.code or f"#{value.id}"


def decision_name(seq: int | None, number: str) -> str:
    """A decision by its number and its place in the ledger."""
    return number if seq is None else f"{number} (#{seq})"


def decision_title(title: str, number: str) -> str:
    """The kind of document, with a capital, and its number: «Nghị quyết 202/2025/QH15»."""
    return f"{title[:1].upper()}{title[1:]} {number}"
