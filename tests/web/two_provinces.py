"""A registry of two provinces that have nothing to do with each other, with drafts, and an account for each role."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from django.utils import timezone

from tests.registry.acts import DAY, area
from tests.registry.decisions_at_random import document
from tinhgon.accounts import services as accounts
from tinhgon.accounts.domain.roles import Permission, Role
from tinhgon.accounts.models import Account, system_account
from tinhgon.accounts.tokens import make
from tinhgon.errors import Text
from tinhgon.jobs.models import Run, RunFile, Status
from tinhgon.registry import services
from tinhgon.registry.domain.changes import Appoint, Change, CreatePost, Found, RegisterPerson, Rename, SetQuota
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import Attachment, Decision, LedgerEntry
from tinhgon.scenarios import services as scenarios
from tinhgon.scenarios.domain.plan import Base, adding, plan_digest
from tinhgon.scenarios.models import Deciding

HERE, THERE = "Cận Đông", "Viễn Tây"
"""What every name of the one and of the other province ends with."""


@dataclass(frozen=True)
class Half:
    """One province with what lies below it, and its own accounts and decisions."""

    province: int
    district: int
    commune: int
    body: int
    post: int
    person: int
    membership: int
    accounts: dict[Role, Account]
    enacted: int
    draft: Decision
    submitted: Decision
    token: int
    grant: int
    run: Run
    scenario: int
    remark: int
    deciding: int
    founding: int

    def attachment(self, decision: Decision) -> int:
        """The file of a decision."""
        return Attachment.objects.get(decision=decision).pk


def two_provinces() -> tuple[Half, Half]:
    """Record them."""
    return _half("22", HERE), _half("24", THERE)


def _half(number: str, name: str) -> Half:
    province, district, commune, body, post, person, membership, quota = services.new_ids(8)
    personal = {"name": f"Nguyễn {name}", "birth_date": "1970-01-01", "ethnicity": f"dân tộc {name}"}
    row = services.record(
        _document(
            f"{number}/NQ",
            name,
            area(province, number, level="province", name=f"Tỉnh {name}"),
            area(district, f"{number}1", province, level="district", name=f"Huyện {name}"),
            area(commune, f"{number}001", district, name=f"Xã {name}"),
            Found(
                object_id=body,
                kind=Kind.ORGANIZATION,
                attributes={"name": f"Sở Nội vụ {name}", "sector": "state", "tier": "province", "area": province},
            ),
            CreatePost(
                object_id=post,
                attributes={
                    "organization": body,
                    "title": f"Giám đốc {name}",
                    "headship": "head",
                    "establishment_class": "civil_servant",
                },
            ),
            RegisterPerson(object_id=person, attributes={**services.keep_personal(person, personal)}),
            Appoint(object_id=membership, person=person, post=post),
            SetQuota(
                object_id=quota, organization=body, establishment_class="civil_servant", funding="budget", amount=40
            ),
        ),
        system_account("ghi", "Ghi"),
        system_account("ky", "Ký"),
    )
    assert row is not None
    by = system_account("lap", "Lập")
    holders = {
        each: accounts.make(f"{each}-{number}", by, "mot-mat-khau-du-dai", last_name=f"Họ {each} {name}")
        for each in Role
    }
    grants = {role: accounts.give(account, role, province, by) for role, account in holders.items()}
    _, _ = make(holders[Role.READER], f"khóa {name}", [Permission.READ], 30)
    drafter = holders[Role.DRAFTER]
    drafts = [_draft(f"{number}.{each}/NQ", name, commune, drafter) for each in ("1", "2")]
    return Half(
        province,
        district,
        commune,
        body,
        post,
        person,
        membership,
        holders,
        row.decision_id,
        drafts[0],
        services.submit(drafts[1]),
        holders[Role.READER].tokens.get().pk,
        grants[Role.READER].pk,
        _run(name, drafter),
        *_scenario(name, province, commune, row, holders),
    )


def _draft(number: str, name: str, commune: int, drafter: Account) -> Decision:
    draft = services.draft(_document(number, name, Rename(object_id=commune, name=f"Xã mới {name}")), drafter)
    services.attach(draft, f"{name}.pdf", "application/pdf", b"%PDF")
    return draft


def _scenario(
    name: str, province: int, commune: int, row: LedgerEntry, holders: dict[Role, Account]
) -> tuple[int, int, int, int]:
    """A drafter's scenario, shared with those who only read; a remark on it, a decision submitted and one in force."""
    drafter = holders[Role.DRAFTER]
    made = scenarios.new_scenario(f"Đề án {name}", drafter, Base(on=DAY, seq=row.seq), DAY, under=province)
    renamed = adding([Rename(object_id=commune, name=f"Xã sắp xếp {name}")], 1)
    made = scenarios.edit(made, drafter, Text("Đổi tên xã", "Rename the commune"), renamed)
    for role in (Role.READER, Role.PERSONNEL_OFFICER):
        scenarios.share(made, holders[role], drafter)
    remark = scenarios.remark(made, holders[Role.REVIEWER], f"Ý kiến về {name}")
    draft = services.draft(_document(f"{name}.9/NQ", name, Rename(object_id=commune, name=f"Xã khác {name}")), drafter)
    digest = plan_digest(scenarios.plan_of(made))
    submitted, founding = (
        Deciding.objects.create(scenario=made, decision=decision, phases=phases, plan_digest=digest, by=drafter)
        for decision, phases in ((services.submit(draft), [1]), (row.decision, []))
    )
    return made.pk, remark.pk, submitted.pk, founding.pk


def _run(name: str, drafter: Account) -> Run:
    """A file that was looked through, as a worker leaves it."""
    result = {"differences": [], "findings": [], "name": name}
    run = Run.objects.create(
        name="import",
        arguments={"format": "workbook", "draft": False},
        asked_by=drafter,
        status=Status.DONE,
        result=result,
        ended_at=timezone.now(),
    )
    for made in (False, True):
        RunFile.objects.create(
            run=run, made=made, name=f"{name}.xlsx", media_type="application/octet-stream", size=2, content=b"PK"
        )
    return run


def _document(number: str, name: str, *changes: Change) -> DecisionDocument:
    return msgspec.structs.replace(document(number, DAY, *changes), subject=f"Việc của {name}")
