"""The forms of accounts, roles and tokens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator

from tinhgon.accounts.access import today
from tinhgon.accounts.domain.roles import PERMISSION_NAMES, ROLE_NAMES, Permission, Role, Standing
from tinhgon.accounts.domain.tokens import MOST_DAYS
from tinhgon.accounts.models import Account
from tinhgon.frame.languages import said
from tinhgon.registry import selectors
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.reach import reaches
from tinhgon.temporal import EmptyPeriod, Period
from tinhgon.web.accounts.forms import Styled
from tinhgon.web.accounts.words import late

LANGUAGES = (("vi", "Tiếng Việt"), ("en", "English"))
_SUBTREES = frozenset({Kind.AREA, Kind.ORGANIZATION})
_OTHER_KIND = late("Số này không thuộc loại cần chọn ở đây.", "The number belongs to something else.")
_BAD_NAME = late(
    "Tên tài khoản chỉ gồm chữ cái, chữ số và các dấu @ . + - _", "User names have letters, digits and @ . + - _ only."
)


class AddressField(forms.CharField):
    """An object of some kinds, named by code (`province:22`) or number (`#123`); its id, or None."""

    def __init__(self, *, kinds: frozenset[Kind], **kwargs: Any) -> None:
        super().__init__(required=False, max_length=60, **kwargs)
        self.kinds = kinds

    def clean(self, value: Any) -> int | None:
        """The id. Raises ValidationError for what is not on record, of another kind, or may be several."""
        text = super().clean(value)
        if not text:
            return None
        try:
            found = selectors.the_one(selectors.address_of(text), today())
        except (selectors.UnknownObject, selectors.Ambiguous) as error:
            raise forms.ValidationError(said(error.what)) from error
        if found.kind not in self.kinds:
            raise forms.ValidationError(_OTHER_KIND)
        return found.id


class DetailsForm(Styled, forms.Form):
    """Whose account it is and how it opens."""

    full_name = forms.CharField(label=late("Họ và tên", "Full name"), max_length=150)
    email = forms.EmailField(label=late("Thư điện tử", "E-mail address"), required=False)
    language = forms.ChoiceField(label=late("Ngôn ngữ", "Language"), choices=LANGUAGES)
    home = AddressField(
        label=late("Đơn vị mở đầu", "Area or body that opens first"),
        help_text=late("Mã như province:22, hoặc số như #123.", "A code like province:22, or a number like #123."),
        kinds=_SUBTREES,
    )
    person = AddressField(
        label=late("Người trong hồ sơ", "Person on record"),
        help_text=late(
            "Số của người, như #4567; người đó xem được hồ sơ của chính mình.",
            "The person's number, like #4567; they may see their own record.",
        ),
        kinds=frozenset({Kind.PERSON}),
    )

    def __init__(self, *args: Any, standing: Standing, account: Account | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = standing
        self.account = account

    def clean_person(self) -> int | None:
        """The person, who has no other account; one newly chosen lies within the administrator's subtree."""
        person: int | None = self.cleaned_data["person"]
        known = None if self.account is None else self.account.person
        if person is None or person == known:
            return person
        if Account.objects.filter(person=person).exists():
            raise forms.ValidationError(late("Người này đã có tài khoản khác.", "The person has another account."))
        if not reaches(self.standing, Permission.ADMINISTER, person):
            raise forms.ValidationError(late("Người này ở ngoài phạm vi của bạn.", "They are outside your subtree."))
        return person

    def details(self) -> dict[str, object]:
        """The columns of the account."""
        given = self.cleaned_data
        return {
            "first_name": "",
            "last_name": given["full_name"],
            "email": given["email"],
            "language": given["language"],
            "home": given["home"],
            "person": given["person"],
        }


class NewAccountForm(DetailsForm):
    """A new account."""

    field_order = ("username", "full_name", "email", "language", "home", "person")
    username = forms.CharField(
        label=late("Tên tài khoản", "User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator(message=_BAD_NAME)],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class GrantForm(Styled, forms.Form):
    """A role over a subtree, or over everything, for a period.

    The subtree is written (`scope`) or chosen among those found by name (`found`).
    """

    role = forms.ChoiceField(label=late("Vai trò", "Role"))
    scope = AddressField(
        label=late("Phạm vi", "Over"),
        help_text=late(
            "Mã (province:22) hay số (#123) của đơn vị; hoặc tìm theo tên rồi chọn.",
            "The code (province:22) or number (#123) of an area or body; or search by name and choose.",
        ),
        kinds=_SUBTREES,
    )
    found = AddressField(kinds=_SUBTREES)
    everything = forms.BooleanField(label=late("Toàn bộ sổ", "Everything"), required=False)
    start = forms.DateField(
        label=late("Từ ngày", "From"),
        required=False,
        help_text=late("Bỏ trống: từ hôm nay.", "Left out: from today."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    end = forms.DateField(
        label=late("Đến trước ngày", "Until, not including"),
        required=False,
        help_text=late("Bỏ trống: không thời hạn.", "Left out: without end."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, everywhere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(each.value, said(name)) for each, name in ROLE_NAMES.items()]
        if not everywhere:
            del self.fields["everything"]

    @property
    def chosen_role(self) -> Role:
        """The role."""
        return Role(self.cleaned_data["role"])

    @property
    def chosen_scope(self) -> int | None:
        """The top of the subtree; None: everything."""
        given = self.cleaned_data
        return None if given.get("everything") else given["scope"] or given["found"]

    def clean(self) -> dict[str, Any]:
        """The period of both days; what is to be said where nothing is chosen."""
        given: dict[str, Any] = super().clean() or {}
        if not (given.get("everything") or given.get("scope") or given.get("found") or "scope" in self.errors):
            self.add_error("scope", late("Chọn một đơn vị.", "Choose an area or a body."))
        try:
            given["valid"] = Period(given.get("start") or today(), given.get("end"))
        except EmptyPeriod:
            self.add_error("end", late("Ngày kết thúc phải sau ngày bắt đầu.", "It must come after the first day."))
        return given


class LanguageForm(Styled, forms.Form):
    """The language of one's pages."""

    language = forms.ChoiceField(label=late("Ngôn ngữ", "Language"), choices=LANGUAGES)


class TokenForm(Styled, forms.Form):
    """A key for programs."""

    name = forms.CharField(
        label=late("Tên khóa", "Name"),
        help_text=late("Chương trình nào dùng, ở đâu.", "Which program uses it, and where."),
        max_length=80,
    )
    permissions = forms.MultipleChoiceField(label=late("Được làm", "Allowed"), widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(
        label=late("Số ngày có hiệu lực", "Days it holds"), min_value=1, max_value=MOST_DAYS, initial=90
    )

    def __init__(self, *args: Any, held: Iterable[Permission], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.value, said(PERMISSION_NAMES[each])) for each in held]
        self.fields["permissions"].choices = choices  # type: ignore[attr-defined]


def as_written(object_id: int | None) -> str:
    """How a form shows an object already chosen."""
    return "" if object_id is None else f"#{object_id}"
