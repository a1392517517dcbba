"""What this is and how far the record goes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import account_of, standing_of
from tinhgon.registry.pictures import stand
from tinhgon.registry.site.moments import moment_of
from tinhgon.web.api.routes import VERSION, Routes, told
from tinhgon.web.api.schemas import Answer, Moment, datetime

meta = Routes("meta")


class Meta(Answer):
    """The program, the head of the ledger, and what whoever asks may do.

    `digest` stands for all that was on record after ledger entry `known`; `head` is the newest entry.
    """

    version: str
    head: int
    digest: str
    recorded_at: datetime | None
    account: str
    permissions: list[Permission]


@meta.get("/meta", Text("Phiên bản, đầu sổ và quyền của người hỏi", "Version, ledger head, and what you may do"), Meta)
def get_meta(request: HttpRequest, asked: Query[Moment]) -> Any:
    """Ask here first: `known` of the answer, given to other routes, keeps them all at one state of the record."""
    moment, standing = moment_of(request), standing_of(request)
    of = stand(moment.seq)
    return {
        **told(request),
        "version": VERSION,
        "head": moment.head,
        "digest": of.digest,
        "recorded_at": of.known,
        "account": account_of(request).username,
        "permissions": [each for each in Permission if standing.may(each)],
    }
