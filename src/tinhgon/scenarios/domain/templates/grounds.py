"""Instruments that templates rest on beside the rulebook's parameters, as the articles and the press name them."""

from __future__ import annotations

from datetime import date

from tinhgon.registry.domain.decisions import Instrument

RESOLUTION_18 = Instrument(
    number="18-NQ/TW",
    issuer="Ban Chấp hành Trung ương",
    signed_on=date(2017, 10, 25),
    subject="Một số vấn đề về tiếp tục đổi mới, sắp xếp tổ chức bộ máy của hệ thống chính trị tinh gọn, "
    "hoạt động hiệu lực, hiệu quả",
    verified=True,
)
STAFF_CUT_39 = Instrument(
    number="39-NQ/TW",
    issuer="Bộ Chính trị",
    signed_on=date(2015, 4, 17),
    subject="Tinh giản biên chế và cơ cấu lại đội ngũ cán bộ, công chức, viên chức",
    verified="partial",
)
SCHEME_25 = Instrument(
    number="19-NQ/TU",
    issuer="Tỉnh ủy Quảng Ninh",
    signed_on=date(2015, 3, 3),
    subject="Nghị quyết về đổi mới tổ chức bộ máy, tinh giản biên chế (Đề án 25)",
    verified=True,
)
CONGRESS_35 = Instrument(
    number="35-CT/TW",
    issuer="Bộ Chính trị",
    signed_on=date(2019, 5, 30),
    subject="Đại hội đảng bộ các cấp tiến tới Đại hội XIII của Đảng",
    verified=True,
)
ARRANGEMENT_653 = Instrument(
    number="653/2019/UBTVQH14",
    issuer="Ủy ban Thường vụ Quốc hội",
    signed_on=date(2019, 3, 12),
    subject="Sắp xếp các đơn vị hành chính cấp huyện, cấp xã giai đoạn 2019–2021",
    verified=True,
)
ARRANGEMENT_35 = Instrument(
    number="35/2023/UBTVQH15",
    issuer="Ủy ban Thường vụ Quốc hội",
    signed_on=date(2023, 7, 12),
    subject="Sắp xếp đơn vị hành chính cấp huyện, cấp xã giai đoạn 2023–2030",
    verified=False,
)
