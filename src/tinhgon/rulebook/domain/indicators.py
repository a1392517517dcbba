"""The indicators the program ships; a new one is a few lines here."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from tinhgon.errors import Text
from tinhgon.rulebook.domain import changes, posts
from tinhgon.rulebook.domain.codes import FORMS, ORGANS, UNMANAGED
from tinhgon.rulebook.domain.figures import Indicator, Measure

_UNITS = {
    "province": (Text("tỉnh", "provinces"), "tỉnh", "province"),
    "district": (Text("huyện", "districts"), "huyện", "district"),
    "commune": (Text("xã", "communes"), "xã", "commune"),
    "village": (Text("thôn", "villages"), "thôn", "village"),
}
_SEATS, _PERSONS, _BODIES = Text("chỗ", "seats"), Text("người", "persons"), Text("tổ chức", "bodies")
_CEILING = Text("biên chế", "posts of the establishment")
_SHARE = Text("tỷ lệ", "share")

FORM, TIER = pl.col("form"), pl.col("tier")
OF_SUB_DEPARTMENT = pl.col("parent_form").eq_missing("sub_department")
ROOMS = FORM.is_in(["room", "commune_division"])
PART_TIME = pl.col("establishment_class") == "part_time"
PERMANENT = ~pl.col("establishment_class").is_in(["part_time", "contract"])
MANAGED = ~FORM.is_in(UNMANAGED)
DISTRICT_AGENCIES = (TIER == "district") & FORM.is_in([*ORGANS, "room"])
ANY = pl.lit(True)


def _one_holder(
    name: str, level: str, roles: tuple[str, str], vi: tuple[str, str], en: tuple[str, str], *cites: str
) -> Indicator:
    unit, level_vi, level_en = _UNITS[level]
    return Indicator(
        f"{name}.{level}" if level != "village" else name,
        Text(
            f"{vi[0].capitalize()} đồng thời là {vi[1]}, cấp {level_vi}",
            f"{en[0].capitalize()} is also {en[1]}, {level_en}",
        ),
        Text(
            f"Số {level_vi} có một người vừa là {vi[0]} vừa là {vi[1]}, trên tổng số {level_vi}",
            f"{unit.en.capitalize()} in which one person is both {en[0]} and {en[1]}, over all {unit.en}",
        ),
        Measure.SHARE,
        unit,
        posts.units_with_one_holder(level, *roles),
        cites,
    )


def _having(form: str, *cites: str) -> Indicator:
    name = FORMS[form]
    return Indicator(
        f"{form}.district",
        Text(f"Huyện có {name.vi}", f"Districts with {name.en}"),
        Text(
            f"Số huyện có {name.vi} cấp huyện, trên tổng số huyện",
            f"Districts with a district body of the form “{name.en}”, over all districts",
        ),
        Measure.SHARE,
        _UNITS["district"][0],
        posts.units_with_form("district", form),
        cites,
    )


def _non_local(level: str, *cites: str) -> Indicator:
    unit, level_vi, level_en = _UNITS[level]
    return Indicator(
        f"secretary_non_local.{level}",
        Text(f"Bí thư không là người địa phương, cấp {level_vi}", f"Non-local secretaries, {level_en}"),
        Text(
            f"Số {level_vi} có bí thư không là người địa phương, trên tổng số {level_vi}; chỗ khuyết tính vào mẫu số",
            f"{unit.en.capitalize()} whose secretary is not local, over all {unit.en}; a vacancy stays in the base",
        ),
        Measure.SHARE,
        unit,
        posts.units_with_non_local(level, "secretary"),
        cites,
    )


def _units(level: str) -> tuple[Indicator, Indicator]:
    unit, vi, en = _UNITS[level]
    return (
        Indicator(
            f"units.{level}",
            Text(f"Số {vi}", f"Number of {unit.en}"),
            Text(f"Số đơn vị cấp {vi}", f"Areas of the level {en}"),
            Measure.COUNT,
            unit,
            posts.all_units(level),
        ),
        Indicator(
            f"units_cut.{level}",
            Text(f"Số {vi} giảm", f"{unit.en.capitalize()} cut"),
            Text(f"Số {vi} ngày trước trừ số {vi} ngày sau", f"{unit.en.capitalize()} before less {unit.en} after"),
            Measure.SUM,
            unit,
            changes.cut(changes.units_of(level)),
            compares=True,
        ),
    )


def _bodies(name: str, where: pl.Expr, vi: str, en: str) -> tuple[Indicator, Indicator, Indicator]:
    return (
        Indicator(
            name,
            Text(f"Số {vi}", f"Number of {en}"),
            Text(f"Số {vi} trong ngày", f"{en.capitalize()} on the day"),
            Measure.COUNT,
            _BODIES,
            posts.bodies(where),
        ),
        Indicator(
            f"{name}_closed",
            Text(f"Số {vi} kết thúc", f"{en.capitalize()} closed"),
            Text(
                f"Số {vi} có ngày trước mà không còn ngày sau; đổi loại hình không tính",
                f"{en.capitalize()} of the earlier day that no longer exist; those converted are left out",
            ),
            Measure.COUNT,
            _BODIES,
            changes.closed(where),
            compares=True,
        ),
        Indicator(
            f"{name}_cut",
            Text(f"Số {vi} giảm", f"{en.capitalize()} cut"),
            Text(f"Số {vi} ngày trước trừ ngày sau", f"{en.capitalize()} before less those after"),
            Measure.SUM,
            _BODIES,
            changes.cut(changes.bodies_of(where)),
            compares=True,
        ),
    )


def _seats_cut(name: str, where: pl.Expr, vi: str, en: str) -> Indicator:
    return Indicator(
        f"{name}_cut",
        Text(f"Số {vi} giảm", f"{en.capitalize()} cut"),
        Text(f"Số chỗ {vi} ngày trước trừ ngày sau", f"Seats of {en} before less those after"),
        Measure.SUM,
        _SEATS,
        changes.cut(changes.seats_of(where)),
        compares=True,
    )


def _seats_closed(name: str, where: pl.Expr, vi: str, en: str) -> Indicator:
    return Indicator(
        f"{name}_closed",
        Text(f"Số {vi} đã bỏ", f"{en.capitalize()} closed"),
        Text(
            f"Số chỗ {vi} có ngày trước mà chức danh không còn ngày sau", f"Seats of {en} whose posts no longer exist"
        ),
        Measure.SUM,
        _SEATS,
        changes.ended_seats(where),
        compares=True,
    )


def _ceilings_cut(name: str, where: pl.Expr, vi: str, en: str) -> Indicator:
    return Indicator(
        f"{name}_cut",
        Text(f"Số {vi} giảm", f"{en.capitalize()} cut"),
        Text(f"Số {vi} ngày trước trừ ngày sau", f"{en.capitalize()} before less that after"),
        Measure.SUM,
        _CEILING,
        changes.cut(changes.ceilings_of(where)),
        compares=True,
    )


def _part_time_holders_cut(level: str) -> Indicator:
    _, vi, en = _UNITS[level]
    return Indicator(
        f"part_time_holders_cut.{level}",
        Text(f"Số người không chuyên trách cấp {vi} giảm", f"Part-time holders cut, {en}"),
        Text(
            f"Số lượt người giữ chức danh không chuyên trách cấp {vi} ngày trước trừ ngày sau",
            f"Memberships in part-time posts of the tier {en} before less those after",
        ),
        Measure.SUM,
        _PERSONS,
        changes.cut(changes.holders_of(PART_TIME & TIER.eq(level))),
        compares=True,
    )


def _deputies(form: str, measure: Measure, vi: str, en: str) -> Indicator:
    name = FORMS[form]
    return Indicator(
        f"deputies_{measure}.{form}",
        Text(f"Số cấp phó {vi} của {name.vi}", f"{en} deputies of a {name.en}"),
        Text(
            f"Số người giữ chức cấp phó ở mỗi {name.vi}, lấy {vi}",
            f"Persons in deputy posts of each {name.en}: {en.lower()}",
        ),
        measure,
        _PERSONS,
        posts.deputies(form),
    )


_PAIRS = (
    ("committee", ("bí thư", "chủ tịch UBND"), ("secretary", "committee chair")),
    ("council", ("bí thư", "chủ tịch HĐND"), ("secretary", "council chair")),
)
_PAIR_CITES = {
    "committee.district": "pair.up01",
    "committee.commune": "pair.up02",
    "council.commune": "pair.up03",
    "council.province": "pair.up13",
}

_ALL: tuple[Indicator, ...] = (
    *(
        _one_holder(
            f"secretary_is_{body}_chair",
            level,
            ("secretary", f"{body}_chair"),
            vi,
            en,
            *(cite for key, cite in _PAIR_CITES.items() if key == f"{body}.{level}"),
        )
        for body, vi, en in _PAIRS
        for level in ("province", "district", "commune")
    ),
    _one_holder(
        "cell_secretary_is_village_head",
        "village",
        ("cell_secretary", "village_head"),
        ("bí thư chi bộ", "trưởng thôn"),
        ("cell secretary", "village head"),
        "pair.up06",
    ),
    Indicator(
        "secretary_heads_organ",
        Text("Bí thư đồng thời là thủ trưởng cơ quan", "Cell secretary is also head of the organ"),
        Text(
            "Số cơ quan có bí thư chi bộ, đảng bộ là thủ trưởng, trên số cơ quan có tổ chức đảng",
            "Bodies whose cell secretary is their head, over all bodies with a party cell of their own",
        ),
        Measure.SHARE,
        _BODIES,
        posts.organs_with_one_holder(),
        ("pair.up08",),
    ),
    _having("organization_home_affairs", "merged_organ.mo01"),
    _having("inspection_joint", "merged_organ.mo02"),
    _having("joint_office", "merged_organ.mo03"),
    _having("front_common_organ", "merged_organ.mo05"),
    _having("public_administration_centre", "merged_organ.mo10"),
    _non_local("district", "target.tg03"),
    _non_local("commune", "target.tg04"),
    *(each for level in _UNITS for each in _units(level)),
    *_bodies("organs", FORM.is_in(ORGANS), "cơ quan, đơn vị", "organs"),
    *_bodies(
        "district_agencies",
        DISTRICT_AGENCIES,
        "cơ quan, đơn vị, phòng chuyên môn cấp huyện",
        "organs and specialised rooms of districts",
    ),
    *_bodies("rooms", ROOMS & ~OF_SUB_DEPARTMENT, "phòng (trừ phòng của chi cục)", "rooms not of a sub-department"),
    *_bodies("sub_department_rooms", ROOMS & OF_SUB_DEPARTMENT, "phòng của chi cục", "rooms of sub-departments"),
    *_bodies("sub_departments", FORM == "sub_department", "chi cục", "sub-departments"),
    *_bodies("school_sites", FORM == "school_site", "điểm trường", "school sites"),
    *_bodies("party_cells", FORM.is_in(["party_cell", "village_party_cell"]), "chi bộ", "party cells"),
    Indicator(
        "voluntary_mergers.district",
        Text("Số huyện tự nguyện sáp nhập", "Voluntary mergers of districts"),
        Text(
            "Số huyện nhập trọn vào nơi khác mà quy định về sắp xếp không bắt buộc",
            "Districts that passed wholly into another though the test of the law did not demand it",
        ),
        Measure.COUNT,
        _UNITS["district"][0],
        changes.voluntary_mergers("district"),
        ("rearrangement.mandatory",),
        compares=True,
    ),
    *(
        make(name, MANAGED & (pl.col("headship") == headship), vi, en)
        for name, headship, vi, en in (
            ("heads", "head", "cấp trưởng cơ quan, đơn vị", "heads of organs"),
            ("deputies", "deputy", "cấp phó cơ quan, đơn vị", "deputies of organs"),
        )
        for make in (_seats_closed, _seats_cut)
    ),
    _seats_cut("part_time_posts", PART_TIME, "chức danh không chuyên trách", "part-time posts"),
    _part_time_holders_cut("commune"),
    _part_time_holders_cut("village"),
    Indicator(
        "establishment",
        Text("Biên chế được giao", "Establishment"),
        Text(
            "Tổng chỉ tiêu biên chế; chỉ tiêu đã nằm trong chỉ tiêu của cấp trên không cộng lại",
            "Sum of the ceilings; one within the ceiling of a body above is not added again",
        ),
        Measure.SUM,
        _CEILING,
        posts.ceilings(),
    ),
    _ceilings_cut("establishment", ANY, "biên chế", "establishment"),
    _ceilings_cut(
        "permanent_establishment",
        PERMANENT,
        "biên chế cán bộ, công chức, viên chức",
        "establishment of officials, civil servants and public employees",
    ),
    _ceilings_cut(
        "part_time_establishment",
        PART_TIME,
        "chỉ tiêu người hoạt động không chuyên trách",
        "establishment of part-time workers",
    ),
    Indicator(
        "establishment_cut_share",
        Text("Tỷ lệ biên chế giảm", "Share of the establishment cut"),
        Text("Số biên chế giảm trên biên chế ngày trước", "Establishment cut over that of the earlier day"),
        Measure.RATIO,
        _SHARE,
        changes.cut(changes.ceilings_of(ANY)),
        compares=True,
    ),
    Indicator(
        "predecessors.media_centre",
        Text("Số cơ quan nhập thành trung tâm truyền thông", "Bodies merged into the media centre"),
        Text(
            "Số cơ quan ngày trước chuyển, toàn bộ hoặc một phần, vào trung tâm truyền thông",
            "Bodies of the earlier day that passed, in whole or part, into a media centre",
        ),
        Measure.COUNT,
        _BODIES,
        changes.predecessors("media_centre"),
        ("merged_organ.mo07",),
        compares=True,
    ),
    Indicator(
        "leaders_moved",
        Text("Số cán bộ lãnh đạo được điều động", "Leaders moved"),
        Text(
            "Số người giữ chức lãnh đạo cấp tỉnh, huyện mà ngày trước giữ chức khác",
            "Persons in leading posts of province and districts who held other posts on the earlier day",
        ),
        Measure.COUNT,
        _PERSONS,
        changes.moved_leaders(("province", "district")),
        compares=True,
    ),
    Indicator(
        "control_deputies.commune",
        Text("Số phó bí thư trong mô hình kiểm soát", "Deputy secretaries in the control model"),
        Text(
            "Ở xã có bí thư là chủ tịch UBND: số phó bí thư là chủ tịch HĐND hoặc chủ tịch MTTQ, bình quân một xã",
            "Where a commune's secretary chairs the committee: deputies who chair council or Front, average",
        ),
        Measure.AVERAGE,
        _PERSONS,
        posts.control_deputies(),
        ("check.ck01",),
    ),
    *(
        _deputies(form, measure, vi, en)
        for form in ("room", "department", "sub_department")
        for measure, vi, en in ((Measure.AVERAGE, "bình quân", "Average"), (Measure.MAXIMUM, "nhiều nhất", "Most"))
    ),
    Indicator(
        "part_time_titles_combined.commune",
        Text("Chức danh không chuyên trách cấp xã kiêm nhiệm", "Part-time commune titles combined"),
        Text(
            "Số chức danh không chuyên trách cấp xã do người kiêm nhiệm giữ, trên tổng số chức danh",
            "Part-time posts of communes held beside another post, over all such posts",
        ),
        Measure.SHARE,
        Text("chức danh", "titles"),
        posts.combined_part_time("commune"),
    ),
    Indicator(
        "minority_share.commune",
        Text("Tỷ lệ người dân tộc thiểu số", "Ethnic minority share"),
        Text(
            "Số dân là người dân tộc thiểu số trên tổng số dân của các xã có ghi nhận",
            "Persons of ethnic minorities over all persons, in communes where both are recorded",
        ),
        Measure.RATIO,
        _SHARE,
        posts.minority("commune"),
    ),
    Indicator(
        "posts",
        Text("Số chỗ theo chức danh", "Seats"),
        Text("Tổng số chỗ của các chức danh", "Sum of the seats of all posts"),
        Measure.SUM,
        _SEATS,
        posts.seats(ANY),
    ),
    Indicator(
        "holders",
        Text("Số lượt người giữ chức", "Memberships"),
        Text("Số lượt giữ chức; người kiêm nhiệm tính theo từng chức", "Memberships; one for each post a person holds"),
        Measure.COUNT,
        _PERSONS,
        posts.held(ANY),
    ),
    Indicator(
        "vacancies",
        Text("Số chỗ khuyết", "Vacancies"),
        Text("Số chỗ chưa có người giữ", "Seats that nobody holds"),
        Measure.SUM,
        _SEATS,
        posts.empty_seats(ANY),
    ),
)

INDICATORS: Mapping[str, Indicator] = {each.id: each for each in _ALL}
"""Every indicator by its id."""
