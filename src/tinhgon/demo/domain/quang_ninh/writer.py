"""Writing the plan: who holds what at the point reached, and the decisions written so far.

Each method writes one change, or a few that belong together, into the decision under way and keeps in
step with what that change will make of the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tinhgon.demo.domain.quang_ninh.names import Gender, particulars
from tinhgon.demo.domain.quang_ninh.tables import Citation
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Attributes, Change
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.vocabulary import Kind

Personal = Callable[[int, Mapping[str, str]], Mapping[str, str]]
"""Takes a person's id and particulars and gives the digests that stand for them."""

LIST_ISSUER = "Tinh Gọn (dữ liệu trình diễn)"
"""Who issues the lists of what was there before: the demonstration itself, no authority."""

KEYS = "demo-quang-ninh:"
"""How the source keys of its decisions begin."""

INVENTED = "dữ liệu trình diễn, nhân sự hư cấu"


@dataclass(slots=True)
class Holding:
    """A membership that goes on."""

    membership: int
    person: int


@dataclass(slots=True, eq=False)
class Post:
    """A post that exists, and who holds it."""

    object_id: int
    role: str
    headship: str
    elective: bool
    holdings: list[Holding] = field(default_factory=list)

    @property
    def person(self) -> int:
        """The holder of a post with one seat that is held."""
        return self.holdings[0].person


@dataclass(slots=True, eq=False)
class Body:
    """An organization that exists; `area` is the code of the unit it serves."""

    object_id: int
    form: str
    name: str
    tier: str
    sector: str
    area: str
    posts: list[Post] = field(default_factory=list)
    quotas: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    """Id and amount of the quota by establishment class and funding source."""

    def post(self, role: str) -> Post:
        """Its first post of this role."""
        return next(each for each in self.posts if each.role == role)

    def has(self, role: str) -> bool:
        """Whether it has a post of this role."""
        return any(each.role == role for each in self.posts)


