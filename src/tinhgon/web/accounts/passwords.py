"""What a password must be, said in both languages."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from tinhgon.web.accounts.words import late


class LongEnough(password_validation.MinimumLengthValidator):
    """The password has a number of characters at least."""

    def get_error_message(self) -> str:
        """What is wrong with a short one."""
        return late(
            f"Mật khẩu quá ngắn: cần ít nhất {self.min_length} ký tự.",
            f"The password is too short: it needs at least {self.min_length} characters.",
        )

    def get_help_text(self) -> str:
        """What is asked for."""
        return late(f"Ít nhất {self.min_length} ký tự.", f"At least {self.min_length} characters.")


class UnlikeTheAccount(password_validation.UserAttributeSimilarityValidator):
    """The password does not resemble the account's name or e-mail address."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError where it does."""
        try:
            super().validate(password, user)
        except ValidationError as error:
            message = late(
                "Mật khẩu quá giống tên hoặc thư điện tử của tài khoản.",
                "The password is too much like the account's name or e-mail address.",
            )
            raise ValidationError(message, code=error.code) from None

    def get_help_text(self) -> str:
        """What is asked for."""
        return late("Không giống tên tài khoản hay họ tên.", "Unlike the name of the account and your own.")


class Uncommon(password_validation.CommonPasswordValidator):
    """The password is none of those tried first."""

    def get_error_message(self) -> str:
        """What is wrong with a common one."""
        return late("Mật khẩu này quá phổ biến.", "This password is too common.")

    def get_help_text(self) -> str:
        """What is asked for."""
        return late("Không phải mật khẩu phổ biến.", "Not a common password.")
