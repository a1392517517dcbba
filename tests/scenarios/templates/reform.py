"""Building the demonstration's reform as scenarios: what of each decision comes from a template, what is its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from typing import NamedTuple

import msgspec

from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Change
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.enactment import Entry
from tinhgon.registry.domain.object_ids import renumber
from tinhgon.registry.domain.records import Record, Register
from tinhgon.registry.domain.replay import Replay
from tinhgon.registry.domain.snapshot import Snapshot, snapshot_of
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.scenarios.domain.plan import Base, Operation, Phase, Plan, adding, adding_phase, part_of
from tinhgon.scenarios.domain.preview import Preview, overlaid, preview
from tinhgon.scenarios.domain.templates import TEMPLATES

FIRST_OWN_ID = 10**9


class Story:
    """What the demonstration's decisions say of the objects they make, by the ids they give them."""

    def __init__(self, documents: Sequence[DecisionDocument]) -> None:
        self.bodies: dict[int, verbs.Attributes] = {}
        self.posts: dict[int, verbs.Attributes] = {}
        self.placed: dict[int, verbs.Elect | verbs.Appoint] = {}
        for change in (each for document in documents for each in document.changes):
            match change:
                case verbs.Found(object_id=made, kind=Kind.ORGANIZATION, attributes=attributes):
                    self.bodies[made] = attributes
                case verbs.Merge(into=made, founded=dict() as attributes):
                    self.bodies[made] = attributes
                case verbs.CreatePost(object_id=made, attributes=attributes):
                    self.posts[made] = attributes
                case verbs.Elect() | verbs.Appoint():
                    self.placed[change.object_id] = change

    def role(self, change: Change) -> str:
        """The role of the post that a change fills, empties or ends; "" for other changes."""
        match change:
            case verbs.Relieve():
                post = self.placed[change.membership].post
            case verbs.Elect() | verbs.Appoint():
                post = change.post
            case verbs.AbolishPost():
                post = change.object_id
            case _:
                return ""
        return str(self.posts[post]["role"])

    def body(self, post: int) -> verbs.Attributes:
        """The body in which a post was made."""
        return self.bodies[int(self.posts[post]["organization"] or 0)]

    def area(self, post: int) -> int:
        """The unit that the body of a post serves."""
        return int(self.body(post)["area"] or 0)


class Made(NamedTuple):
    """That a template made changes of a decision; "" for those taken over from it."""

    decision: str
    template: str = ""


