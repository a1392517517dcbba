"""Every page, for every role, within its subtree and outside: what the roles allow is shown, all else refused.

Pages added later are walked without a change here, as long as their arguments are known (`arguments`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.web.two_provinces import THERE, Half, two_provinces
from tinhgon.accounts import services
from tinhgon.accounts.access import today
from tinhgon.accounts.domain.roles import ALLOWS, Permission, Role
from tinhgon.accounts.models import Account, system_account
from tinhgon.registry.models import LedgerEntry
from tinhgon.registry.site import drafting_steps
from tinhgon.rulebook.domain.indicators import INDICATORS

PUBLIC = {
    "account_login",
    "account_logout",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "health",
    "mfa_authenticate",
    "openid_connect_callback",
    "openid_connect_login",
    "ready",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
}
"""Pages for everybody, signed in or not. Whatever else says so is a mistake."""

SHOWN = {200, 204, 286, 302, 400, 409}
"""How a page answers those it is for: shown, done, or something lacking in what was sent."""

OWN = {404}
"""Pages about oneself may also have nothing to show."""

ANY = frozenset(Permission)


@dataclass(frozen=True)
class Route:
    """One address of the site."""

    name: str
    pattern: str
    view: Any = field(compare=False)
    keys: tuple[str, ...] = ()

    @property
    def permissions(self) -> tuple[Permission, ...] | None:
        """What it asks for: any of these; none: to be signed in; None: nothing."""
        found: tuple[Permission, ...] | None = self.view.permissions
        return found

    @property
    def is_public(self) -> bool:
        """Whether it is for those who are not signed in, too."""
        marked = getattr(self.view, "permissions", ())
        return marked is None or getattr(self.view, "login_required", True) is False


@dataclass(frozen=True)
class Case:
    """A route with arguments: whom it is for, and whether the arguments lie in one of the provinces."""

    route: Route
    arguments: dict[str, object]
    permissions: frozenset[Permission]
    somewhere: bool

    def address(self) -> str:
        return reverse(self.route.name, kwargs=self.arguments)


def routes(patterns: Any = None, above: str = "", within: str = "") -> Iterator[Route]:
    """Every route of the site but those for programs, which tests/web/api walks."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        pattern = above + str(each.pattern)
        if isinstance(each, URLResolver):
            space = f"{within}{each.namespace}:" if each.namespace else within
            yield from routes(each.url_patterns, pattern, space)
        elif isinstance(each, URLPattern) and not pattern.startswith("api/"):
            keys = tuple(each.pattern.regex.groupindex) or tuple(each.pattern.converters)
            yield Route(f"{within}{each.name}", pattern, each.callback, keys)


ROUTES = sorted(routes(), key=lambda route: route.name)
GUARDED = [each for each in ROUTES if not each.is_public]

OBJECTS: dict[str, Callable[[Half], int]] = {
    "post": lambda half: half.post,
    "person": lambda half: half.person,
    "person_ties": lambda half: half.person,
    "organization": lambda half: half.body,
}
"""The object that pages about one kind are opened with; all others take the province."""

DECISIONS: dict[str, Callable[[Half], int]] = {
    "decision": lambda half: half.enacted,
    "decision_facts": lambda half: half.enacted,
    "decision_file": lambda half: half.submitted.pk,
}
"""The decision that pages about one are opened with; all others take the drafter's own draft."""

