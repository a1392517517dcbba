"""A paper as values: what stands on it and in which order. How it looks is the layout's affair."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Literal

import msgspec

Style = Literal["body", "ground", "section", "subsection", "article", "centre", "item", "note"]
"""What a paragraph is: text, a ground ("Căn cứ …"), a heading, an article's first line, a centred line, an item of a
list, or a note in small print."""

Align = Literal["left", "centre", "right"]


class _Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class Paragraph(_Value, frozen=True, kw_only=True, tag="paragraph"):
    """One paragraph; `lead` is its beginning in bold, such as "Điều 1." """

    text: str
    style: Style = "body"
    lead: str = ""

    @property
    def whole(self) -> str:
        """All of its text."""
        return f"{self.lead} {self.text}".strip()


class Column(_Value, frozen=True, kw_only=True):
    """A column of a table: its head, its share of the width, where its text stands."""

    title: str
    width: int = 1
    align: Align = "left"


class Table(_Value, frozen=True, kw_only=True, tag="table"):
    """A table; its head is repeated on every page, `totals` is its last row."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[str, ...] = ()
    caption: str = ""


Block = Paragraph | Table


class Heading(_Value, frozen=True, kw_only=True):
    """The head of a paper, in two columns: the issuer and number, the motto, place and day.

    `mark` stands below the number, such as "DỰ THẢO".
    """

    superior: str
    issuer: str
    number: str
    motto_head: str
    motto: str
    place: str
    mark: str = ""


class Signature(_Value, frozen=True, kw_only=True):
    """Who signs: on whose behalf and as what, line by line, and the name."""

    capacity: tuple[str, ...]
    name: str = ""


class Annex(_Value, frozen=True, kw_only=True):
    """An annex: its number ("PHỤ LỤC I"), title, and the paper it belongs to."""

    number: str
    title: str
    about: str
    blocks: tuple[Block, ...]


class Paper(_Value, frozen=True, kw_only=True):
    """A whole paper in the order in which it is read.

    `authority` stands between the title and the grounds of a decision, `addressees` begin a submission; `footer`
    stands small at the foot of every page.
    """

    layout: str
    heading: Heading
    kind: str
    subject: str
    blocks: tuple[Block, ...]
    signature: Signature
    recipients_head: str
    recipients: tuple[str, ...]
    authority: str = ""
    addressees: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    footer: tuple[str, ...] = ()
    subject_mark: str = ""
    issuer_mark: str = ""


def lines(paper: Paper) -> Iterator[str]:
    """All text of a paper in order, a line for each paragraph and cell; the foot of pages is left out."""
    head = paper.heading
    yield from _some(head.superior, head.issuer, paper.issuer_mark, head.motto_head, head.motto)
    yield from _some(head.number, head.mark, head.place)
    yield from _some(paper.kind, paper.subject, paper.subject_mark, *paper.addressees, paper.authority)
    for block in paper.blocks:
        yield from _of_block(block)
    yield from _some(paper.recipients_head, *paper.recipients, *paper.signature.capacity, paper.signature.name)
    for annex in paper.annexes:
        yield from _some(annex.number, annex.title, annex.about)
        for block in annex.blocks:
            yield from _of_block(block)


def _of_block(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield from _some(block.whole)
        return
    yield from _some(block.caption, *(each.title for each in block.columns))
    for row in (*block.rows, block.totals):
        yield from _some(*row)


def _some(*texts: str) -> Iterator[str]:
    return (each for each in texts if each)


def cleaned(paper: Paper) -> Paper:
    """The paper with text that prints: composed letters, one line each, no signs that steer or turn text around."""
    return msgspec.convert(_clean(msgspec.to_builtins(paper)), Paper)


def _clean(plain: object) -> object:
    match plain:
        case str():
            return clean(plain)
        case dict():
            return {key: _clean(value) for key, value in plain.items()}
        case list() | tuple():
            return [_clean(each) for each in plain]
    return plain


_KEPT = "\u200d"  # joins signs of scripts that need it


def clean(text: str) -> str:
    """Text as it prints on one line: whatever breaks lines is a space, other steering signs are left out."""
    if text.isascii() and text.isprintable():
        return text
    spaced = "".join(" " if each in "\n\r\t\v\f\u2028\u2029" else each for each in unicodedata.normalize("NFC", text))
    return "".join(each for each in spaced if each in _KEPT or unicodedata.category(each) not in _STEERING)


_STEERING = ("Cc", "Cf", "Cs", "Co", "Cn")
