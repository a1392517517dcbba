"""Texts in two languages where Django takes a string: labels, errors, messages."""

from __future__ import annotations

from typing import cast

from django.utils.functional import lazystr

from tinhgon.errors import Text
from tinhgon.frame.languages import said


class _Late:
    def __init__(self, text: Text) -> None:
        self.text = text

    def __str__(self) -> str:
        return said(self.text)


def late(vi: str, en: str) -> str:
    """A string that is put into the language of the page when it is shown."""
    return cast(str, lazystr(_Late(Text(vi, en))))
