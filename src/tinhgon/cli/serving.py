"""`tinhgon serve` and `tinhgon worker`: the site, and the background work beside it."""

from __future__ import annotations

import errno
import os
import socket
import sys
from typing import Annotated, NoReturn

import typer

from tinhgon.cli.output import print_line, say
from tinhgon.cli.session import open_registry
from tinhgon.database.notices import notice
from tinhgon.errors import Text, TinhGonError

HOST, PORT = "127.0.0.1", 8000
_EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104
_MOST_WORKERS = 4  # by default; an installation with more to do says so
_THREADS = 4


class CannotListen(TinhGonError):
    """The address is taken, not ours to take, or no address of this machine."""

    code = "serve.address"


def add_to(app: typer.Typer) -> None:
    """Put the commands of this module on the command line."""
    app.command("serve", short_help="Mở trang web / Serve the site")(serve_here)
    app.command(short_help="Xử lý công việc nền / Perform background jobs")(worker)


def serve_here(
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Địa chỉ nhận kết nối / Address to listen on")
    ] = HOST,
    port: Annotated[int, typer.Option("--port", metavar="N", min=1, max=65535, help="Cổng / Port")] = PORT,
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="N", min=1, help="Số tiến trình web / Web processes"),
    ] = None,
    threads: Annotated[
        int, typer.Option("--threads", metavar="N", min=1, help="Số luồng mỗi tiến trình / Threads of each")
    ] = _THREADS,
    with_worker: Annotated[
        bool,
        typer.Option(
            "--with-worker/--no-worker", help="Kèm một tiến trình xử lý công việc nền / With a job worker beside it"
        ),
    ] = True,
    open_page: Annotated[
        bool, typer.Option("--open", help="Mở trang trong trình duyệt / Open the page in a browser")
    ] = False,
) -> None:
    """Mở trang web cho tới khi nhấn Ctrl-C. / Serve the site until Ctrl-C.

    Máy khác chỉ vào được khi có --host. / Other machines are let in only with --host.
    """
    require_free(host, port)
    from tinhgon.deployment import keep_secret_key

    keep_secret_key()  # before Django reads it: all processes must sign alike
    if host in _EVERYWHERE and not os.environ.get("TINHGON_ALLOWED_HOSTS"):
        notice(
            Text(
                "Máy khác chưa vào được: hãy đặt TINHGON_ALLOWED_HOSTS bằng tên của trang.",
                "Other machines will be refused: set TINHGON_ALLOWED_HOSTS to the name of the site.",
            )
        )
    open_registry()
    from tinhgon.cli.site_server import SiteServer

    address = f"http://{'localhost' if host in _EVERYWHERE else _bracketed(host)}:{port}/"
    SiteServer(
        bind=f"{_bracketed(host)}:{port}",
        workers=workers or min(_MOST_WORKERS, _processors()),
        threads=threads,
        with_worker=with_worker,
        when_ready=lambda: _ready(address, open_page),
    ).run()


def serve(host: str = HOST, port: int = PORT, *, open_page: bool = False) -> NoReturn:
    """Become `tinhgon serve`: for commands that have worked before and now show the site.

    The process is replaced, because the threads of what it has loaded must not be forked.
    Raises CannotListen.
    """
    require_free(host, port)
    command = ["serve", "--host", host, "--port", str(port), *(["--open"] if open_page else [])]
    sys.stdout.flush()
    sys.stderr.flush()
    code = "from tinhgon.cli.main import run; run()"
    os.execv(sys.executable, [sys.executable, "-P", "-c", code, *command])  # noqa: S606


def worker(
    concurrency: Annotated[
        int, typer.Option("--concurrency", metavar="N", min=1, help="Số công việc cùng lúc / Jobs at a time")
    ] = 1,
) -> None:
    """Xử lý công việc nền cho tới khi nhấn Ctrl-C. / Perform background jobs until Ctrl-C."""
    open_registry()
    from tinhgon.jobs.worker import work

    notice(Text("Đang chờ công việc nền; Ctrl-C để dừng.", "Waiting for background jobs; Ctrl-C stops."))
    work(concurrency)


def require_free(host: str, port: int) -> None:
    """Raise CannotListen unless the site can listen there."""
    try:
        family, kind, _, _, place = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        raise _cannot_listen(host, port, error) from error


def _cannot_listen(host: str, port: int, error: OSError) -> CannotListen:
    where = f"{_bracketed(host)}:{port}"
    if error.errno == errno.EADDRINUSE:
        return CannotListen(
            Text(f"Cổng {port} đang có chương trình khác dùng.", f"Port {port} is taken by another program."),
            where=where,
            mend=Text(
                f"Dừng chương trình đó, hoặc chọn cổng khác: tinhgon serve --port {port + 1}",
                f"Stop that program, or choose another port: tinhgon serve --port {port + 1}",
            ),
        )
    reason = error.strerror or str(error)
    return CannotListen(
        Text("Không nhận kết nối được ở địa chỉ này.", "The site cannot listen at this address."),
        where=where,
        why=Text(reason, reason),
        mend=Text(
            "Dùng một địa chỉ của máy này và một cổng từ 1024 trở lên.",
            "Use an address of this machine and a port of 1024 or above.",
        ),
    )


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _processors() -> int:
    """Processors this process may use; containers often allow fewer than there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _ready(address: str, open_page: bool) -> None:
    print_line(say(Text(f"Trang web: {address}  (Ctrl-C để dừng)", f"The site: {address}  (Ctrl-C stops it)")))
    sys.stdout.flush()
    if open_page:
        import webbrowser

        webbrowser.open(address)
