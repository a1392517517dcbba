"""`tinhgon account`: accounts and their roles, from nothing: the first administrator is made here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tinhgon.accounts.domain.roles import PERMISSION_NAMES, ROLE_NAMES, Permission, Role
from tinhgon.cli.inputs import AsCsv, AsJson, UsageFault, day_of
from tinhgon.cli.output import (
    Column,
    Format,
    format_of,
    moment,
    print_csv,
    print_fields,
    print_json,
    print_line,
    print_table,
    say,
)
from tinhgon.cli.session import open_registry
from tinhgon.errors import Text, TinhGonError
from tinhgon.temporal import EmptyPeriod, Period

if TYPE_CHECKING:
    from tinhgon.accounts.models import Account

app = typer.Typer(
    help="Tài khoản và vai trò. / Accounts and roles.",
    short_help="Tài khoản / Accounts",
    no_args_is_help=True,
)

_NAMES = ", ".join(Role)
Username = Annotated[str, typer.Argument(metavar="USERNAME", help="Tên tài khoản / Name of the account")]
RoleName = Annotated[str, typer.Argument(metavar="ROLE", help=f"Vai trò / Role: {_NAMES}")]
Over = Annotated[
    str | None,
    typer.Option("--over", metavar="CODE|ID", help="Đơn vị này và mọi thứ bên dưới / It and all below it"),
]
Everything = Annotated[bool, typer.Option("--everything", help="Toàn bộ sổ / The whole registry")]


@app.command("list", short_help="Các tài khoản / Accounts")
def list_all(as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Mọi tài khoản với vai trò hiện nay. / Every account with the roles it holds today."""
    wanted = format_of(as_json, as_csv)
    open_registry()
    from tinhgon.accounts.models import Account

    found = [_line(each) for each in Account.objects.order_by("username")]
    if wanted is Format.JSON:
        print_json({"accounts": found})
    elif wanted is Format.CSV:
        print_csv(
            ("username", "name", "active", "system", "last_sign_in", "roles"),
            ([*list(each.values())[:-1], "; ".join(map(_role_in_words, each["roles"]))] for each in found),
        )
    else:
        _print_accounts(found)


@app.command("new", short_help="Lập tài khoản / Make an account")
def new(
    username: Username,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="Họ và tên / Full name")],
    email: Annotated[str, typer.Option("--email", metavar="ADDRESS", help="Thư điện tử / E-mail address")] = "",
    language: Annotated[
        str, typer.Option("--language", metavar="vi|en", help="Ngôn ngữ của trang / Language of the pages")
    ] = "vi",
    as_json: AsJson = False,
) -> None:
    """Lập tài khoản và in mật khẩu, một lần. / Make an account and print its password, once."""
    if language not in ("vi", "en"):
        raise UsageFault(
            Text(f"Không có ngôn ngữ «{language}».", f"There is no language {language!r}."),
            where="--language",
            mend=Text("Chọn vi hoặc en.", "Choose vi or en."),
        )
    open_registry()
    from tinhgon.accounts import services

    password = services.new_password()
    services.make(username, _by(), password, last_name=name, email=email, language=language)
    _print_password(username, password, as_json)


@app.command("grant", short_help="Giao vai trò / Give a role")
def grant(
    username: Username,
    role: RoleName,
    over: Over = None,
    everything: Everything = False,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Từ ngày (mặc định: hôm nay) / From (default: today)")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Đến trước ngày / Until, not including")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Giao một vai trò cho tài khoản. / Give an account a role over a subtree or everything."""
    given = _role(role)
    valid = _period(start, end)
    open_registry()
    from tinhgon.accounts import services

    held = services.give(services.named(username), given, _scope(over, everything), _by(), valid)
    if as_json:
        print_json({"grant": {"id": held.id, "username": username, "role": given, "scope": held.scope}})
    else:
        print_line(say(Text(f"Đã giao: {ROLE_NAMES[given].vi}.", f"Given: {ROLE_NAMES[given].en}.")))


@app.command("end", short_help="Chấm dứt vai trò / End a role")
def end_role(username: Username, role: RoleName, over: Over = None, everything: Everything = False) -> None:
    """Chấm dứt một vai trò từ hôm nay. / End a role from today on."""
    held = _role(role)
    open_registry()
    from tinhgon.accounts import services
    from tinhgon.accounts.models import Grant

    account, scope = services.named(username), _scope(over, everything)
    found = Grant.objects.filter(account=account, role=held, scope=scope, ended_at=None)
    if not found:
        raise TinhGonError(
            Text("Tài khoản không giữ vai trò này ở phạm vi này.", "The account does not hold this role there."),
            where=username,
            mend=Text("Xem `tinhgon account list`.", "See `tinhgon account list`."),
        )
    for each in found:
        services.end_role(each, _by())
    print_line(say(Text(f"Đã chấm dứt: {ROLE_NAMES[held].vi}.", f"Ended: {ROLE_NAMES[held].en}.")))


@app.command("password", short_help="Cấp mật khẩu mới / Give a new password")
def password(
    username: Username,
    second_factor: Annotated[
        bool,
        typer.Option("--remove-second-factor", help="Gỡ cả xác thực hai lớp / Remove the second factor, too"),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Đặt mật khẩu mới và in ra, một lần; đăng xuất mọi phiên. / Set a new password and print it, once."""
    open_registry()
    from tinhgon.accounts import services

    account = services.named(username)
    if second_factor:
        services.remove_second_factor(account, _by())
    _print_password(username, services.give_password(account, _by()), as_json)


