"""What the sources of the demonstration leave open or contradict: listed, never guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tinhgon.errors import Text


class FindingCode(StrEnum):
    """The kinds of findings; the text of each says what was done about it."""

    DISTRICT_ROW = "district_row"
    ROW_REPEATED = "row_repeated"
    TYPE_DIFFERS = "type_differs"
    AREA_MISSING = "area_missing"
    OLD_KEY_UNKNOWN = "old_key_unknown"
    OLD_KEY_AMBIGUOUS = "old_key_ambiguous"
    NEW_KEY_UNKNOWN = "new_key_unknown"
    NEW_KEY_AMBIGUOUS = "new_key_ambiguous"
    LINK_CROSSES_PROVINCES = "link_crosses_provinces"
    LINKS_CONFLICT = "links_conflict"
    PART_ALONE = "part_alone"
    DISTANT_LINK = "distant_link"
    OLD_UNIT_UNMENTIONED = "old_unit_unmentioned"
    NEW_UNIT_WITHOUT_PREDECESSOR = "new_unit_without_predecessor"


TEXTS: Mapping[FindingCode, Text] = {
    FindingCode.DISTRICT_ROW: Text(
        "Dòng chỉ có cấp huyện, không có đơn vị cấp xã; huyện được ghi nhận, không tính là đơn vị cấp xã",
        "The row names a district without communes; the district is recorded, no commune is counted",
    ),
    FindingCode.ROW_REPEATED: Text(
        "Mã đã có ở một dòng trước của bảng; dòng này không được ghi nhận",
        "The code stands in an earlier row of the table; this row is not recorded",
    ),
    FindingCode.TYPE_DIFFERS: Text(
        "Loại trong bảng khác với tên đơn vị; ghi theo tên",
        "The table's type differs from the unit's name; the name is followed",
    ),
    FindingCode.AREA_MISSING: Text(
        "Bảng không có diện tích; để trống",
        "The table gives no area; it is left open",
    ),
    FindingCode.OLD_KEY_UNKNOWN: Text(
        "Khóa cũ không có trong danh mục trước sắp xếp; bỏ qua liên hệ này",
        "The old key is not in the list before the reorganisation; the link is left out",
    ),
    FindingCode.OLD_KEY_AMBIGUOUS: Text(
        "Khóa cũ chỉ nhiều đơn vị; bỏ qua liên hệ này",
        "The old key names several units; the link is left out",
    ),
    FindingCode.NEW_KEY_UNKNOWN: Text(
        "Khóa mới không có trong danh mục sau sắp xếp; bỏ qua liên hệ này",
        "The new key is not in the list after the reorganisation; the link is left out",
    ),
    FindingCode.NEW_KEY_AMBIGUOUS: Text(
        "Khóa mới chỉ nhiều đơn vị; bỏ qua liên hệ này",
        "The new key names several units; the link is left out",
    ),
    FindingCode.LINK_CROSSES_PROVINCES: Text(
        "Đơn vị cũ không thuộc tỉnh mới này; bỏ qua liên hệ",
        "The old unit does not belong to this new province; the link is left out",
    ),
    FindingCode.LINKS_CONFLICT: Text(
        "Đơn vị cũ vừa nhập toàn bộ vào một đơn vị, vừa có liên hệ khác; bỏ qua mọi liên hệ của nó",
        "The old unit goes wholly to one unit and yet elsewhere too; all its links are left out",
    ),
    FindingCode.PART_ALONE: Text(
        "Đơn vị cũ chỉ có một phần được nêu; phần còn lại không rõ, để ngỏ",
        "Only one part of the old unit is accounted for; the rest is left open",
    ),
    FindingCode.DISTANT_LINK: Text(
        "Hai điểm cách nhau quá xa: tọa độ sai hoặc nhầm đơn vị trùng tên; ghi như nguồn, cần đối chiếu",
        "The two points lie too far apart: a wrong point or a namesake; recorded as given, to be checked",
    ),
    FindingCode.OLD_UNIT_UNMENTIONED: Text(
        "Không liên hệ nào nói đơn vị cũ về đâu; ghi kết thúc, để ngỏ đơn vị kế tiếp",
        "No usable link says where the old unit went; it ends with no successor",
    ),
    FindingCode.NEW_UNIT_WITHOUT_PREDECESSOR: Text(
        "Không liên hệ nào nói đơn vị mới từ đâu ra; ghi thành lập, để ngỏ nguồn gốc",
        "No usable link says where the new unit came from; it is founded with no predecessor",
    ),
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One finding about the row or link that `key` names; `detail` gives the figures or names concerned."""

    code: FindingCode
    key: str
    detail: str = ""

    def as_json(self) -> dict[str, object]:
        """The finding as plain values; its text stands once per code in `report`."""
        return {"code": self.code.value, "key": self.key, "detail": self.detail}


def report(source: str, counts: Mapping[str, int], findings: Iterable[Finding]) -> dict[str, object]:
    """Counts and findings as plain values in a stable order, with the text of every code that occurs."""
    listed = sorted(findings)
    tally = Counter(each.code for each in listed)
    return {
        "source": source,
        "counts": dict(counts),
        "codes": {
            code.value: {"count": tally[code], "vi": text.vi, "en": text.en}
            for code, text in TEXTS.items()
            if tally[code]
        },
        "findings": [each.as_json() for each in listed],
    }