@dataclass(slots=True)
class Writer:
    """The decisions so far, and the state they lead to."""

    seed: int
    next_id: Callable[[], int]
    personal: Personal
    decisions: list[DecisionDocument] = field(default_factory=list)
    areas: dict[str, int] = field(default_factory=dict)
    villages: dict[str, str] = field(default_factory=dict)
    """The code of the commune in which each village lies, by the village's code."""
    _bodies: dict[tuple[str, str], list[Body]] = field(default_factory=dict)
    _changes: list[Change] = field(default_factory=list)
    _people: int = 0

    # --- decisions --------------------------------------------------------------------------------

    def decide(
        self,
        number: str,
        issuer: str,
        on: date,
        subject: str,
        grounds: Sequence[Citation] = (),
        kind: str = "quyết định",
        signed_on: date | None = None,
    ) -> None:
        """Close the decision under way: everything written since the last one, in force on `on`."""
        self.decisions.append(
            DecisionDocument(
                number=number,
                kind=kind,
                issuer=issuer,
                signed_on=signed_on or on,
                effective_on=on,
                subject=f"{subject} — {INVENTED}",
                changes=tuple(self._changes),
                instruments=tuple(each.instrument() for each in grounds),
                key=f"{KEYS}{self.seed}:{number}",
            )
        )
        self._changes.clear()

    def resolve(self, citation: Citation, on: date, *grounds: Citation) -> None:
        """Close the decision under way as the resolution cited, on further grounds."""
        self.decide(
            citation.number,
            citation.issuer,
            on,
            citation.subject,
            (citation, *grounds),
            kind="nghị quyết",
            signed_on=citation.signed_on,
        )

    def write(self, change: Change) -> None:
        """Add a change that alters nothing the writer keeps."""
        self._changes.append(change)

    # --- areas and bodies -------------------------------------------------------------------------

    def found_area(self, code: str, attributes: Attributes) -> int:
        """Found an area; its attributes need no code."""
        self.areas[code] = object_id = self.next_id()
        self.write(verbs.Found(object_id=object_id, kind=Kind.AREA, attributes={"code": code, **attributes}))
        return object_id

    def found(
        self,
        form: str,
        name: str,
        sector: str,
        tier: str,
        area: str,
        parent: Body | None = None,
        predecessors: Sequence[Body] = (),
    ) -> Body:
        """Found a body for the area with this code, perhaps from parts of others that go on."""
        body = self._body(form, name, tier, sector, area)
        kin = tuple(verbs.Kin(object_id=each.object_id, extent="part") for each in predecessors)
        attributes = self._attributes(body, parent)
        self.write(
            verbs.Found(object_id=body.object_id, kind=Kind.ORGANIZATION, attributes=attributes, predecessors=kin)
        )
        return body

    def consolidate(self, sources: Sequence[Body], form: str, name: str, parent: Body | None) -> Body:
        """Merge bodies into a new one (hợp nhất): leaders' posts end, staff and ceilings pass on."""
        first = sources[0]
        into = self._body(form, name, first.tier, first.sector, first.area)
        self._close_leaders(sources)
        self.write(
            verbs.Merge(
                into=into.object_id,
                sources=tuple(each.object_id for each in sources),
                founded=self._attributes(into, parent),
                adopt=True,
            )
        )
        self._pass_on(sources, into)
        return into

    def absorb(self, sources: Sequence[Body], into: Body) -> None:
        """Merge bodies into one that goes on (sáp nhập): leaders' posts end, staff and ceilings pass on."""
        self._close_leaders(sources)
        ids = tuple(each.object_id for each in sources)
        self.write(verbs.Merge(into=into.object_id, sources=ids, adopt=True))
        self._pass_on(sources, into)

    def convert(self, body: Body, form: str, name: str) -> None:
        """Give a body another form and name."""
        self._bodies[body.form, body.area].remove(body)
        body.form, body.name = form, name
        self._bodies.setdefault((form, body.area), []).append(body)
        self.write(verbs.Convert(object_id=body.object_id, attributes={"form": form, "name": name}))

    def rename(self, body: Body, name: str) -> None:
        """Give a body another name."""
        body.name = name
        self.write(verbs.Rename(object_id=body.object_id, name=name))

    def take_over(self, heirs: Mapping[str, str]) -> None:
        """Keep in step with areas that passed on: what served the first unit serves the second from now on."""
        self.serve([(body, into) for code, into in heirs.items() for body in self.serving(code)])
        self.move_villages(heirs)

    def serve(self, bodies: Sequence[tuple[Body, str]]) -> None:
        """Keep in step with bodies that have come to serve the areas given with them."""
        for body, _ in bodies:
            self._bodies[body.form, body.area].remove(body)
        for body, area in bodies:
            body.area = area
            self._bodies.setdefault((body.form, area), []).append(body)

    def move_villages(self, heirs: Mapping[str, str]) -> None:
        """Keep in step with communes that passed on: their villages lie in the second from now on."""
        self.villages = {village: heirs.get(commune, commune) for village, commune in self.villages.items()}

    def dissolve(self, body: Body, heirs: Sequence[Body] = ()) -> None:
        """End a body with the posts left in it; parts of its work pass to the heirs."""
        for post in list(body.posts):
            self.abolish(body, post)
        kin = tuple(verbs.Kin(object_id=each.object_id, extent="part") for each in heirs)
        self.write(verbs.Dissolve(object_id=body.object_id, successors=kin))
        self._bodies[body.form, body.area].remove(body)

    def reparent(self, body: Body, parent: Body) -> None:
        """Put a body under another one."""
        self.write(verbs.Reparent(object_id=body.object_id, parent=parent.object_id))

    def _close_leaders(self, sources: Sequence[Body]) -> None:
        for source in sources:
            for post in [each for each in source.posts if each.headship != "none"]:
                self.abolish(source, post)

    def _pass_on(self, sources: Sequence[Body], into: Body) -> None:
        for source in sources:
            into.posts += source.posts
            for (establishment_class, funding), (_, amount) in source.quotas.items():
                _, own = into.quotas.get((establishment_class, funding), (0, 0))
                self.quota(into, establishment_class, funding, own + amount)
            self._bodies[source.form, source.area].remove(source)

    def _body(self, form: str, name: str, tier: str, sector: str, area: str) -> Body:
        body = Body(self.next_id(), form, name, tier, sector, area)
        self._bodies.setdefault((form, area), []).append(body)
        return body

    def _attributes(self, body: Body, parent: Body | None) -> Attributes:
        return {
            "name": body.name,
            "sector": body.sector,
            "tier": body.tier,
            "form": body.form,
            "area": self.areas[body.area],
            "parent": parent.object_id if parent else None,
        }

    def of(self, area: str, form: str) -> Body:
        """The first body of this form that serves the area."""
        return self._bodies[form, area][0]

    def serving(self, area: str, *forms: str) -> list[Body]:
        """The bodies that serve the area, of these forms or of all."""
        found = [
            bodies for (form, served), bodies in self._bodies.items() if served == area and (not forms or form in forms)
        ]
        return [body for bodies in found for body in bodies]

    def all_bodies(self) -> Iterator[Body]:
        """Every body that exists."""
        return (body for bodies in self._bodies.values() for body in bodies)

    # --- posts and people -------------------------------------------------------------------------

    def post(
        self,
        body: Body,
        role: str,
        title: str,
        headship: str = "none",
        establishment_class: str = "civil_servant",
        elective: bool = False,
        seats: int = 1,
    ) -> Post:
        """Create a post."""
        post = Post(self.next_id(), role, headship, elective)
        body.posts.append(post)
        attributes: Attributes = {
            "organization": body.object_id,
            "title": title,
            "role": role,
            "headship": headship,
            "establishment_class": establishment_class,
            "elective": elective,
            "seats": seats,
        }
        self.write(verbs.CreatePost(object_id=post.object_id, attributes=attributes))
        return post

    def new_person(self, gender: Gender | None = None) -> int:
        """Register an invented person, of the gender given or of any."""
        self._people += 1
        person = self.next_id()
        digests = self.personal(person, particulars(self.seed, self._people, gender))
        self.write(verbs.RegisterPerson(object_id=person, attributes=dict(digests)))
        return person

    def place(
        self,
        post: Post,
        person: int,
        concurrent: bool = False,
        non_local: bool | None = None,
        term_ends_on: date | None = None,
    ) -> int:
        """Put a person into a post, elected where the post is elective; gives the person back."""
        verb = verbs.Elect if post.elective else verbs.Appoint
        membership = self.next_id()
        self.write(
            verb(
                object_id=membership,
                person=person,
                post=post.object_id,
                concurrent=concurrent,
                non_local=non_local,
                term_ends_on=term_ends_on,
            )
        )
        post.holdings.append(Holding(membership, person))
        return person

    def relieve(self, post: Post) -> None:
        """End every membership of a post."""
        for holding in post.holdings:
            self.write(verbs.Relieve(membership=holding.membership))
        post.holdings.clear()

    def move(self, post: Post, source: Body, target: Body) -> None:
        """Move a post with its holders to another body."""
        self.write(verbs.MovePost(object_id=post.object_id, organization=target.object_id))
        source.posts.remove(post)
        target.posts.append(post)

    def abolish(self, body: Body, post: Post) -> None:
        """End a post and whoever holds it."""
        self.relieve(post)
        self.write(verbs.AbolishPost(object_id=post.object_id))
        body.posts.remove(post)

    # --- quotas -----------------------------------------------------------------------------------

    def quota(self, body: Body, establishment_class: str, funding: str, amount: int) -> None:
        """Set a ceiling of a body."""
        key = (establishment_class, funding)
        object_id = body.quotas[key][0] if key in body.quotas else self.next_id()
        body.quotas[key] = (object_id, amount)
        self.write(
            verbs.SetQuota(
                object_id=object_id,
                organization=body.object_id,
                establishment_class=establishment_class,
                funding=funding,
                amount=amount,
            )
        )
