"""What is done in the background: enacting a decision of very many changes, and checking the whole record."""

from __future__ import annotations

from typing import Any

from tinhgon.accounts.access import standing
from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text, TinhGonError
from tinhgon.jobs.functions import job
from tinhgon.jobs.running import Running
from tinhgon.registry import services, verification
from tinhgon.registry.models import Decision
from tinhgon.registry.site.drafting_steps import ENACT, STEPS, may_be_taken

VERIFY = "verify"
_STAGES = {
    "read": Text("Đọc quyết định", "Reading the decision"),
    "try": Text("Thử các thay đổi trên hồ sơ", "Trying the changes on the record"),
    "write": Text("Ghi vào hồ sơ và vào sổ", "Writing the record and the ledger"),
    "written": Text("Ghi vào hồ sơ và vào sổ", "Writing the record and the ledger"),
}
_REPLAYING = Text("Dựng lại từng quyết định và đối chiếu", "Replaying every decision and comparing")


class NoLongerAllowed(TinhGonError):
    """The account lost, while the work was waiting, the role it needs for it."""

    code = "no_longer_allowed"

    def __init__(self, where: str) -> None:
        super().__init__(
            Text("Tài khoản không còn quyền làm việc này", "The account may not do this any more"),
            where=where,
            mend=Text(
                "Đề nghị người có vai trò thực hiện, hoặc xin giao lại vai trò.",
                "Have somebody with the role do it, or ask for the role again.",
            ),
        )


@job(ENACT, Text("Ban hành quyết định", "Enactment of a decision"), own_transactions=True)
def enact(running: Running, decision: int) -> dict[str, Any]:
    """Enact an approved decision as the account that asked may do it now: all of it, or nothing."""
    found = Decision.objects.get(pk=decision)
    step = next(each for each in STEPS if each.job == ENACT)
    account = running.run.asked_by
    if not may_be_taken(step, found, account, standing(account)):
        raise NoLongerAllowed(found.number)
    stages = services.STAGES
    # The last stage is told within the transaction: whoever cancels until then finds everything undone.
    row = services.enact_decision(
        found, lambda stage: running.progress(stages.index(stage) + 1, len(stages) + 1, _STAGES[stage])
    )
    return {"enacted": found.pk, "number": found.number, "entry": row.seq}


@job(VERIFY, Text("Kiểm tra sổ và hồ sơ", "Check of the ledger and the record"), own_transactions=True)
def verify(running: Running) -> dict[str, Any]:
    """Replay all decisions, compare with what is stored, check the chain; the first difference is named."""
    if not standing(running.run.asked_by).everywhere(Permission.AUDIT):
        raise NoLongerAllowed("")
    return verification.verify(lambda done, total: running.progress(done, total, _REPLAYING)).as_json()