ARGUMENTS: dict[str, Callable[[Route, Half], object]] = {
    "account_id": lambda route, half: half.accounts[Role.READER].pk,
    "action": lambda route, half: "move",
    "attachment_id": lambda route, half: half.attachment(
        half.submitted if route.name == "decision_file" else half.draft
    ),
    "comment_id": lambda route, half: half.remark,
    "deciding_id": lambda route, half: half.founding if route.name == "scenario-undo" else half.deciding,
    "decision_id": lambda route, half: DECISIONS.get(route.name, lambda half: half.draft.pk)(half),
    "direction": lambda route, half: "next",
    "grant_id": lambda route, half: half.grant,
    "name": lambda route, half: next(iter(INDICATORS)),
    "number": lambda route, half: half.run.files.get(made=True).pk,
    "object_id": lambda route, half: OBJECTS.get(route.name, lambda half: half.province)(half),
    "on": lambda route, half: "2025-07-01",
    "ordinal": lambda route, half: 1 if route.name == "decision_change" else 0,
    "part": lambda route, half: "changes",
    "run_id": lambda route, half: half.run.pk,
    "scenario_id": lambda route, half: half.scenario,
    "slug": lambda route, half: "trinh",
    "token_id": lambda route, half: half.token,
}
"""What the arguments of addresses are, by name."""

PARAMETERS: dict[str, dict[str, str]] = {"decision_add": {"verb": "rename"}, "change_choices": {"field": "sources"}}
"""What some pages need in their address besides."""

PLACED = {
    "account_id", "attachment_id", "decision_id", "grant_id", "object_id", "run_id", "scenario_id", "token_id"
}  # fmt: skip
"""Arguments that lie in one of the provinces."""

WHOLE = {"ledger_verify"}
"""Pages for roles over the whole registry: a role over a subtree is refused."""

NARROWER: dict[str, set[Permission]] = {
    "scenario-copy": {Permission.DRAFT},
    "scenario-settle": {Permission.DRAFT, Permission.REVIEW},
}
"""Pages that refuse some of those they are for, by what else they find: here the drafter owns, the reviewer wrote."""

DECIDING_STEPS = {
    "duyet": {Permission.APPROVE},
    "rut": {Permission.DRAFT, Permission.REVIEW, Permission.APPROVE},
}
"""Which step of a decision made from a scenario takes which permission, once it is submitted."""

STEPS = {
    ("draft", "trinh"): {Permission.DRAFT},
    ("draft", "bo"): {Permission.DRAFT},
    ("submitted", "duyet"): {Permission.APPROVE},
    ("submitted", "tra-lai"): {Permission.REVIEW, Permission.APPROVE},
    ("submitted", "rut"): {Permission.DRAFT},
}
"""Which step of a decision's life takes which permission."""


def cases(route: Route, half: Half) -> list[Case]:
    """The addresses of a route in a province."""
    if route.name == "decision_step":
        return [
            Case(route, {"decision_id": getattr(half, which).pk, "slug": slug}, frozenset(wanted), True)
            for (which, slug), wanted in STEPS.items()
        ]
    arguments = {key: ARGUMENTS[key](route, half) for key in route.keys}
    if route.name == "scenario-deciding":
        return [Case(route, {**arguments, "slug": slug}, frozenset(of), True) for slug, of in DECIDING_STEPS.items()]
    wanted = frozenset(() if route.name in WHOLE else NARROWER.get(route.name) or route.permissions or ANY)
    return [Case(route, arguments, wanted, not PLACED.isdisjoint(route.keys))]


@dataclass(frozen=True)
class World:
    """The two provinces, and an account without any role."""

    here: Half
    there: Half
    nobody: Account
    seq: int

    def ask(self, account: Account | None, case: Case, **parameters: object) -> HttpResponseBase:
        """Open an address at the present moment, or send nothing to it where it only takes that; all is undone."""
        client = Client(headers={"accept-language": "vi"}, raise_request_exception=False)
        moment = {"on": today().isoformat(), "known": str(self.seq)}
        query = moment | PARAMETERS.get(case.route.name, {}) | parameters
        with transaction.atomic():
            if account is not None:
                client.force_login(account)
            answer = client.get(case.address(), query)
            if answer.status_code == 405:
                answer = client.post(case.address(), QUERY_STRING=urlencode(query))
            transaction.set_rollback(True)
        return answer


