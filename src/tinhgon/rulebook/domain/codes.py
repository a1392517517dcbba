"""The codes by which indicators and rules recognise bodies, posts and units.

An organization's `form` is one of FORMS, a post's `role` one of ROLES: English slugs, while names and
titles stay as Vietnamese documents print them. The role says what the post is; the organization it belongs
to says where. Conventions the indicators rest on:

- `secretary`, `standing_deputy_secretary` and `deputy_secretary` are posts of the party committee of an
  administrative unit; every other secretary is a `cell_secretary` (of a cell or an organ's committee).
- The cell of an organ hangs under that organ (`parent`); the cell of a village serves the village (`area`).
- A body of a unit serves that unit (`area`) and bears its level as `tier`; a room, school or cell without
  an area of its own serves the area of the nearest body above it.
- The type of an area is the type word of its name in lower case ("xã", "phường", "thị trấn", "huyện" …);
  its terrain is `mountain` where the law's list says so.
"""

from __future__ import annotations

from collections.abc import Mapping

from tinhgon.errors import Text

FORMS: Mapping[str, Text] = {
    "party_committee": Text("cấp ủy", "party committee"),
    "organization_board": Text("ban tổ chức", "organization board"),
    "inspection_commission": Text("ủy ban kiểm tra", "inspection commission"),
    "propaganda_board": Text("ban tuyên giáo", "propaganda board"),
    "mass_mobilisation_board": Text("ban dân vận", "mass mobilisation board"),
    "internal_affairs_board": Text("ban nội chính", "internal affairs board"),
    "party_office": Text("văn phòng cấp ủy", "party committee office"),
    "agencies_party_committee": Text("đảng ủy khối các cơ quan", "party committee of the agencies"),
    "enterprises_party_committee": Text("đảng ủy khối doanh nghiệp", "party committee of the enterprises"),
    "block_party_committee": Text(
        "đảng ủy khối các cơ quan và doanh nghiệp", "party committee of agencies and enterprises"
    ),
    "political_centre": Text("trung tâm chính trị", "political centre"),
    "inspectorate": Text("thanh tra", "inspectorate"),
    "home_affairs": Text("cơ quan nội vụ", "home affairs"),
    "organization_home_affairs": Text("cơ quan tổ chức – nội vụ", "organization and home affairs"),
    "inspection_joint": Text("cơ quan kiểm tra – thanh tra", "joint inspection organ"),
    "council_office": Text("văn phòng HĐND", "council office"),
    "committee_office": Text("văn phòng UBND", "committee office"),
    "council_committee_office": Text("văn phòng HĐND và UBND", "office of council and committee"),
    "joint_office": Text("văn phòng chung của cấp ủy, HĐND và UBND", "joint office of party and state"),
    "people_council": Text("hội đồng nhân dân", "people's council"),
    "people_committee": Text("ủy ban nhân dân", "people's committee"),
    "front_committee": Text("ủy ban MTTQ", "Fatherland Front committee"),
    "mass_body": Text("tổ chức chính trị – xã hội", "mass organisation"),
    "women_union": Text("hội liên hiệp phụ nữ", "women's union"),
    "farmers_union": Text("hội nông dân", "farmers' union"),
    "veterans_association": Text("hội cựu chiến binh", "veterans' association"),
    "youth_union": Text("đoàn thanh niên", "youth union"),
    "trade_union": Text("công đoàn, liên đoàn lao động", "trade union"),
    "front_common_organ": Text("cơ quan tham mưu chung khối MTTQ", "common organ of the Front"),
    "department": Text("sở, ban, ngành", "department"),
    "sub_department": Text("chi cục", "sub-department"),
    "room": Text("phòng", "room"),
    "commune_division": Text("phòng cấp xã", "commune division"),
    "media_centre": Text("trung tâm truyền thông", "media centre"),
    "newspaper": Text("báo", "newspaper"),
    "broadcaster": Text("đài phát thanh – truyền hình", "broadcaster"),
    "information_centre": Text("trung tâm thông tin", "information centre"),
    "public_administration_centre": Text("trung tâm phục vụ hành chính công", "public administration centre"),
    "document_centre": Text("trung tâm công báo, lưu trữ", "gazette and archives centre"),
    "culture_centre": Text("trung tâm văn hóa – thể thao", "culture and sports centre"),
    "extension_station": Text("trạm khuyến nông", "agricultural extension station"),
    "agricultural_centre": Text("trung tâm dịch vụ nông nghiệp", "agricultural service centre"),
    "project_board": Text("ban quản lý dự án", "project management board"),
    "project_investment_board": Text("ban quản lý dự án đầu tư xây dựng", "construction project board"),
    "service_unit": Text("đơn vị sự nghiệp", "public service unit"),
    "service_institution": Text("đơn vị sự nghiệp cấp tỉnh", "public service institution"),
    "school": Text("trường học", "school"),
    "school_site": Text("điểm trường", "school site"),
    "enterprise": Text("doanh nghiệp", "enterprise"),
    "party_cell": Text("chi bộ, đảng bộ cơ quan", "party cell of an organ"),
    "village_party_cell": Text("chi bộ thôn", "village party cell"),
    "village": Text("thôn, bản, khu phố", "village"),
    "village_board": Text("ban quản lý thôn, bản, khu phố", "village board"),
}

