"""Take numbers from the registers and cancel them. The only code that writes registers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from tinhgon.accounts.models import Account
from tinhgon.documents.domain.layouts import PaperKind
from tinhgon.documents.domain.wording import bare_number, symbol
from tinhgon.documents.layouts import load_layouts
from tinhgon.documents.models import NumberRegister, NumberTaken, PaperParticulars, Profile
from tinhgon.errors import Text, TinhGonError


class NumberRefused(TinhGonError):
    """A number that cannot be given out, or cannot be cancelled."""

    code = "number_refused"


@dataclass(frozen=True, slots=True)
class Series:
    """Which register: whose papers, of which kind, in which letters; `term` is that of a party committee."""

    profile: Profile
    issuer: str
    body: str
    kind: PaperKind
    term: str = ""


@transaction.atomic
def take_number(
    series: Series, signed_on: date, subject: str, by: Account, *, number: int | None = None, paper: str = ""
) -> NumberTaken:
    """Give out the next number of a register, or one that was asked for and is free; nobody gets it again.

    Papers of the state are counted by the year of `signed_on`, those of the party by the term. A paper that has a
    number keeps it. Raises NumberRefused.
    """
    if paper and (held := number_of(paper)) is not None:
        return held
    if not subject.strip():
        raise NumberRefused(Text("Cần trích yếu của văn bản", "Say what the paper is about"))
    register = _locked(series, signed_on)
    chosen = register.next_number if number is None else number
    if chosen < 1 or register.taken.filter(number=chosen).exists():  # type: ignore[attr-defined]
        raise NumberRefused(
            Text(f"Số {chosen} đã được cấp hoặc không hợp lệ", f"The number {chosen} is taken or not valid"),
            where=str(register),
            mend=Text(f"Để trống để lấy số tiếp theo ({register.next_number}).",
                      f"Leave it blank to take the next ({register.next_number})."),
        )  # fmt: skip
    layout = load_layouts().of(series.profile, signed_on)
    taken = NumberTaken.objects.create(
        register=register, number=chosen, text=bare_number(layout, chosen, register.symbol), subject=subject.strip(),
        signed_on=signed_on, paper=paper, by=by,
    )  # fmt: skip
    register.next_number = max(register.next_number, chosen + 1)
    register.save(update_fields=["next_number"])
    return taken


@transaction.atomic
def cancel_number(taken: NumberTaken, by: Account, reason: str) -> NumberTaken:
    """Cancel a number with a reason; it is not given out again. Raises NumberRefused."""
    held = NumberTaken.objects.select_for_update(of=("self",)).get(pk=taken.pk)
    if held.cancelled_at is not None:
        raise NumberRefused(Text("Số này đã hủy", "The number is cancelled already"), where=held.text)
    if not reason.strip():
        raise NumberRefused(
            Text("Cần nêu lý do hủy số", "Say why the number is cancelled"),
            where=held.text,
            mend=Text("Ghi lý do rồi hủy lại.", "Give a reason and cancel again."),
        )
    held.cancelled_by, held.cancelled_at, held.reason = by, timezone.now(), reason.strip()
    held.save(update_fields=["cancelled_by", "cancelled_at", "reason"])
    return held


def number_of(paper: str) -> NumberTaken | None:
    """The number a paper has, if it was not cancelled."""
    return NumberTaken.objects.filter(paper=paper, cancelled_at=None).first()


def gaps(register: NumberRegister) -> list[int]:
    """Numbers below the next that were never given out."""
    taken = set(NumberTaken.objects.filter(register=register).values_list("number", flat=True))
    return [each for each in range(1, register.next_number) if each not in taken]


def keep_particulars(paper: str, values: dict[str, object], by: Account) -> PaperParticulars:
    """Keep what a paper says of itself."""
    kept, _ = PaperParticulars.objects.update_or_create(paper=paper, defaults={"values": values, "by": by})
    return kept


def particulars_of(paper: str) -> dict[str, object]:
    """What was kept of a paper; empty where nothing was."""
    kept = PaperParticulars.objects.filter(paper=paper).first()
    return {} if kept is None else dict(kept.values)


def _locked(series: Series, signed_on: date) -> NumberRegister:
    layouts = load_layouts()
    layout = layouts.of(series.profile, signed_on)
    for value, label in (
        (series.issuer, Text("cơ quan ban hành", "the issuer")),
        (series.body, Text("chữ viết tắt cơ quan", "the issuer's letters")),
        (_period(series, signed_on), Text("nhiệm kỳ của cấp ủy", "the term of the committee")),
    ):
        if not value.strip():
            raise NumberRefused(
                Text(f"Cần {label.vi} để lấy số", f"Give {label.en} to take a number"),
                mend=Text("Điền vào biểu mẫu rồi lấy lại.", "Fill it in and take the number again."),
            )
    key = {
        "issuer": series.issuer.strip(),
        "profile": series.profile.value,
        "symbol": symbol(layout, layouts.kind(series.kind), series.body.strip()),
        "series": _period(series, signed_on).strip(),
    }
    NumberRegister.objects.get_or_create(**key, defaults={"kind": series.kind})
    return NumberRegister.objects.select_for_update().get(**key)


def _period(series: Series, signed_on: date) -> str:
    return str(signed_on.year) if series.profile is Profile.STATE else series.term
