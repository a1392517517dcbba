"""Invented people: names and particulars drawn from lists of common Vietnamese name parts by a seed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

Gender = Literal["nam", "nữ"]

_FAMILIES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô",
    "Dương", "Lý", "Đinh", "Mai", "Lương", "Hà", "Đoàn", "Trịnh", "Tạ", "Chu",
)  # fmt: skip
_MIDDLES = {
    "nam": ("Văn", "Đức", "Hữu", "Quang", "Công", "Minh", "Thành", "Ngọc", "Trọng", "Quốc"),
    "nữ": ("Thị", "Thị Thu", "Thị Minh", "Ngọc", "Thanh", "Thị Thanh", "Kim", "Bích", "Hồng", "Thị Hồng"),
}
_GIVEN = {
    "nam": ("An", "Bình", "Cường", "Dũng", "Đạt", "Giang", "Hải", "Hiếu", "Huy", "Khánh", "Lâm", "Long",
            "Nam", "Phong", "Phúc", "Quân", "Sơn", "Thái", "Thắng", "Tiến", "Toàn", "Trung", "Tuấn", "Việt"),
    "nữ": ("Anh", "Bích", "Chi", "Dung", "Giang", "Hà", "Hạnh", "Hiền", "Hoa", "Hương", "Lan", "Liên",
           "Linh", "Loan", "Mai", "Nga", "Ngân", "Nhung", "Oanh", "Phương", "Thảo", "Thủy", "Trang", "Yến"),
}  # fmt: skip
_WOMEN = 30  # of a hundred
_EARLIEST, _DAYS = date(1960, 1, 1), 30 * 365


def draw(seed: int, below: int, *key: object) -> int:
    """A number in [0, below) that depends on nothing but the seed and the key."""
    digest = hashlib.blake2b(repr((seed, *key)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % below


def particulars(seed: int, number: int, gender: Gender | None = None) -> Mapping[str, str]:
    """Name, gender and birth date of the person with this number in the demonstration; the gender may be given."""
    gender = gender or ("nữ" if draw(seed, 100, "gender", number) < _WOMEN else "nam")
    parts = (_FAMILIES, _MIDDLES[gender], _GIVEN[gender])
    name = " ".join(part[draw(seed, len(part), "name", place, number)] for place, part in enumerate(parts))
    born = _EARLIEST + timedelta(days=draw(seed, _DAYS, "birth", number))
    return {"name": name, "gender": gender, "birth_date": born.isoformat()}
