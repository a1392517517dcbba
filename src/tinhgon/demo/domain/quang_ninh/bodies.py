"""Which bodies a province, a district, a commune and a village of the demonstration have.

The list is typical of the years, not taken from a register; what the articles name is among it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spec:
    """One body: form, name, sector, how many deputies, staff and rooms it has."""

    form: str
    name: str
    sector: str
    deputies: int = 2
    staff: int = 0
    rooms: int = 0


COMMUNE_UNIONS = (
    Spec("women_union", "Hội Liên hiệp Phụ nữ", "front"),
    Spec("farmers_union", "Hội Nông dân", "front"),
    Spec("veterans_association", "Hội Cựu chiến binh", "front"),
    Spec("youth_union", "Đoàn Thanh niên Cộng sản Hồ Chí Minh", "front"),
)
UNION_FORMS = (*(each.form for each in COMMUNE_UNIONS), "trade_union")


def new_commune_bodies(unit_type: str) -> tuple[Spec, ...]:
    """What a commune of this type has under its committees since 1 July 2025."""
    economy = "Phòng Kinh tế" if unit_type == "xã" else "Phòng Kinh tế, Hạ tầng và Đô thị"
    return (
        Spec("party_office", "Văn phòng Đảng ủy", "party", 1),
        Spec("party_building_board", "Ban Xây dựng Đảng", "party", 1),
        Spec("inspection_commission", "Cơ quan Ủy ban Kiểm tra Đảng ủy", "party", 1),
        Spec("council_committee_office", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân", "state", 1),
        Spec("room", economy, "state", 1),
        Spec("room", "Phòng Văn hóa - Xã hội", "state", 1),
        Spec("public_administration_centre", "Trung tâm Phục vụ hành chính công", "state", 1),
        Spec("service_centre", "Trung tâm Cung ứng dịch vụ sự nghiệp công", "service", 1),
    )


DISTRICT_BODIES = (
    Spec("party_office", "Văn phòng cấp ủy", "party", 2, 4),
    Spec("organization_board", "Ban Tổ chức", "party", 2, 3),
    Spec("inspection_commission", "Cơ quan Ủy ban Kiểm tra", "party", 2, 3),
    Spec("propaganda_board", "Ban Tuyên giáo", "party", 1, 2),
    Spec("mass_mobilisation_board", "Ban Dân vận", "party", 1, 2),
    Spec("council_committee_office", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân", "state", 2, 6),
    Spec("home_affairs", "Phòng Nội vụ", "state", 2, 4),
    Spec("inspectorate", "Thanh tra", "state", 2, 3),
    Spec("room", "Phòng Tư pháp", "state", 1, 3),
    Spec("room", "Phòng Tài chính - Kế hoạch", "state", 2, 5),
    Spec("room", "Phòng Tài nguyên và Môi trường", "state", 2, 4),
    Spec("room", "Phòng Lao động - Thương binh và Xã hội", "state", 2, 4),
    Spec("room", "Phòng Văn hóa và Thông tin", "state", 1, 3),
    Spec("room", "Phòng Giáo dục và Đào tạo", "state", 2, 5),
    Spec("room", "Phòng Kinh tế và Hạ tầng", "state", 2, 5),
    Spec("room", "Phòng Nông nghiệp và Phát triển nông thôn", "state", 1, 4),
    Spec("room", "Phòng Y tế", "state", 1, 2),
    Spec("broadcaster", "Đài Truyền thanh - Truyền hình", "service", 1, 4),
    Spec("culture_centre", "Trung tâm Văn hóa - Thể thao", "service", 1, 4),
    Spec("political_centre", "Trung tâm Bồi dưỡng chính trị", "service", 1, 2),
    Spec("extension_station", "Trạm Khuyến nông", "service", 1, 3),
    Spec("agricultural_centre", "Trung tâm Dịch vụ kỹ thuật nông nghiệp", "service", 1, 4),
    Spec("project_board", "Ban Quản lý dự án", "service", 1, 3),
    Spec("project_investment_board", "Ban Quản lý dự án đầu tư xây dựng", "service", 1, 4),
    *(Spec(each.form, each.name, "front", 1, 2) for each in COMMUNE_UNIONS),
    Spec("trade_union", "Liên đoàn Lao động", "front", 1, 2),
)

_DEPARTMENTS = (
    "Sở Nội vụ",
    "Sở Tư pháp",
    "Sở Kế hoạch và Đầu tư",
    "Sở Tài chính",
    "Sở Công Thương",
    "Sở Nông nghiệp và Phát triển nông thôn",
    "Sở Giao thông vận tải",
    "Sở Xây dựng",
    "Sở Tài nguyên và Môi trường",
    "Sở Thông tin và Truyền thông",
    "Sở Lao động - Thương binh và Xã hội",
    "Sở Văn hóa và Thể thao",
    "Sở Khoa học và Công nghệ",
    "Sở Giáo dục và Đào tạo",
    "Sở Y tế",
    "Sở Ngoại vụ",
    "Ban Dân tộc",
)
HOME_AFFAIRS_DEPARTMENT = _DEPARTMENTS[0]

PROVINCE_BODIES = (
    Spec("party_office", "Văn phòng Tỉnh ủy", "party", 3, 8, 6),
    Spec("organization_board", "Ban Tổ chức Tỉnh ủy", "party", 3, 6, 5),
    Spec("inspection_commission", "Cơ quan Ủy ban Kiểm tra Tỉnh ủy", "party", 3, 6, 5),
    Spec("propaganda_board", "Ban Tuyên giáo Tỉnh ủy", "party", 3, 6, 5),
    Spec("mass_mobilisation_board", "Ban Dân vận Tỉnh ủy", "party", 3, 5, 4),
    Spec("internal_affairs_board", "Ban Nội chính Tỉnh ủy", "party", 3, 5, 4),
    Spec("agencies_party_committee", "Đảng ủy Khối các cơ quan tỉnh", "party", 2, 5, 4),
    Spec("enterprises_party_committee", "Đảng ủy Khối doanh nghiệp tỉnh", "party", 2, 5, 4),
    Spec("newspaper", "Báo Quảng Ninh", "service", 2, 8, 6),
    Spec("newspaper", "Báo Hạ Long", "service", 2, 6, 4),
    Spec("broadcaster", "Đài Phát thanh - Truyền hình tỉnh", "service", 3, 10, 9),
    Spec("information_centre", "Trung tâm Thông tin tỉnh", "service", 2, 5, 4),
    Spec("document_centre", "Trung tâm Công báo - Lưu trữ", "service", 2, 4, 3),
    Spec("public_administration_centre", "Trung tâm Phục vụ hành chính công tỉnh", "service", 2, 6, 3),
    Spec("council_office", "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh", "state", 2, 6, 4),
    Spec("committee_office", "Văn phòng Ủy ban nhân dân tỉnh", "state", 3, 8, 8),
    Spec("inspectorate", "Thanh tra tỉnh", "state", 3, 8, 6),
    *(Spec("department", name, "state", 3, 8, 10) for name in _DEPARTMENTS),
    *(
        Spec("service_institution", name, "service", 2, 6, 12)
        for name in (
            "Bệnh viện Đa khoa tỉnh",
            "Bệnh viện Bãi Cháy",
            "Trường Cao đẳng Y tế",
            "Trung tâm Kiểm soát bệnh tật",
            "Trung tâm Khuyến nông tỉnh",
            "Trung tâm Quan trắc môi trường",
        )
    ),
    *(Spec(each.form, f"{each.name} tỉnh", "front", 2, 4, 4) for each in COMMUNE_UNIONS),
    Spec("trade_union", "Liên đoàn Lao động tỉnh", "front", 2, 4, 4),
)

_FIELDS = (
    "Kiểm lâm", "Thủy lợi", "Thú y", "Trồng trọt và Bảo vệ thực vật", "Thủy sản", "Phát triển nông thôn",
    "Quản lý chất lượng nông lâm thủy sản", "Dân số", "An toàn vệ sinh thực phẩm", "Bảo vệ môi trường",
    "Biển và Hải đảo", "Quản lý đất đai", "Tiêu chuẩn Đo lường Chất lượng", "Văn thư - Lưu trữ",
)  # fmt: skip
SUB_DEPARTMENTS = tuple(Spec("sub_department", f"Chi cục {field}", "state", 1, 4, 8) for field in _FIELDS)
