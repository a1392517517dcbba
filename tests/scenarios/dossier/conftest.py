"""A scenario in two phases with every kind of change a small province has, and the particulars of its papers."""

from __future__ import annotations

from datetime import date

import pytest

from tests.scenarios.conftest import EDIT, Province
from tinhgon.registry.domain.changes import (
    AbolishPost,
    Change,
    CreatePost,
    Merge,
    MovePost,
    Relieve,
    Rename,
    SetQuota,
    Transfer,
)
from tinhgon.registry.domain.decisions import Instrument
from tinhgon.scenarios import services
from tinhgon.scenarios.domain.plan import adding, adding_phase
from tinhgon.scenarios.dossier import PaperParticulars
from tinhgon.scenarios.models import Scenario

SECOND = date(2020, 7, 1)
GROUND = (
    Instrument(
        number="18-NQ/TW",
        issuer="Ban Chấp hành Trung ương",
        signed_on=date(2017, 10, 25),
        subject="Một số vấn đề về tiếp tục đổi mới, sắp xếp tổ chức bộ máy",
        verified=True,
    ),
)

MERGER: tuple[Change, ...] = (
    Relieve(membership=42),
    AbolishPost(object_id=22),
    Merge(into=11, sources=(12,), adopt=True, attributes={"name": "Phòng Tổ chức – Công chức"}),
    SetQuota(object_id=51, organization=10, establishment_class="civil_servant", funding="budget", amount=18),
)
AFTERWARDS: tuple[Change, ...] = (
    CreatePost(
        object_id=1001,
        attributes={"organization": 10, "title": "Phó Giám đốc", "headship": "deputy",
                    "establishment_class": "civil_servant", "seats": 1},
    ),
    Transfer(membership=43, object_id=1002, post=1001),
    MovePost(object_id=24, organization=10),
    Rename(object_id=11, name="Phòng Nhân sự"),
)  # fmt: skip

STATE = PaperParticulars(
    issuer="Ủy ban nhân dân tỉnh Thử",
    body="UBND",
    place="Thử",
    addressees=("Hội đồng nhân dân tỉnh Thử",),
    behalf="Ủy ban nhân dân",
    instead="Chủ tịch",
    capacity="Phó Chủ tịch",
    signer="Trần Thị Hư Cấu",
    recipients=("Như Điều 7", "Bộ Nội vụ (để báo cáo)"),
    unit="NC",
    proposer="Giám đốc Sở Nội vụ",
)
PARTY = PaperParticulars(
    superior="Đảng bộ tỉnh Thử",
    issuer="Huyện ủy Mẫu",
    body="TU",
    place="Thử",
    addressees=("Ban Chấp hành Đảng bộ tỉnh",),
    behalf="Ban Thường vụ",
    instead="Bí thư",
    capacity="Phó Bí thư",
    signer="Trần Thị Hư Cấu",
    recipients=("Các tỉnh ủy viên",),
    unit="Văn phòng Tỉnh ủy",
    term="2020-2025",
)


@pytest.fixture
def scenario(province: Province) -> Scenario:
    """The scenario."""
    made = province.scenario(*MERGER, name="Sắp xếp Sở Nội vụ")
    made = services.edit(made, province.drafter, EDIT, adding_phase("Giai đoạn 2", SECOND), adding(AFTERWARDS, 2))
    return services.describe(made, name=made.name, purpose="Tinh gọn đầu mối của Sở.\nGiảm cấp phó.", ground=GROUND)