@app.command("tokens", short_help="Khóa truy cập / Tokens")
def list_tokens(
    username: Username,
    revoke: Annotated[
        int | None, typer.Option("--revoke", metavar="NUMBER", help="Thu hồi khóa này / Revoke this one")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Các khóa truy cập của tài khoản; không in khóa. / An account's tokens; the keys are not kept."""
    open_registry()
    from tinhgon.accounts import services, tokens

    account = services.named(username)
    if revoke is not None:
        found = account.tokens.filter(id=revoke).first()
        if found is None:
            raise TinhGonError(
                Text(f"Tài khoản không có khóa số {revoke}.", f"The account has no token {revoke}."), where=username
            )
        tokens.revoke(found, _by())
    lines = [_token(each) for each in account.tokens.order_by("id")]
    if as_json:
        print_json({"tokens": lines})
    else:
        _print_tokens(lines)


# --- what is printed ----------------------------------------------------------------------------


def _line(account: Account) -> dict[str, Any]:
    from tinhgon.accounts.access import standing

    held = standing(account).grants
    return {
        "username": account.username,
        "name": account.shown_name,
        "active": account.is_active,
        "system": account.is_system,
        "last_sign_in": account.last_login,
        "roles": [{"role": str(each.role), "scope": each.scope} for each in held],
    }


def _role_in_words(held: dict[str, Any]) -> str:
    where = say(Text("toàn bộ", "everything")) if held["scope"] is None else f"#{held['scope']}"
    return f"{say(ROLE_NAMES[Role(held['role'])])} ({where})"


def _print_accounts(found: list[dict[str, Any]]) -> None:
    columns = (
        Column("username", Text("Tài khoản", "Account")),
        Column("name", Text("Họ và tên", "Name")),
        Column("roles", Text("Vai trò", "Roles")),
        Column("last_sign_in", Text("Đăng nhập gần nhất", "Last sign-in")),
        Column("active", Text("Hoạt động", "Active")),
    )
    rows = [
        (
            each["username"],
            each["name"],
            "; ".join(map(_role_in_words, each["roles"])),
            "" if each["last_sign_in"] is None else moment(each["last_sign_in"]),
            each["active"],
        )
        for each in found
    ]
    print_table(columns, rows)


def _print_password(username: str, given: str, as_json: bool) -> None:
    if as_json:
        print_json({"username": username, "password": given})
        return
    print_fields([(Text("Tài khoản", "Account"), username), (Text("Mật khẩu", "Password"), given)])
    print_line(say(Text("Mật khẩu chỉ hiện lần này.", "The password is shown this once.")))


def _token(token: Any) -> dict[str, Any]:
    return {
        "number": token.id,
        "name": token.name,
        "permissions": token.permissions,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
        "revoked_at": token.revoked_at,
    }


def _print_tokens(lines: list[dict[str, Any]]) -> None:
    columns = (
        Column("number", Text("Số", "Number"), right=True),
        Column("name", Text("Tên", "Name")),
        Column("permissions", Text("Được làm", "Allowed")),
        Column("expires_at", Text("Hết hạn", "Expires")),
        Column("last_used_at", Text("Dùng gần nhất", "Last used")),
        Column("revoked_at", Text("Thu hồi", "Revoked")),
    )
    rows = [
        (
            str(each["number"]),
            each["name"],
            ", ".join(say(PERMISSION_NAMES[Permission(one)]) for one in each["permissions"]),
            *(moment(each[at]) for at in ("expires_at", "last_used_at", "revoked_at")),
        )
        for each in lines
    ]
    print_table(columns, rows)


# --- what is typed ------------------------------------------------------------------------------


def _by() -> Account:
    from tinhgon.accounts.models import system_account

    return system_account("dong-lenh", "Dòng lệnh")


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise UsageFault(
            Text(f"Không có vai trò «{text}».", f"There is no role {text!r}."),
            where="ROLE",
            mend=Text(f"Chọn một trong: {_NAMES}.", f"Choose one of: {_NAMES}."),
        ) from None


def _scope(over: str | None, everything: bool) -> int | None:
    if (over is None) != everything:
        raise UsageFault(
            Text("Chọn đúng một: --over hoặc --everything.", "Choose one: --over or --everything."), where="--over"
        )
    if over is None:
        return None
    from tinhgon.registry import selectors

    return selectors.the_one(selectors.address_of(over), day_of(None)).id


def _period(start: str | None, end: str | None) -> Period:
    try:
        return Period(day_of(start, "--from"), None if end is None else day_of(end, "--until"))
    except EmptyPeriod:
        raise UsageFault(
            Text("Ngày kết thúc phải sau ngày bắt đầu.", "The end must come after the start."), where="--until"
        ) from None
