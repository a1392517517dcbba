"""Every verb is said in administrative Vietnamese, with names and no numbers of objects."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.registry.acts import area, record
from tests.scenarios.conftest import LATER, Province, body, post
from tinhgon.registry.domain.changes import (
    VERBS,
    AbolishPost,
    AdjustBoundary,
    Appoint,
    Boundary,
    Change,
    Convert,
    Correct,
    CorrectLife,
    Dissolve,
    Elect,
    Found,
    Kin,
    Merge,
    MovePost,
    Part,
    Reclassify,
    Relieve,
    Rename,
    Reparent,
    Retire,
    SeparatePosts,
    SetQuota,
    Split,
    Transfer,
    TransferOfPart,
    TransferPart,
    UnifyPosts,
    UpdatePerson,
)
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.counting import apparatus_of
from tinhgon.scenarios import services
from tinhgon.scenarios.domain.plan import Base
from tinhgon.scenarios.dossier.called import Called
from tinhgon.scenarios.dossier.clauses import Clauses, matter
from tinhgon.scenarios.dossier.material import Material

ROOM, OTHER = "Phòng Tổ chức thuộc Sở Nội vụ tỉnh Thử", "Phòng Công chức thuộc Sở Nội vụ tỉnh Thử"
START = date(2018, 1, 1)

SAID: list[tuple[Change, str]] = [
    (body(900, "Ban Mới", "department", area=1), "Thành lập Ban Mới"),
    (Found(object_id=900, kind=Kind.ORGANIZATION, attributes={"name": "Ban Mới"},
           predecessors=(Kin(object_id=11), Kin(object_id=12, extent="part"))),
     f"Thành lập Ban Mới trên cơ sở {ROOM} và một phần {OTHER}"),
    (Merge(into=11, sources=(12,)), f"Sáp nhập {OTHER} vào {ROOM}"),
    (Merge(into=11, sources=(12,), attributes={"name": "Phòng Chung"}),
     f"Sáp nhập {OTHER} vào {ROOM}; đổi tên thành Phòng Chung"),
    (Merge(into=900, sources=(11, 12), founded={"name": "Phòng Chung"}, adopt=True),
     f"Hợp nhất {ROOM} và {OTHER} thành Phòng Chung, tiếp nhận các đơn vị trực thuộc và chức danh hiện có"),
    (Split(source=11, parts=(Part(object_id=901, attributes={"name": "Phòng A"}),)), f"Tách Phòng A từ {ROOM}"),
    (Split(source=11, parts=(Part(object_id=901, attributes={"name": "Phòng A"}),
                             Part(object_id=902, attributes={"name": "Phòng B"})), source_ends=True),
     f"Chia {ROOM} thành Phòng A và Phòng B"),
    (Dissolve(object_id=12, successors=(Kin(object_id=11),)),
     f"Giải thể {OTHER}; chuyển chức năng, nhiệm vụ sang {ROOM}"),
    (Rename(object_id=11, name="Phòng Nhân sự"), f"Đổi tên {ROOM} thành Phòng Nhân sự"),
    (Reparent(object_id=11, parent=None), f"Đưa {ROOM} ra khỏi cơ quan cấp trên trực tiếp hiện nay"),
    (Reparent(object_id=11, parent=12), f"Chuyển {ROOM} về trực thuộc {OTHER}"),
    (Convert(object_id=10, attributes={"form": "joint_office"}),
     "Tổ chức lại Sở Nội vụ tỉnh Thử: loại hình là văn phòng chung của cấp ủy, HĐND và UBND"),
    (Reclassify(object_id=10, attributes={"sector": "party", "autonomy": None}),
     "Điều chỉnh phân loại của Sở Nội vụ tỉnh Thử: khối là đảng; mức tự chủ là không có"),
    (TransferPart(source=11, target=12), f"Chuyển một phần chức năng, nhiệm vụ của {ROOM} sang {OTHER}"),
    (AdjustBoundary(areas=(Boundary(object_id=1, attributes={"population": 5}),),
                    transfers=(TransferOfPart(source=1, target=2),)),
     "Điều chỉnh địa giới hành chính của tỉnh Thử; Chuyển một phần diện tích tự nhiên, dân số của tỉnh Thử sang "
     "tỉnh Bạn"),
    (post(903, 10, "Chánh Văn phòng", seats=2), "Đặt chức danh Chánh Văn phòng (2 chỗ) tại Sở Nội vụ tỉnh Thử"),
    (AbolishPost(object_id=21), f"Bỏ chức danh Trưởng phòng {ROOM}"),
    (MovePost(object_id=21, organization=10), f"Chuyển chức danh Trưởng phòng {ROOM} sang Sở Nội vụ tỉnh Thử"),
    (UnifyPosts(posts=(21, 22)),
     f"Nhất thể hóa các chức danh Trưởng phòng {ROOM} và Trưởng phòng {OTHER}: do một người đảm nhiệm"),
    (SeparatePosts(posts=(21, 22)), f"Thôi nhất thể hóa các chức danh Trưởng phòng {ROOM} và Trưởng phòng {OTHER}"),
    (Elect(object_id=904, person=31, post=22), f"Công nhận ông (bà) A được bầu giữ chức Trưởng phòng {OTHER}"),
    (Appoint(object_id=904, person=31, post=22, concurrent=True),
     f"Bổ nhiệm ông (bà) A giữ chức Trưởng phòng {OTHER} (kiêm nhiệm)"),
    (Relieve(membership=41), f"Cho ông (bà) A thôi giữ chức Trưởng phòng {ROOM}"),
    (Transfer(membership=41, object_id=905, post=22),
     f"Điều động, bổ nhiệm ông (bà) A, Trưởng phòng {ROOM}, giữ chức Trưởng phòng {OTHER}"),
    (Retire(person=31), "Cho ông (bà) A nghỉ hưu"),
    (UpdatePerson(object_id=31, attributes={}), "Cập nhật hồ sơ nhân sự của ông (bà) A"),
    (SetQuota(object_id=51, organization=10, establishment_class="civil_servant", funding="ngân sách", amount=18),
     "Giao 18 chỉ tiêu biên chế công chức (ngân sách) cho Sở Nội vụ tỉnh Thử"),
    (SetQuota(object_id=51, organization=10, establishment_class="civil_servant", funding="ngân sách", amount=None),
     "Thu hồi chỉ tiêu biên chế công chức (ngân sách) đã giao cho Sở Nội vụ tỉnh Thử"),
    (Correct(object_id=11, attributes={"name": "Phòng Tổ Chức"}, start=START),
     f"Đính chính thông tin về {ROOM}: tên là Phòng Tổ Chức"),
    (CorrectLife(object_id=11, start=START), f"Đính chính thời gian tồn tại của {ROOM}"),
]  # fmt: skip


@pytest.fixture
def clauses(province: Province) -> Clauses:
    """Speaks of the province as it is, with one person known by name."""
    seq = record("2/QĐ", area(2, "23", level="province", name="Tỉnh Bạn"), on=START)
    scenario = services.new_scenario("Thử", province.drafter, Base(on=START, seq=seq), LATER)
    material = Material.of(scenario)
    opened = material.opened
    opened.preview.register.load([1, 2, 10, 11, 12, 21, 22, 41])
    state = apparatus_of(opened.stand, START, None)
    return Clauses(Called(state, state, opened.preview.register, {31: "A"}, START), "ông (bà)")


def test_every_change_is_said(clauses: Clauses) -> None:
    for change, sentence in SAID:
        assert clauses.say(change) == sentence
        assert not re.search(r"#\d", sentence)
        assert matter(change)


def test_no_verb_was_forgotten() -> None:
    said = {type(change) for change, _ in SAID}
    left_out = {name for name, verb in VERBS.items() if verb not in said}
    assert left_out == {"register_person", "annul"}  # told with the person; a scenario never annuls