@dataclass
class Building:
    """A scenario while it is built: on what, the plan, what it comes to, and the ids that differ from the story's."""

    story: Story
    known: Register
    seq: int
    ids: dict[int, int]
    new_id: Callable[[], int]
    documents: Sequence[DecisionDocument]
    plan: Plan = field(init=False)
    preview: Preview = field(init=False)
    made: list[Made] = field(default_factory=list)

    def __post_init__(self) -> None:
        first, *later = self.documents
        base = Base(on=first.effective_on, seq=self.seq)
        self.plan = Plan(base=base, phases=(Phase(id=1, name=first.number, effective_on=first.effective_on),))
        for each in later:
            self.plan = adding_phase(each.number, each.effective_on)(self.plan)
        self.preview = preview(self.known, self.plan)
        records = (each for each in self.known.changed.values() if each is not None)
        self._base: Snapshot = snapshot_of(records, base.on)

    def template(self, document: DecisionDocument, id: str, units: Iterable[int], **options: object) -> None:
        """Apply a template to units in the phase of a decision; it must apply in every one of them."""
        wanted = list(dict.fromkeys(units))
        # Nothing is on record that comes later than the base, so its picture is that of every later day.
        before = replace(self._base, on=document.effective_on)
        after = Apparatus(overlaid(before, self.preview.register))
        applied = TEMPLATES[id].build(after, self.preview.register, wanted, options, self.new_id)
        assert [(each.name, each.reason.en) for each in applied.skipped] == []
        assert list(applied.units) == wanted
        assert wanted
        self._do(adding(applied.changes, self._phase(document), origin=id))
        self.made.append(Made(document.number, id))
        self._learn(document)

    def own(self, document: DecisionDocument, changes: Iterable[Change]) -> None:
        """Take changes over from a decision."""
        taken = msgspec.structs.replace(document, changes=tuple(changes))
        if taken.changes:
            self.made.append(Made(document.number))
            renumbered = renumber(taken, lambda each: self.ids.get(each, each))
            self._do(adding(renumbered.changes, self._phase(document)))

    def enacted(self) -> Iterator[DecisionDocument]:
        """One decision for each phase, under the number and on the grounds of the story's."""
        assert [each.refusal for each in self.preview.laid if each.refusal] == []
        assert self.preview.stands, self.preview.violations
        for document in self.documents:
            part = part_of(self.plan, [self._phase(document)])
            yield msgspec.structs.replace(document, changes=part.changes)

    def _phase(self, document: DecisionDocument) -> int:
        return next(each.id for each in self.plan.phases if each.name == document.number)

    def _do(self, operation: Operation) -> None:
        self.plan = operation(self.plan)
        self.preview = preview(self.known, self.plan, self.preview)

    # --- ids ----------------------------------------------------------------------------------------

    def _learn(self, document: DecisionDocument) -> None:
        """Find, for what the story's decision makes, the same that the templates made."""
        on = document.effective_on
        for change in document.changes:
            match change:
                case verbs.Found(object_id=theirs, kind=Kind.ORGANIZATION, attributes=attributes):
                    self._same_body(theirs, attributes, on)
                case verbs.Merge(into=theirs, founded=dict() as attributes):
                    self._same_body(theirs, attributes, on)
                case verbs.CreatePost(object_id=theirs, attributes=attributes):
                    wanted = {name: attributes[name] for name in ("title", "role", "headship")}
                    self._same(theirs, Kind.POST, "organization", int(attributes["organization"] or 0), wanted, on)
                case verbs.Elect() | verbs.Appoint():
                    wanted = {"person": change.person}
                    self._same(change.object_id, Kind.MEMBERSHIP, "post", change.post, wanted, on)
                case verbs.SetQuota():
                    wanted = {"establishment_class": change.establishment_class, "funding": change.funding}
                    self._same(change.object_id, Kind.QUOTA, "organization", change.organization, wanted, on)

    def _same_body(self, theirs: int, attributes: verbs.Attributes, on: date) -> None:
        wanted = {name: attributes[name] for name in ("form", "name")}
        self._same(theirs, Kind.ORGANIZATION, "area", int(attributes["area"] or 0), wanted, on)

    def _same(
        self, theirs: int, kind: Kind, attribute: str, target: int, wanted: Mapping[str, object], on: date
    ) -> None:
        register, taken = self.preview.register, set(self.ids.values())
        at = self.ids.get(target, target)
        if theirs in self.ids or register.record(theirs) is not None:
            return
        for each in sorted(register.referrers(at)):
            record = register.record(each)
            if record is not None and each not in taken and _is(record, kind, {attribute: at, **wanted}, on):
                self.ids[theirs] = each
                return


def _is(record: Record, kind: Kind, wanted: Mapping[str, object], on: date) -> bool:
    return (
        record.kind is kind
        and on in record.life
        and all(record.value(name, on) == value for name, value in wanted.items())
    )


# --- which decision is built how ----------------------------------------------------------------


def scheme_25(building: Building) -> None:
    """2015–2017: pairs in six communes, one-stop centres, rooms, ceilings, the first villages and departments."""
    pairs, centres, rooms, ceilings, cells = building.documents
    _pairs(building, pairs)
    building.template(centres, "public_administration_centre", _founded(centres))
    building.own(centres, _of(centres, verbs.RegisterPerson, verbs.Appoint))
    building.own(rooms, rooms.changes)
    building.own(ceilings, ceilings.changes)
    _cells(building, cells)


