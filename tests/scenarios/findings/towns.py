"""A record written down verb by verb, plans on it, and what is said of them; no database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import count
from typing import Any

from tinhgon.registry.domain.changes import (
    Change,
    CreatePost,
    Elect,
    Found,
    RegisterPerson,
    SetQuota,
    UnifyPosts,
)
from tinhgon.registry.domain.expansion import expand
from tinhgon.registry.domain.facts import lay
from tinhgon.registry.domain.records import Register
from tinhgon.registry.domain.snapshot import snapshot_of
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.rulebook.domain.findings import Background, Tie
from tinhgon.rulebook.domain.rules import RULES, check
from tinhgon.rulebook.domain.tenures import tenures_of
from tinhgon.rulebook.loading import load_rulebook
from tinhgon.scenarios.domain.blame import Blame
from tinhgon.scenarios.domain.issues import Day, Issue, Judging, Waived, issues_of_record, issues_of_rules
from tinhgon.scenarios.domain.mending import Proposer
from tinhgon.scenarios.domain.plan import Base, Phase, Plan, Step
from tinhgon.scenarios.domain.preview import overlaid, preview
from tinhgon.scenarios.domain.remedies import Remedy, with_ids

START = date(2014, 6, 1)
BOOK = load_rulebook()
Stage = tuple[date, Sequence[Change]]


class Town:
    """A province on record since 2014; every method returns the id of what it adds."""

    def __init__(self, name: str = "Tỉnh Quảng Ninh") -> None:
        self.register = Register()
        self.numbers = count(1)
        self.ties: list[Tie] = []
        self.id = self.area("province", name, parent=None, type="tỉnh", terrain="mountain")

    def do(self, change: Change, on: date = START) -> None:
        """Put a change on record."""
        lay(self.register, expand(self.register, change, on, 1))

    def area(self, level: str, name: str = "", parent: int | None = -1, **further: Any) -> int:
        id = next(self.numbers)
        of = {"parent": self.id if parent == -1 else parent} if parent is not None else {}
        told = {"code": str(id), "name": name or f"{level} {id}", "level": level, **of, **further}
        self.do(Found(object_id=id, kind=Kind.AREA, attributes=told))
        return id

    def body(
        self, form: str, area: int | None = None, tier: str = "province", parent: int | None = None,
        sector: str = "state", name: str = "",
    ) -> int:  # fmt: skip
        id = next(self.numbers)
        told: dict[str, Any] = {"name": name or f"{form} {id}", "sector": sector, "tier": tier, "form": form}
        told |= {} if area is None else {"area": area}
        told |= {} if parent is None else {"parent": parent}
        self.do(Found(object_id=id, kind=Kind.ORGANIZATION, attributes=told))
        return id

    def post(
        self, body: int, role: str = "staff", headship: str = "none", seats: int = 1, of: str = "civil_servant"
    ) -> int:
        id = next(self.numbers)
        told = {"organization": body, "title": f"{role} {id}", "role": role, "headship": headship}
        attributes: dict[str, Any] = {**told, "establishment_class": of, "seats": seats}
        self.do(CreatePost(object_id=id, attributes=attributes))
        return id

    def person(self) -> int:
        id = next(self.numbers)
        self.do(RegisterPerson(object_id=id, attributes={"name": f"{id:064x}"}))
        return id

    def hold(
        self, post: int, person: int = 0, on: date = START, non_local: bool | None = True, concurrent: bool = False
    ) -> int:
        id = next(self.numbers)
        who = person or self.person()
        self.do(Elect(object_id=id, person=who, post=post, non_local=non_local, concurrent=concurrent), on)
        return id

    def held(self, body: int, role: str, headship: str, number: int = 1, of: str = "civil_servant") -> list[int]:
        """Posts of one seat, each held."""
        posts = [self.post(body, role, headship, of=of) for _ in range(number)]
        for each in posts:
            self.hold(each)
        return posts

    def quota(self, body: int, amount: int, of: str = "civil_servant") -> int:
        id = next(self.numbers)
        self.do(SetQuota(object_id=id, organization=body, establishment_class=of, funding="ngân sách", amount=amount))
        return id

    def unify(self, *posts: int) -> None:
        self.do(UnifyPosts(posts=posts))

    def new_id(self) -> int:
        return next(self.numbers)

    # --- plans ------------------------------------------------------------------------------------

    def plan(self, *stages: Stage, law_on: date | None = None) -> Plan:
        """A plan with a phase for each stage."""
        phases = tuple(Phase(id=n, name=str(n), effective_on=on) for n, (on, _) in enumerate(stages, start=1))
        steps = [(n, change) for n, (_, changes) in enumerate(stages, start=1) for change in changes]
        return Plan(
            base=Base(on=START, seq=1),
            phases=phases,
            steps=tuple(Step(id=id, phase=phase, change=change) for id, (phase, change) in enumerate(steps, start=1)),
            law_on=law_on,
        )

    def before(self, on: date) -> Apparatus:
        """The state of a day without any plan."""
        return Apparatus(snapshot_of((each for each in self.register.changed.values() if each is not None), on, None))

    def issues(self, plan: Plan, *rules: str, waived: Iterable[Waived] = ()) -> list[Issue]:
        """What is said of a plan once all its phases are in force, by some rules or all."""
        laid = preview(self.register, plan)
        wanted = [each for id, each in RULES.items() if not rules or id in rules]
        days: list[Day] = []
        states: dict[date, Apparatus] = {}
        for on in sorted({START, *(each.effective_on for each in plan.phases)}):
            before = self.before(on)
            states[on] = before if on == START else Apparatus(overlaid(before.snapshot, laid.register))
            law = plan.law_on or on
            days.append(
                Day(
                    on,
                    check(before, BOOK, law, wanted, background=self._background(self.register)),
                    check(states[on], BOOK, law, wanted, background=self._background(laid.register)),
                )
            )
        on, law = plan.last_day, plan.law_on or plan.last_day
        blame = Blame(laid.laid, self.before(on), states[on])
        proposer = Proposer(states[on], laid.register, BOOK, law)
        judging = Judging(tuple(waived), blame.of_finding, proposer.of_finding)
        record = issues_of_record(laid, on, law, blame.of_objects, proposer.of_violation)
        return [*record, *issues_of_rules(days, judging)]

    def mended(self, plan: Plan, remedy: Remedy) -> Plan:
        """The plan with a remedy applied in its last phase."""
        kept = [each for each in plan.steps if each.id not in remedy.removes]
        first = max((each.id for each in plan.steps), default=0) + 1
        added = [
            Step(id=first + n, phase=plan.phases[-1].id, change=change)
            for n, change in enumerate(with_ids(remedy, self.new_id))
        ]
        return Plan(base=plan.base, phases=plan.phases, steps=(*kept, *added), law_on=plan.law_on)

    def _background(self, register: Register) -> Background:
        return Background(tuple(self.ties), lambda people: tenures_of(register, people), self.before)
