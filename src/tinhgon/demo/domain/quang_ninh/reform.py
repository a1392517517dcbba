"""The reform of 2015–2021 as dated decisions. Which unit went first is invented; the counts are the articles'."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tinhgon.demo.domain.quang_ninh.bodies import HOME_AFFAIRS_DEPARTMENT, UNION_FORMS
from tinhgon.demo.domain.quang_ninh.founding import BA_CHE, MINH_CAM, PROVINCE, CellPosts, Province, establishment_class
from tinhgon.demo.domain.quang_ninh.leaders import Locality, Model, give_committee, give_council, rotate_secretaries
from tinhgon.demo.domain.quang_ninh.names import draw
from tinhgon.demo.domain.quang_ninh.tables import Citation
from tinhgon.demo.domain.quang_ninh.writer import Body, Writer
from tinhgon.registry.domain import changes as verbs

STANDING_COMMITTEE = "Ban Thường vụ Tỉnh ủy Quảng Ninh"
COMMITTEE = "Ủy ban nhân dân tỉnh Quảng Ninh"
NEXT_TERM = date(2025, 6, 30)

PAIRED_DISTRICTS = ("194", "199", "207")
JOINT_OFFICES = ("199", "200", "207")
PAIRS_IN_BA_CHE, COUNCILS_IN_BA_CHE = 4, 1


@dataclass(slots=True)
class Reform:
    """The writer with what the reform goes by; `leaving` are communes that are to be merged away."""

    writer: Writer
    province: Province
    leaving: frozenset[str]
    instruments: dict[str, Citation]

    def decide(self, number: str, issuer: str, on: date, subject: str, *grounds: str) -> None:
        """Close the decision under way, on these grounds."""
        self.writer.decide(number, issuer, on, subject, [self.instruments[each] for each in grounds])

    # --- unified posts ----------------------------------------------------------------------------

    def pair_communes(self, total: int, term_ends_on: date) -> None:
        """Let secretaries chair the committee until `total` communes have it so."""
        for locality in self._choose("pair", total, PAIRS_IN_BA_CHE):
            give_committee(self.writer, locality, term_ends_on)

    def pair_councils(self, total: int, term_ends_on: date) -> None:
        """Let secretaries chair the council until `total` communes have it so; Minh Cầm goes first."""
        minh_cam = self.province.communes[MINH_CAM]
        if minh_cam.model == "separate":
            give_council(self.writer, minh_cam, term_ends_on)
        for locality in self._choose("council", total, COUNCILS_IN_BA_CHE):
            give_council(self.writer, locality, term_ends_on)

    def _choose(self, wanted: Model, total: int, in_ba_che: int) -> list[Locality]:
        """Communes of the separate model that bring the wanted one to `total`, and to no more in Ba Chẽ."""
        communes = self.province.communes.values()
        missing = total - sum(each.model == wanted for each in communes)
        room_in_ba_che = in_ba_che - sum(each.model == wanted and each.district == BA_CHE for each in communes)
        chosen: list[Locality] = []
        for locality in self._shuffled(each for each in communes if each.model == "separate"):
            if len(chosen) == missing:
                break
            if locality.code in self.leaving or locality.code == MINH_CAM:
                continue
            if locality.district == BA_CHE:
                if not room_in_ba_che:
                    continue
                room_in_ba_che -= 1
            chosen.append(locality)
        return chosen

    def pairs_in_ba_che(self, term_ends_on: date) -> None:
        """Bring Ba Chẽ to its four communes led by the pair."""
        here = [each for each in self.province.communes.values() if each.district == BA_CHE]
        missing = PAIRS_IN_BA_CHE - sum(each.model == "pair" for each in here)
        open_to_it = [each for each in here if each.model == "separate" and each.code != MINH_CAM]
        for locality in self._shuffled(open_to_it)[:missing]:
            give_committee(self.writer, locality, term_ends_on)

    def send_secretaries(self, localities: Iterable[Locality], total: int, term_ends_on: date) -> None:
        """Rotate local secretaries within their districts until `total` of the localities have none."""
        known = list(localities)
        missing = total - sum(each.non_local for each in known)
        local = [each for each in self._shuffled(known) if not each.non_local and each.code not in self.leaving]
        by_district: dict[str, list[Locality]] = defaultdict(list)
        for locality in local[:missing]:
            by_district[locality.district].append(locality)
        for _, together in sorted(by_district.items()):
            rotate_secretaries(self.writer, together, term_ends_on)

    def unite(self, pairs: Sequence[CellPosts], share_left: int) -> None:
        """Elect the head secretary of the Party cell too, but for one in `share_left` (0: none left)."""
        for number, pair in enumerate(pairs):
            if not pair.united and not (share_left and draw(self.writer.seed, share_left, "unite", number) == 0):
                self.writer.relieve(pair.secretary)
                self.writer.place(pair.secretary, pair.head.person, concurrent=True)
                pair.united = True

    def _shuffled(self, localities: Iterable[Locality]) -> list[Locality]:
        return sorted(localities, key=lambda each: (draw(self.writer.seed, 2**32, "turn", each.code), each.code))

    # --- bodies of districts ----------------------------------------------------------------------

    def merge_district_organs(self, code: str) -> None:
        """Organization board with home affairs, inspection commission with inspectorate, and small bodies."""
        writer = self.writer
        party = writer.of(code, "party_committee")
        for forms, form, name in (
            (("organization_board", "home_affairs"), "organization_home_affairs", "Cơ quan Tổ chức - Nội vụ"),
            (("inspection_commission", "inspectorate"), "inspection_joint", "Cơ quan Ủy ban Kiểm tra - Thanh tra"),
        ):
            sources = [writer.of(code, each) for each in forms]
            people = [each.post("organ_head").person for each in sources]
            self._lead(writer.consolidate(sources, form, name, party), people)
        health = next(each for each in writer.serving(code, "room") if each.name == "Phòng Y tế")
        writer.absorb([health], writer.of(code, "council_committee_office"))
        writer.absorb([writer.of(code, "broadcaster")], writer.of(code, "culture_centre"))

    def merge_small_bodies_of_ba_che(self) -> None:
        """What Ba Chẽ cut beyond the other districts: two bodies, and one head's post without its body."""
        writer = self.writer
        pairs = (("extension_station", "agricultural_centre"), ("project_board", "project_investment_board"))
        for source, into in pairs:
            writer.absorb([writer.of(BA_CHE, source)], writer.of(BA_CHE, into))
        board = writer.of(BA_CHE, "mass_mobilisation_board")
        writer.abolish(board, board.post("organ_head"))

    def close_school_sites(self, count: int) -> None:
        """Close the last school sites of Ba Chẽ; their pupils go to the main schools."""
        sites = self.writer.serving(BA_CHE, "school_site")[-count:]
        self.writer.absorb(sites, self.writer.of(BA_CHE, "school"))

    def join_offices(self, code: str) -> None:
        """The office of the Party committee with that of council and committee (pilot)."""
        sources = [self.writer.of(code, each) for each in ("party_office", "council_committee_office")]
        people = [each.post("organ_head").person for each in sources]
        name = "Văn phòng cấp ủy, Hội đồng nhân dân và Ủy ban nhân dân"
        joint = self.writer.consolidate(sources, "joint_office", name, self.writer.of(code, "party_committee"))
        self._lead(joint, people)

    def found_common_organ(self, code: str) -> None:
        """The common advisory organ of Front and unions: their staff moves, the bodies go on."""
        writer = self.writer
        front = writer.of(code, "front_committee")
        bodies = [front, *writer.serving(code, *UNION_FORMS)]
        name = "Cơ quan tham mưu giúp việc chung Mặt trận Tổ quốc và các tổ chức chính trị - xã hội"
        organ = writer.found("front_common_organ", name, "front", front.tier, code, front, predecessors=bodies)
        self._lead(organ, [front.post("front_chair").person], concurrent=True)
        for body in bodies:
            for pool in [each for each in body.posts if each.role == "specialist"]:
                writer.move(pool, body, organ)

    def found_public_administration_centre(self, code: str) -> None:
        """The one-stop centre under the people's committee."""
        committee = self.writer.of(code, "people_committee")
        name = "Trung tâm Phục vụ hành chính công"
        centre = self.writer.found("public_administration_centre", name, "service", committee.tier, code, committee)
        self._lead(centre, [self.writer.new_person()])

    def _lead(self, body: Body, people: Sequence[int], concurrent: bool = False) -> None:
        """A head, and for every further person a deputy's post."""
        for number, person in enumerate(people):
            role, headship = ("organ_deputy", "deputy") if number else ("organ_head", "head")
            title = f"{'Cấp phó' if number else 'Người đứng đầu'} {body.name}"
            post = self.writer.post(body, role, title, headship, establishment_class(body))
            self.writer.place(post, person, concurrent=concurrent)

    # --- bodies of the province -------------------------------------------------------------------

    def found_media_centre(self) -> None:
        """Broadcaster, two newspapers and information centre become one."""
        writer = self.writer
        sources = writer.serving(PROVINCE, "broadcaster", "newspaper", "information_centre")
        people = [each.post("organ_head").person for each in sources]
        committee = writer.of(PROVINCE, "people_committee")
        self._lead(writer.consolidate(sources, "media_centre", "Trung tâm Truyền thông tỉnh", committee), people)

    def absorb_in_province(self, source: str, into: str, form: str, name: str) -> None:
        """A provincial body goes into another, which takes a new name and form."""
        taker = self.writer.of(PROVINCE, into)
        self.writer.absorb([self.writer.of(PROVINCE, source)], taker)
        self.writer.convert(taker, form, name)

    def cut_rooms(self, bodies: Callable[[Body], bool], count: int) -> None:
        """Merge rooms into the first room of their body, the largest bodies first."""
        rooms: dict[str, list[Body]] = defaultdict(list)
        for room in self.writer.serving(PROVINCE, "room"):
            rooms[room.name.split(", ", 1)[1]].append(room)
        owners = [each for each in self.writer.all_bodies() if each.area == PROVINCE and bodies(each)]
        groups = [rooms[each.name] for each in owners if len(rooms[each.name]) > 1]
        for _ in range(count):
            group = max(groups, key=len)
            self.writer.absorb([group.pop()], group[0])

    def close_sub_departments(self, count: int) -> int:
        """Dissolve sub-departments into their neighbour, with their rooms; how many rooms that ended."""
        found = self.writer.serving(PROVINCE, "sub_department")
        closed = 0
        for source in found[-count:]:
            rooms = [each for each in self.writer.serving(PROVINCE, "room") if each.name.endswith(f", {source.name}")]
            first = next(each for each in self.writer.serving(PROVINCE, "room") if each.name.endswith(found[0].name))
            self.writer.absorb(rooms, first)
            self.writer.absorb([source], found[0])
            closed += len(rooms)
        return closed

    def unify_heads_of_province(self) -> None:
        """The secretary chairs the council; the head of the organization board directs home affairs."""
        writer, leaders = self.writer, self.province.districts[PROVINCE]
        give_council(writer, leaders, NEXT_TERM)
        board = writer.of(PROVINCE, "organization_board").post("organ_head")
        department = next(
            each for each in writer.serving(PROVINCE, "department") if each.name == HOME_AFFAIRS_DEPARTMENT
        )
        director = department.post("organ_head")
        cell = next(each for each in self.province.departments if each.head is director)
        writer.relieve(director)
        writer.relieve(cell.secretary)
        writer.place(director, board.person, concurrent=True)
        writer.place(cell.secretary, board.person, concurrent=True)
        cell.united = True
        writer.write(verbs.UnifyPosts(posts=(board.object_id, director.object_id)))

    # --- ceilings ---------------------------------------------------------------------------------

    def ceilings(self) -> int:
        """The sum of all ceilings."""
        return sum(amount for body in self.writer.all_bodies() for _, amount in body.quotas.values())

    def cut_ceilings(self, total: int) -> None:
        """Lower every ceiling in proportion, so that they come to `total`; odd posts by largest remainder."""
        held = [(body, key) for body in self.writer.all_bodies() for key in body.quotas]
        amounts = [body.quotas[key][1] for body, key in held]
        whole = sum(amounts)
        shares = [divmod(amount * total, whole) for amount in amounts]
        spare = total - sum(share for share, _ in shares)
        first = set(sorted(range(len(held)), key=lambda each: (-shares[each][1], each))[:spare])
        for number, (body, key) in enumerate(held):
            amount = shares[number][0] + (number in first)
            if amount != amounts[number]:
                self.writer.quota(body, *key, amount)

    def combine_part_time_titles(self, count: int) -> None:
        """The last part-time titles of Minh Cầm go to holders of the first ones."""
        titles = [each for each in self.writer.of(MINH_CAM, "people_committee").posts if each.role == "part_time_title"]
        for number, title in enumerate(titles[-count:]):
            self.writer.relieve(title)
            self.writer.place(title, titles[number].person, concurrent=True)