def district_organs(building: Building) -> None:
    """2018: organs of the fourteen districts, each on its day; common organs, joint offices, pairs, rooms."""
    *districts, common, offices, rooms, provincial = building.documents
    for document in districts:
        _merge_district_organs(building, document)
    building.template(common, "front_common_organ", _founded(common))
    building.template(offices, "joint_office", _founded(offices))
    _pairs(building, offices, "district")
    building.own(offices, _rotation(building.story, offices))
    _pairs(building, offices, "commune")
    building.own(offices, [each for each in offices.changes if building.story.role(each) == "part_time_title"])
    building.own(rooms, rooms.changes)
    building.own(provincial, _of(provincial, verbs.Found))
    province = [int(_of(provincial, verbs.Found)[0].attributes["area"] or 0)]
    building.template(provincial, "joint_state_office", province)
    building.template(provincial, "merge_bodies", province, sources=["document_centre"], into="joint_office")
    building.template(provincial, "block_party_committee", province)


def _merge_district_organs(building: Building, document: DecisionDocument) -> None:
    unit = _founded(document)[:1]
    building.template(document, "organization_home_affairs", unit)
    building.template(document, "inspection_joint", unit)
    pairs = [("Phòng Y tế", "council_committee_office"), ("broadcaster", "culture_centre")]
    merged = sum(isinstance(each, verbs.Merge) for each in document.changes)
    if merged > 4:  # what Ba Chẽ merged beyond the other districts
        pairs += [("extension_station", "agricultural_centre"), ("project_board", "project_investment_board")]
    assert merged == 2 + len(pairs)
    for source, into in pairs:
        building.template(document, "merge_bodies", unit, sources=[source], into=into)
    ended = [each for each in document.changes if _in_board(building.story, each)]
    building.own(document, ended)


def _in_board(story: Story, change: Change) -> bool:
    match change:
        case verbs.Relieve():
            post = story.placed[change.membership].post
        case verbs.AbolishPost():
            post = change.object_id
        case _:
            return False
    return story.body(post)["form"] == "mass_mobilisation_board"


def year_2019(building: Building) -> None:
    """2019: the media centre, all villages and departments, pairs and councils, the heads of the province."""
    media, cells, pairs = building.documents
    name = "Trung tâm Truyền thông tỉnh"
    building.template(media, "media_centre", _founded(media), name=name, head="newspaper")
    _cells(building, cells)
    _pairs(building, pairs)
    province = [int(building.story.bodies[_founded_bodies(media)[0]]["area"] or 0)]
    building.template(pairs, "one_head", province, pair="organization_home_affairs")


def units_rearranged(building: Building) -> None:
    """Wards of Đông Triều; the mergers of Hoành Bồ and of communes as areas; then their bodies."""
    wards, areas, bodies = building.documents
    building.own(wards, wards.changes)
    building.own(areas, areas.changes)
    building.template(bodies, "merged_unit", [each.into for each in _of(areas, verbs.Merge)])


def congress_year(building: Building) -> None:
    """2020: congresses of communes and districts, school sites, the last ceilings."""
    communes, sites, districts, ceilings = building.documents
    building.own(communes, _rotation(building.story, communes))
    _pairs(building, communes)
    for document in (sites, districts, ceilings):
        building.own(document, document.changes)


SCENARIOS: tuple[tuple[Callable[[Building], None], str, str], ...] = (
    (scheme_25, "01-QĐ/TU-TD", "05-QĐ/TU-TD"),
    (district_organs, "06-QĐ/TU-TD", "23-QĐ/TU-TD"),
    (year_2019, "24-QĐ/TU-TD", "26-QĐ/TU-TD"),
    (units_rearranged, "769/NQ-UBTVQH14", "27-QĐ/TU-TD"),
    (congress_year, "28-QĐ/TU-TD", "31/QĐ-UBND-TD"),
)
"""Each scenario with the first and the last of the decisions it stands for, which are its phases."""