ROLES: Mapping[str, Text] = {
    "secretary": Text("bí thư cấp ủy", "secretary"),
    "standing_deputy_secretary": Text("phó bí thư thường trực", "standing deputy secretary"),
    "deputy_secretary": Text("phó bí thư", "deputy secretary"),
    "committee_chair": Text("chủ tịch UBND", "committee chair"),
    "committee_vice_chair": Text("phó chủ tịch UBND", "committee vice chair"),
    "council_chair": Text("chủ tịch HĐND", "council chair"),
    "council_vice_chair": Text("phó chủ tịch HĐND", "council vice chair"),
    "front_chair": Text("chủ tịch UB MTTQ", "Front chair"),
    "front_vice_chair": Text("phó chủ tịch UB MTTQ", "Front vice chair"),
    "mass_bloc_head": Text("trưởng khối dân vận", "head of the mass bloc"),
    "organ_head": Text("thủ trưởng cơ quan, đơn vị", "head of an organ"),
    "organ_deputy": Text("cấp phó cơ quan, đơn vị", "deputy head of an organ"),
    "cell_secretary": Text("bí thư chi bộ", "cell secretary"),
    "cell_deputy_secretary": Text("phó bí thư chi bộ", "cell deputy secretary"),
    "village_head": Text("trưởng thôn, bản, khu phố", "village head"),
    "front_work_head": Text("trưởng ban công tác Mặt trận", "head of village Front work"),
    "staff": Text("chuyên viên, nhân viên", "staff"),
    "part_time": Text("người hoạt động không chuyên trách", "part-time worker"),
}

LEADING_ROLES = (
    "secretary",
    "standing_deputy_secretary",
    "deputy_secretary",
    "committee_chair",
    "council_chair",
    "front_chair",
    "mass_bloc_head",
    "cell_secretary",
    "village_head",
)
"""Roles of which a unit has one or a few and whose union in one person the rulebook speaks of."""

DEPUTY_SECRETARIES = ("standing_deputy_secretary", "deputy_secretary")

ORGANS = (
    "organization_board",
    "inspection_commission",
    "propaganda_board",
    "mass_mobilisation_board",
    "internal_affairs_board",
    "party_office",
    "agencies_party_committee",
    "enterprises_party_committee",
    "block_party_committee",
    "inspectorate",
    "home_affairs",
    "organization_home_affairs",
    "inspection_joint",
    "council_office",
    "committee_office",
    "council_committee_office",
    "joint_office",
    "front_common_organ",
    "department",
    "media_centre",
    "newspaper",
    "broadcaster",
    "information_centre",
    "public_administration_centre",
    "political_centre",
    "document_centre",
    "culture_centre",
    "extension_station",
    "agricultural_centre",
    "project_board",
    "project_investment_board",
    "service_unit",
    "service_institution",
)
"""Forms counted as organs (cơ quan, đơn vị): not rooms, sub-departments, schools, cells or elected bodies."""

UNMANAGED = (
    "party_committee",
    "people_council",
    "people_committee",
    "front_committee",
    "mass_body",
    "women_union",
    "farmers_union",
    "veterans_association",
    "youth_union",
    "trade_union",
    "party_cell",
    "village_party_cell",
    "village",
    "village_board",
)
"""Forms whose leaders are elected; the heads and deputies of all others are appointed managers."""

MOUNTAIN, OTHER_TERRAIN = "mountain", "other"

WARD, TOWNSHIP, COMMUNE, SPECIAL_ZONE = "phường", "thị trấn", "xã", "đặc khu"
URBAN_DISTRICT, TOWN, CITY = "quận", "thị xã", "thành phố"

GRADES = ("special", "I", "II", "III")
"""Grades of administrative units (phân loại đơn vị hành chính), best first."""
