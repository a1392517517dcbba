"""The forms of django-allauth with our words on them."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.forms import BaseForm, widgets
from django.utils.functional import lazystr

from tinhgon.web.accounts.words import late

_LABELS = {
    "login": late("Tên tài khoản", "User name"),
    "password": late("Mật khẩu", "Password"),
    "oldpassword": late("Mật khẩu hiện nay", "Present password"),
    "password1": late("Mật khẩu mới", "New password"),
    "password2": late("Nhập lại mật khẩu mới", "New password again"),
    "code": late("Mã xác thực", "Code"),
}
_CLASSES = {
    widgets.Select: "form-select",
    widgets.CheckboxInput: "form-check-input",
    widgets.CheckboxSelectMultiple: "form-check-input",
}
_DIFFERENT = late("Hai lần nhập mật khẩu không giống nhau.", "The two passwords are not the same.")


class _Rules:
    def __str__(self) -> str:
        return " ".join(str(each) for each in password_validators_help_texts())


class Styled(BaseForm):
    """A form whose fields look as all do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", _CLASSES.get(type(field.widget), "form-control"))


class Worded(Styled):
    """Labels and help in both languages, no placeholders, both passwords compared."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = _LABELS.get(name, field.label)
            field.help_text = lazystr(_Rules()) if name == "password1" else ""
            field.widget.attrs.pop("placeholder", None)
            if name == "code":
                field.widget.attrs |= {"inputmode": "numeric", "autofocus": True}
        if "login" in self.fields:
            self.fields["login"].widget.attrs |= {"autofocus": True, "autocapitalize": "none", "spellcheck": "false"}

    def add_error(self, field: str | None, error: Any) -> None:
        """An error at a field; that of unlike passwords in our words."""
        ours = field == "password2" and not isinstance(error, ValidationError)  # what fields find comes as one
        super().add_error(field, _DIFFERENT if ours else error)


class SignInForm(Worded, account.LoginForm):
    """Name and password."""


class ChangePasswordForm(Worded, account.ChangePasswordForm):
    """The present password, and the new one twice."""


class SetPasswordForm(Worded, account.SetPasswordForm):
    """A first password, for whoever signed in elsewhere so far."""


class NewPasswordForm(Worded, account.ResetPasswordKeyForm):
    """A new password, by the link an administrator gave."""


class ConfirmPasswordForm(Worded, account.ReauthenticateForm):
    """The password again, before something that matters."""


class SecondFactorForm(Worded, mfa.AuthenticateForm):
    """The code of the second factor, or a recovery code."""


class ConfirmCodeForm(Worded, mfa.ReauthenticateForm):
    """The code again, before something that matters."""


class ActivateSecondFactorForm(Worded, totp.ActivateTOTPForm):
    """The first code of a new second factor."""