def build_reform(documents: Sequence[DecisionDocument], founded: Replay) -> tuple[Replay, list[Made]]:
    """Enact the scenarios one after the other on what was founded; gives what was made of which decision, and how."""
    story, ids, new_id = Story(documents), dict[int, int](), count(FIRST_OWN_ID).__next__
    replay, used = continued(founded), list[Made]()
    numbers = [each.number for each in documents]
    for build, first, last in SCENARIOS:
        chosen = documents[numbers.index(first) : numbers.index(last) + 1]
        building = Building(story, replay.known, replay.entries[-1].seq, ids, new_id, chosen)
        build(building)
        for document in building.enacted():
            enact(replay, document)
        used += building.made
    return replay, used


def continued(replay: Replay) -> Replay:
    """Another replay that goes on from what one knows."""
    going_on = Replay()
    going_on.entries, going_on.known = list(replay.entries), replay.known.copied()
    return going_on


def enact(replay: Replay, document: DecisionDocument) -> None:
    """Lay a decision as the next entry."""
    last = replay.entries[-1] if replay.entries else None
    first = last.sources[-1] + 1 if last else 0
    sources = tuple(range(first, first + len(document.changes)))
    replay.apply(Entry(1 if last is None else last.seq + 1, document, sources))


# --- what the decisions' own changes tell ---------------------------------------------------------


def _pairs(building: Building, document: DecisionDocument, level: str = "") -> None:
    """Secretaries chair committee or council where the decision unifies the posts; ends of terms are its own."""
    story = building.story
    for role, template in (
        ("committee_chair", "secretary_chairs_committee"),
        ("council_chair", "secretary_chairs_council"),
    ):
        posts = [each.posts[1] for each in _of(document, verbs.UnifyPosts) if _role(story, each.posts[1]) == role]
        posts = [each for each in posts if not level or story.body(each)["tier"] == level]
        terms = {each.term_ends_on for each in _of(document, verbs.Elect) if each.post in posts}
        for term in terms:
            elected = {each.post for each in _of(document, verbs.Elect) if each.term_ends_on == term}
            units = [story.area(each) for each in posts if each in elected]
            building.template(document, template, units, term_ends_on=term.isoformat() if term else "")


def _role(story: Story, post: int) -> object:
    return story.posts[post]["role"]


def _cells(building: Building, document: DecisionDocument) -> None:
    """Heads become secretaries of the cells of villages, and of departments of the province."""
    story = building.story
    posts = [each.post for each in _of(document, verbs.Elect)]
    villages = [each for each in posts if story.body(each)["form"] == "village_party_cell"]
    departments = [each for each in posts if each not in villages]
    building.template(document, "village_pair", map(story.area, villages))
    names = [str(story.bodies[int(story.body(each)["parent"] or 0)]["name"]) for each in departments]
    building.template(document, "organ_pair", map(story.area, departments), names=names)


def _rotation(story: Story, document: DecisionDocument) -> list[Change]:
    """The changes by which secretaries are sent to other units: up to the first deputy relieved after them."""
    roles = [story.role(each) for each in document.changes]
    begins = min(
        number
        for number, change in enumerate(document.changes)
        if isinstance(change, verbs.RegisterPerson) or roles[number] == "secretary"
    )
    ends = next(
        number
        for number, role in enumerate(roles)
        if number > begins and role in ("deputy_secretary", "part_time_title")
    )
    return list(document.changes[begins:ends])


def _founded_bodies(document: DecisionDocument) -> list[int]:
    made = [each.object_id for each in _of(document, verbs.Found)]
    return made + [each.into for each in _of(document, verbs.Merge) if each.founded is not None]


def _founded(document: DecisionDocument) -> list[int]:
    """The units for which the decision founds bodies."""
    founded = [each.attributes for each in _of(document, verbs.Found)]
    founded += [each.founded for each in _of(document, verbs.Merge) if each.founded is not None]
    return list(dict.fromkeys(int(each["area"] or 0) for each in founded))


def _of(document: DecisionDocument, *kinds: type) -> list:
    return [each for each in document.changes if isinstance(each, kinds)]
