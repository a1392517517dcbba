"""The legal instruments of the 2025 reorganisation, each with its citation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

import msgspec

from tinhgon.demo.domain.sources import SourceFault
from tinhgon.errors import Text
from tinhgon.registry.domain.decisions import Instrument
from tinhgon.temporal import Period

Words = Annotated[str, msgspec.Meta(pattern=r"\S")]


class _Facts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Verified(_Facts, frozen=True, kw_only=True):
    """Which particulars were seen in the source cited; the others are from memory."""

    number: bool
    signed_on: bool


class Citation(_Facts, frozen=True, kw_only=True):
    """One legal instrument; `source` names an entry of the file's `sources`."""

    number: Words
    issuer: Words
    signed_on: date
    subject: Words
    source: Words
    verified: Verified

    def instrument(self) -> Instrument:
        """As a decision cites it; verified when every particular is, partly when some are."""
        seen = (self.verified.number, self.verified.signed_on)
        return Instrument(
            number=self.number,
            issuer=self.issuer,
            signed_on=self.signed_on,
            subject=self.subject,
            verified=True if all(seen) else "partial" if any(seen) else False,
        )


class CommuneCitation(Citation, frozen=True, kw_only=True):
    """The instrument that arranged the communes of one new province, named by its code."""

    province: Words


class Resolutions(_Facts, frozen=True, kw_only=True):
    """The dates and instruments of the reorganisation.

    `recorded_from` is the day from which the demonstration records the units that were there
    before; the first of `districts` is the one that ended them, the others are its further ground.
    """

    recorded_from: date
    effective_on: date
    sources: dict[str, Words]
    provinces: Citation
    districts: Annotated[tuple[Citation, ...], msgspec.Meta(min_length=1)]
    communes: tuple[CommuneCitation, ...]


def resolutions_from_plain(plain: object, file: str) -> Resolutions:
    """Read the instruments from plain values, as YAML gives them.

    Raises SourceFault naming `file` and the key for an unknown or missing key, a wrong value, a
    source that the file does not list, or two instruments for one province.
    """
    try:
        resolutions = msgspec.convert(plain, Resolutions)
    except msgspec.ValidationError as fault:
        raise _fault(file, str(fault)) from None
    provinces: set[str] = set()
    for place, citation in _citations(resolutions):
        if citation.source not in resolutions.sources:
            raise _fault(file, f"`sources` has no `{citation.source}` - at `$.{place}.source`")
        if isinstance(citation, CommuneCitation):
            if citation.province in provinces:
                raise _fault(file, f"province `{citation.province}` twice - at `$.{place}.province`")
            provinces.add(citation.province)
    if resolutions.recorded_from in Period.since(resolutions.effective_on):
        raise _fault(file, "must be before `effective_on` - at `$.recorded_from`")
    return resolutions


def _citations(resolutions: Resolutions) -> Iterator[tuple[str, Citation]]:
    yield "provinces", resolutions.provinces
    for index, citation in enumerate(resolutions.districts):
        yield f"districts[{index}]", citation
    for index, citation in enumerate(resolutions.communes):
        yield f"communes[{index}]", citation


def _fault(file: str, detail: str) -> SourceFault:
    return SourceFault(
        Text("Tệp văn bản pháp lý không hợp lệ", "The file of legal instruments is not valid"),
        where=f"{file}: {detail}",
        why=Text(
            "Mỗi văn bản phải có số, cơ quan ban hành, ngày ký, nguồn và ghi rõ đã kiểm chứng điều gì",
            "Each instrument needs number, issuer, signing date, source and what of it is verified",
        ),
        mend=Text("Sửa khóa đã nêu trong tệp", "Mend the key named in the file"),
    )
