"""Who leads a district or commune, by which model, and how that changes.

`separate`: secretary, standing deputy who chairs the council, deputy who chairs the committee.
`pair`: the secretary chairs the committee; under the control model the standing deputy chairs the
council and the other deputy the Front. `council`: the secretary chairs the council.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tinhgon.demo.domain.quang_ninh.writer import Body, Post, Writer
from tinhgon.registry.domain.changes import UnifyPosts

Model = Literal["separate", "pair", "council"]

_TITLES = {
    "commune": ("Đảng ủy", "Hội đồng nhân dân", "Ủy ban nhân dân"),
    "district": ("cấp ủy huyện", "Hội đồng nhân dân", "Ủy ban nhân dân"),
    "province": ("Tỉnh ủy", "Hội đồng nhân dân tỉnh", "Ủy ban nhân dân tỉnh"),
}


@dataclass(slots=True, eq=False)
class Locality:
    """A unit with its leading posts; `district` is the code of a commune's district."""

    code: str
    district: str
    secretary: Post
    standing_deputy: Post
    deputy: Post
    council_chair: Post
    committee_chair: Post
    front_chair: Post
    model: Model = "separate"
    non_local: bool = False


def create_leading_posts(
    writer: Writer, code: str, district: str, party: Body, council: Body, committee: Body, front: Body
) -> Locality:
    """Create the posts of secretary, deputies and chairs."""
    committee_of_party, of_council, of_committee = _TITLES[party.tier]

    def elected(body: Body, role: str, title: str, headship: str) -> Post:
        return writer.post(body, role, title, headship, "elected_official", elective=True)

    return Locality(
        code,
        district,
        elected(party, "secretary", f"Bí thư {committee_of_party}", "head"),
        elected(party, "standing_deputy_secretary", f"Phó Bí thư Thường trực {committee_of_party}", "deputy"),
        elected(party, "deputy_secretary", f"Phó Bí thư {committee_of_party}", "deputy"),
        elected(council, "council_chair", f"Chủ tịch {of_council}", "head"),
        elected(committee, "committee_chair", f"Chủ tịch {of_committee}", "head"),
        elected(front, "front_chair", "Chủ tịch Ủy ban Mặt trận Tổ quốc", "head"),
    )


def fill_leading_posts(writer: Writer, locality: Locality, non_local: bool, term_ends_on: date) -> None:
    """Elect the first leaders, each post by the separate model."""
    locality.non_local = non_local
    writer.place(locality.secretary, writer.new_person(), non_local=non_local, term_ends_on=term_ends_on)
    standing = writer.place(locality.standing_deputy, writer.new_person(), term_ends_on=term_ends_on)
    writer.place(locality.council_chair, standing, concurrent=True, term_ends_on=term_ends_on)
    deputy = writer.place(locality.deputy, writer.new_person(), term_ends_on=term_ends_on)
    writer.place(locality.committee_chair, deputy, concurrent=True, term_ends_on=term_ends_on)
    writer.place(locality.front_chair, writer.new_person(), term_ends_on=term_ends_on)


def fill_for_two_tiers(
    writer: Writer, locality: Locality, people: Iterator[int], by_secretary: bool, non_local: bool, term_ends_on: date
) -> None:
    """Fill the posts as is usual since July 2025: the secretary (or the standing deputy) chairs the council,
    the other deputy the committee. `term_ends_on` is that of the Party's term.
    """
    secretary, standing, deputy, front = (next(people) for _ in range(4))
    locality.non_local = non_local
    writer.place(locality.secretary, secretary, non_local=non_local, term_ends_on=term_ends_on)
    writer.place(locality.standing_deputy, standing, term_ends_on=term_ends_on)
    writer.place(locality.deputy, deputy, term_ends_on=term_ends_on)
    writer.place(locality.council_chair, secretary if by_secretary else standing, concurrent=True)
    writer.place(locality.committee_chair, deputy, concurrent=True)
    writer.place(locality.front_chair, front)
    if by_secretary:
        _unify(writer, locality.secretary, locality.council_chair)
        locality.model = "council"


def renew(writer: Writer, locality: Locality, term_ends_on: date) -> None:
    """Elect whoever leads again; `term_ends_on` is that of the Party's term, the State's is not stated."""
    of_party = (locality.secretary, locality.standing_deputy, locality.deputy)
    of_party_people = {post.person for post in of_party}
    for post in (*of_party, locality.council_chair, locality.committee_chair, locality.front_chair):
        person = post.person
        writer.relieve(post)
        writer.place(
            post,
            person,
            concurrent=post not in of_party and person in of_party_people,
            non_local=locality.non_local if post is locality.secretary else None,
            term_ends_on=term_ends_on if post in of_party else None,
        )


def give_committee(writer: Writer, locality: Locality, term_ends_on: date) -> None:
    """Turn the separate model into the pair: the secretary chairs the committee too.

    Who chaired it leaves both posts; the Front's chair becomes the second deputy.
    """
    for post in (locality.deputy, locality.committee_chair):
        writer.relieve(post)
    writer.place(locality.committee_chair, locality.secretary.person, concurrent=True, term_ends_on=term_ends_on)
    writer.place(locality.deputy, locality.front_chair.person, concurrent=True, term_ends_on=term_ends_on)
    _unify(writer, locality.secretary, locality.committee_chair)
    locality.model = "pair"


def give_council(writer: Writer, locality: Locality, term_ends_on: date) -> None:
    """Turn the separate model into the other one: the secretary chairs the council too."""
    writer.relieve(locality.council_chair)
    writer.place(locality.council_chair, locality.secretary.person, concurrent=True, term_ends_on=term_ends_on)
    _unify(writer, locality.secretary, locality.council_chair)
    locality.model = "council"


def _unify(writer: Writer, *posts: Post) -> None:
    writer.write(UnifyPosts(posts=tuple(each.object_id for each in posts)))


def rotate_secretaries(writer: Writer, localities: Sequence[Locality], term_ends_on: date) -> None:
    """Send each secretary to the next locality, so that none is a local; a lone one comes from elsewhere."""
    leaving = [each.secretary.person for each in localities]
    coming = [*leaving[1:], leaving[0]] if len(leaving) > 1 else [writer.new_person()]
    posts = [_posts_of_secretary(each) for each in localities]
    for held in posts:
        for post in held:
            writer.relieve(post)
    for locality, held, person in zip(localities, posts, coming, strict=True):
        writer.place(held[0], person, non_local=True, term_ends_on=term_ends_on)
        for post in held[1:]:
            writer.place(post, person, concurrent=True, term_ends_on=term_ends_on)
        locality.non_local = True


def _posts_of_secretary(locality: Locality) -> list[Post]:
    further = {"separate": [], "pair": [locality.committee_chair], "council": [locality.council_chair]}
    return [locality.secretary, *further[locality.model]]
