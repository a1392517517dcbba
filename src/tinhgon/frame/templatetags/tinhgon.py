"""What templates say: texts in two languages, numbers, days, addresses at the moment shown."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.template.context import RequestContext
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from tinhgon.errors import Text
from tinhgon.frame.domain import formats
from tinhgon.frame.domain.moment import Moment
from tinhgon.frame.languages import current, said

register = template.Library()


@register.simple_tag
def t(vi: str, en: str) -> str:
    """One of two texts, by the language of the page: `{% t "Bộ máy" "Apparatus" %}`."""
    return vi if current() == "vi" else en


@register.filter(name="said")
def said_filter(text: Text | str | None) -> str:
    """A Text in the language of the page; anything else as it is."""
    return said(text) if isinstance(text, Text) else str(text or "")


@register.filter
def number(value: int | Decimal | Fraction | None, places: int | None = None) -> str:
    """A number in the form of the page's language; a dash for none."""
    return "–" if value is None else formats.number(value, current(), places)


@register.filter
def percent(share: int | Decimal | Fraction | None, places: int = 1) -> str:
    """A share as per cent; a dash for none."""
    return "–" if share is None else formats.percent(share, current(), places)


@register.filter
def money(amount: int | None) -> str:
    """Whole đồng; a dash for none."""
    return "–" if amount is None else formats.money(amount, current())


@register.filter
def day(value: date | None) -> str:
    """A day in the form of the page's language; a dash for none."""
    return "–" if value is None else formats.day(value, current())


@register.filter
def moment(value: datetime | None) -> str:
    """A day and time, here; a dash for none."""
    if value is None:
        return "–"
    here = timezone.localtime(value)
    return f"{formats.day(here.date(), current())} {here:%H:%M}"


@register.simple_tag(takes_context=True)
def at(context: RequestContext, name: str, *args: Any, **parameters: Any) -> str:
    """The address of a page at the moment shown: `{% at "registry:object" id %}`.

    Further parameters become part of the address; those that are None are left out.
    """
    path = reverse(name, args=args)
    shown: Moment | None = getattr(context["request"], "moment", None)
    return shown.address(path, **parameters) if shown else path


@register.simple_tag(takes_context=True)
def here(context: RequestContext, **parameters: Any) -> str:
    """The address of this very page with some parameters changed; None removes one."""
    request = context["request"]
    query = request.GET.copy()
    for key, value in parameters.items():
        if value is None:
            query.pop(key, None)
        else:
            query[key] = value
    return f"{request.path}?{query.urlencode()}" if query else str(request.path)


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon that stands beside words, hidden from screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("tinhgon/icons.svg"),
        name,
    )


_MARKS = {
    "new": Text("mới", "new"),
    "ended": Text("chấm dứt", "ended"),
    "moved": Text("chuyển", "moved"),
    "renamed": Text("đổi tên", "renamed"),
    "merged": Text("hợp nhất", "merged"),
    "changed": Text("thay đổi", "changed"),
}


@register.simple_tag
def mark(kind: str) -> SafeString:
    """The sign of a change, as shape, word and colour: new, ended, moved, renamed, merged or changed."""
    return format_html('<span class="tg-mark tg-mark-{}">{}</span>', kind, said(_MARKS[kind]))


@register.simple_tag
def table_body(table: Any) -> SafeString:
    """The rows of a list that are shown now. Written here: a template takes three times as long over a long list."""
    return mark_safe("".join(f"<tr>{''.join(map(_td, row))}</tr>\n" for row in table.cells))  # noqa: S308 parts are escaped


def _td(cell: Any) -> str:
    numeric = ' class="tg-nums"' if cell.numeric else ""
    sign = f"{mark(cell.mark)} " if cell.mark else ""
    text = conditional_escape(cell.text)
    if cell.link:
        text = f'<a href="{conditional_escape(cell.link)}">{text}</a>'
    return f'<td data-label="{conditional_escape(said(cell.title))}"{numeric}>{sign}{text}</td>'


@register.simple_tag(takes_context=True)
def table_address(context: RequestContext, table: Any, **parameters: Any) -> str:
    """The address of this page with a list sorted, continued or asked for as a file."""
    request = context["request"]
    query = request.GET.copy()
    for key in ("start", "file"):
        query.pop(table.parameter(key), None)
    for key, value in parameters.items():
        query[table.parameter(key)] = value
    return f"{request.path}?{query.urlencode()}"
