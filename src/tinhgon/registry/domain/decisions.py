"""Decisions as documents: who decided what, when, on what ground."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

import msgspec

from tinhgon.errors import Text
from tinhgon.registry.domain.changes import Change


class Status(StrEnum):
    """Where a decision is in its life."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ENACTED = "enacted"


STATUS_NAMES = {
    Status.DRAFT: Text("dự thảo", "draft"),
    Status.SUBMITTED: Text("đã trình", "submitted"),
    Status.APPROVED: Text("đã duyệt", "approved"),
    Status.ENACTED: Text("đã ban hành", "enacted"),
}


class Effect(StrEnum):
    """What one decision does to an earlier one."""

    ANNULS = "annuls"
    CORRECTS = "corrects"


EFFECT_NAMES = {
    Effect.ANNULS: Text("hủy bỏ", "annuls"),
    Effect.CORRECTS: Text("đính chính", "corrects"),
}


class Instrument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A legal instrument a decision rests on, as its source names it.

    `verified` tells whether the particulars were checked against the text: wholly, partly or not.
    """

    number: str
    issuer: str = ""
    signed_on: date | None = None
    subject: str = ""
    verified: bool | Literal["partial"] = False


class Attachment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A file that belongs to a decision: its name, SHA-256 (hex), media type and size (bytes)."""

    name: str
    sha256: str
    media_type: str = "application/octet-stream"
    size: int = 0


class DecisionDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A decision with its changes in order.

    `kind` is the kind of document (quyết định, nghị quyết, nghị định …), `instruments` the legal
    ground, `corrects` the ledger entries of decisions this one corrects. `key` identifies the source
    record a decision was imported from, so that importing again changes nothing.
    """

    number: str
    kind: str
    issuer: str
    signed_on: date
    effective_on: date
    subject: str
    changes: tuple[Change, ...]
    instruments: tuple[Instrument, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    corrects: tuple[int, ...] = ()
    key: str = ""


def effective_date(document: DecisionDocument, change: Change) -> date:
    """The day a change takes effect: its own date, or the decision's."""
    return change.effective_on or document.effective_on
