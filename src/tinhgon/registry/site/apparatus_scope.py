"""The part of the apparatus that a page shows: what lies above it, what can be chosen below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from tinhgon.accounts.domain.roles import Permission
from tinhgon.frame.access import standing_of
from tinhgon.registry import reach
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.selectors import Label, labels
from tinhgon.registry.selectors.apparatus import Node, Tree
from tinhgon.registry.site.moments import moment_of
from tinhgon.registry.site.pages import scope_of


@dataclass(frozen=True, slots=True)
class Scope:
    """An area or body (`id`; None: everything) with all below it.

    `label` names it; `top` is its node, None where it does not exist on the day. `chain` leads to it from the
    highest that the role reaches, `below` can be chosen next, and `everything` says that the whole may be chosen.
    """

    id: int | None
    label: Label | None
    top: Node | None
    chain: tuple[Label, ...]
    below: tuple[Node, ...]
    everything: bool
    tree: Tree

    @property
    def lacking(self) -> bool:
        """Whether what was asked for does not exist on the day."""
        return self.id is not None and self.top is None


def scope_shown(request: HttpRequest) -> Scope:
    """The scope that an address asks for, as far as the account's role reaches."""
    moment, chosen = moment_of(request), scope_of(request)
    everything = standing_of(request).everywhere(Permission.READ)
    if chosen is None:
        tree = Tree(moment.on, moment.known)
        return Scope(None, None, None, (), tuple(tree.tops()), everything, tree)
    named = labels([chosen], moment.on, moment.known).get(chosen)
    tree = Tree(moment.on, moment.known, across=named is not None and named.kind is Kind.ORGANIZATION)
    top = next(iter(tree.nodes([chosen])), None)
    chain = () if top is None else reached(request, Tree(moment.on, moment.known).chain(chosen))
    return Scope(chosen, named, top, chain, tuple(tree.below([chosen])), everything, tree)


def reached(request: HttpRequest, chain: Sequence[int]) -> tuple[Label, ...]:
    """The part of a chain (highest first) that the account may read: once within reach, all below it is too."""
    moment, standing = moment_of(request), standing_of(request)
    first = next(
        (place for place, each in enumerate(chain) if reach.reaches(standing, Permission.READ, each, moment.known)),
        len(chain),
    )
    named = labels(chain[first:], moment.on, moment.known)
    return tuple(named[each] for each in chain[first:])