@pytest.fixture(scope="module")
def world(module_registry_db: None) -> World:
    """Recorded once: whatever pages do is undone."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        here, there = two_provinces()
        nobody = services.make("khong-vai-tro", system_account("lap", "Lập"), "mot-mat-khau-du-dai")
    return World(here, there, nobody, LedgerEntry.objects.count())


def text_of(answer: HttpResponseBase) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return body.decode("utf-8", "replace")


def none_of(faults: list[tuple[object, ...]]) -> None:
    assert not faults, "\n" + "\n".join(" ".join(map(str, each)) for each in faults)


def test_every_view_says_whom_it_is_for() -> None:
    lacking = [each.name for each in ROUTES if not hasattr(each.view, "permissions") and not each.is_public]
    assert lacking == []


def test_only_these_pages_are_for_everybody() -> None:
    assert {each.name for each in ROUTES if each.is_public} <= PUBLIC


def test_every_argument_of_an_address_is_known() -> None:
    unknown = {each.name: sorted(set(each.keys) - set(ARGUMENTS)) for each in GUARDED}
    assert {name: keys for name, keys in unknown.items() if keys} == {}


def test_whoever_is_not_signed_in_is_sent_to_sign_in(world: World) -> None:
    faults = []
    for route in GUARDED:
        for case in cases(route, world.here):
            answer = world.ask(None, case)
            if answer.status_code != 302 or not answer.headers["Location"].startswith(reverse(settings.LOGIN_URL)):
                faults.append((route.name, answer.status_code))
    none_of(faults)


def test_an_account_without_roles_sees_itself_only(world: World) -> None:
    faults = []
    for route in GUARDED:
        for case in cases(route, world.here):
            status = world.ask(world.nobody, case).status_code
            if status not in ({403} if route.permissions else SHOWN | OWN):
                faults.append((route.name, status))
    none_of(faults)


@pytest.mark.parametrize("role", Role)
def test_a_role_is_shown_what_it_allows_in_its_subtree_and_refused_all_else(world: World, role: Role) -> None:
    faults = []
    for route in GUARDED:
        for case in cases(route, world.here):
            allowed = not case.permissions.isdisjoint(ALLOWS[role]) or not route.permissions
            expected = {403} if not allowed else SHOWN if route.permissions else SHOWN | OWN
            answer = world.ask(world.here.accounts[role], case)
            if answer.status_code not in expected:
                faults.append((route.name, case.arguments, answer.status_code))
            if allowed and THERE in text_of(answer):
                faults.append((route.name, case.arguments, "shows what lies elsewhere"))
    none_of(faults)


@pytest.mark.parametrize("role", Role)
def test_a_role_is_refused_what_lies_outside_its_subtree(world: World, role: Role) -> None:
    faults = []
    for route in GUARDED:
        for case in cases(route, world.there):
            # A list is asked for the other province, and searched for what is called so.
            answer = world.ask(
                world.here.accounts[role],
                case,
                **({} if case.somewhere else {"under": world.there.province, "q": "vien tay"}),
            )
            if case.somewhere and answer.status_code not in (403, 404):
                faults.append((route.name, case.arguments, answer.status_code))
            if THERE in text_of(answer):
                faults.append((route.name, case.arguments, "shows what lies elsewhere"))
    none_of(faults)


@pytest.mark.parametrize("status", ["draft", "submitted"])
def test_no_step_of_a_decision_of_elsewhere_is_shown_out_of_turn(world: World, status: str) -> None:
    route = next(each for each in GUARDED if each.name == "decision_step")
    faults = []
    for slug in (each.slug for each in drafting_steps.STEPS):
        case = Case(route, {"decision_id": getattr(world.there, status).pk, "slug": slug}, ANY, True)
        for role in (Role.DRAFTER, Role.REVIEWER, Role.APPROVER):
            answer = world.ask(world.here.accounts[role], case)
            if answer.status_code not in (403, 404) or THERE in text_of(answer):
                faults.append((slug, role.value, answer.status_code))
    none_of(faults)
