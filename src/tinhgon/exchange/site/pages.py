"""Pages of import and export, and of the background work behind them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text, TinhGonError
from tinhgon.exchange.site.work import ENDINGS, FORMATS, may_export_personal, may_take_out
from tinhgon.exchange.workbook_templates import write_template
from tinhgon.frame.access import account_of, page, standing_of
from tinhgon.frame.languages import said
from tinhgon.frame.tables import XLSX, Column, Table
from tinhgon.jobs import selectors as runs_asked
from tinhgon.jobs import services
from tinhgon.jobs.functions import title
from tinhgon.jobs.models import ENDED, STATUS_NAMES, Run, Status
from tinhgon.registry.domain.refusals import KIND_NAMES
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind
from tinhgon.registry.selectors import labels
from tinhgon.registry.site.comparing import MARKS
from tinhgon.registry.site.moments import moment_of, timeless
from tinhgon.registry.site.pages import scope_of

MOST_BYTES = 50 * 1024 * 1024
POLLING_ENDS = 286  # what htmx takes as the end of polling


_LABELS = {name: each.label for attributes in ATTRIBUTES.values() for name, each in attributes.items()}


class UnfitFile(TinhGonError):
    """A file that is not of the kind or size that an import takes."""

    code = "unfit_file"


@page(Permission.EXPORT, Permission.DRAFT)
def exchange(request: HttpRequest) -> HttpResponse:
    """What can be brought in and taken out, and the work asked for lately."""
    return _exchange(request)


def _exchange(request: HttpRequest, fault: TinhGonError | None = None, status: int = 200) -> HttpResponse:
    moment, standing = moment_of(request), standing_of(request)
    may_export = standing.may(Permission.EXPORT)
    under = scope_of(request, Permission.EXPORT) if may_export else None
    context = {
        "formats": FORMATS.items(),
        "may_import": standing.may(Permission.DRAFT),
        "may_export": may_export,
        "personal": may_export and may_export_personal(account_of(request), under),
        "under": under,
        "scope": None if under is None else labels([under], moment.on, moment.known).get(under),
        "runs": [_line(each) for each in runs_asked.runs_of(account_of(request))[:8]],
        "workers": runs_asked.workers_alive(),
        "fault": fault,
    }
    return render(request, "exchange/exchange.html", context, status=status)


@require_POST
@page(Permission.DRAFT)
def import_upload(request: HttpRequest) -> HttpResponse:
    """Take a file and have it checked in the background; nothing is recorded by that."""
    format = request.POST.get("format", "workbook")
    try:
        file = _checked(request.FILES.get("file"), format)
        run = services.ask("import", {"format": format, "draft": False}, account_of(request), [file])
    except TinhGonError as error:
        return _exchange(request, error, 400)
    return redirect("run", run.pk)


@require_POST
@page(Permission.DRAFT)
def import_draft(request: HttpRequest, run_id: int) -> HttpResponse:
    """Make the draft decision of a file whose preview was shown."""
    shown = runs_asked.run(run_id, account_of(request))
    if shown.name != "import" or shown.status != Status.DONE or not _may_have(request, shown):
        raise Http404
    arguments = {"format": shown.arguments["format"], "draft": True, "given_to": shown.pk}
    return redirect("run", services.ask("import", arguments, account_of(request)).pk)


@require_POST
@page(Permission.EXPORT)
def export(request: HttpRequest) -> HttpResponse:
    """Have the scope and moment shown written as a workbook in the background."""
    moment, under = moment_of(request), scope_of(request, Permission.EXPORT)
    arguments = {
        "on": moment.on.isoformat(),
        "known": moment.seq,
        "latest": moment.is_latest,
        "under": under,
        "personal": request.POST.get("personal") == "on" and may_export_personal(account_of(request), under),
    }
    return redirect("run", services.ask("export", arguments, account_of(request)).pk)


@timeless
@require_GET
@page(Permission.EXPORT, Permission.DRAFT)
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook to fill in."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mau.xlsx"
        write_template(path)
        headers = {"Content-Disposition": 'attachment; filename="mau-tinh-gon.xlsx"'}
        return HttpResponse(path.read_bytes(), content_type=XLSX, headers=headers)


@page()
def runs(request: HttpRequest) -> HttpResponse:
    """The background work this account may see."""
    table: Table[Run] = Table(
        name="cong-viec-nen",
        columns=[
            Column("id", Text("Số", "No."), lambda each: each.pk,
                   link=lambda each: reverse("run", args=[each.pk])),
            Column("name", Text("Việc", "Work"), lambda each: title(each.name), searched=True),
            Column("status", Text("Trạng thái", "Status"), lambda each: each.status,
                   choices=[(each.value, name) for each, name in STATUS_NAMES.items()]),
            Column("asked_by", Text("Người yêu cầu", "Asked by"), lambda each: each.asked_by.shown_name, searched=True),
            Column("asked_at", Text("Lúc", "At"), lambda each: each.asked_at),
        ],
        rows=list(runs_asked.all_runs(account_of(request)).select_related("asked_by")[:2000]),
        request=request,
        caption=Text("Công việc chạy nền", "Background work"),
        empty=Text("Chưa có công việc nào.", "No work was asked for yet."),
    )  # fmt: skip
    return table.answer("exchange/runs.html", {})


@timeless
@page()
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """One piece of background work: how far it is, and what came of it."""
    found = runs_asked.run(run_id, account_of(request))
    return render(request, "exchange/run.html", _told(request, found))


@timeless
@page()
def run_progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """How far it is, asked again and again by the page until it has ended."""
    found = runs_asked.run(run_id, account_of(request))
    status = POLLING_ENDS if found.status in ENDED else 200
    return render(request, "exchange/run_progress.html", _told(request, found), status=status)


@require_POST
@page()
def run_cancel(request: HttpRequest, run_id: int) -> HttpResponse:
    """Ask that it stops; what it did so far is undone."""
    found = runs_asked.run(run_id, account_of(request))
    services.cancel(found, account_of(request))
    messages.info(request, said(Text("Đã yêu cầu dừng.", "Asked to stop.")))
    return redirect("run", run_id)


@timeless
@require_GET
@page()
def run_file(request: HttpRequest, run_id: int, number: int) -> HttpResponse:
    """A file that the work has made."""
    shown = runs_asked.run(run_id, account_of(request))
    if not _may_have(request, shown):
        raise PermissionDenied
    found = runs_asked.made_file(shown, number)
    headers = {"Content-Disposition": content_disposition_header(True, found.name) or "attachment"}
    return HttpResponse(bytes(found.content), content_type=found.media_type, headers=headers)


def _may_have(request: HttpRequest, shown: Run) -> bool:
    """Whether what came of some work is for this account: its own, and what it may still do today.

    Administrators see that work was done and how it ended, not the records in it.
    """
    account = account_of(request)
    if shown.asked_by_id != account.pk:
        return False
    if shown.name == "export":
        return may_take_out(account, shown.arguments["under"], shown.arguments["personal"])
    needed = _NEEDED.get(shown.name, Permission.DRAFT)
    return standing_of(request).everywhere(needed) if needed is Permission.AUDIT else standing_of(request).may(needed)


_NEEDED = {"enact": Permission.APPROVE, "verify": Permission.AUDIT}
"""What an account must still be allowed to see what came of its work."""


def _told(request: HttpRequest, found: Run) -> dict[str, Any]:
    for_account = _may_have(request, found)
    error, result = (found.error or {}, found.result or {}) if for_account else (_without_records(found.error), {})
    return {
        "run": found,
        **_line(found),
        "ended": found.status in ENDED,
        "files": runs_asked.made_files(found) if for_account else [],
        "phase": _text(found.phase),
        "fault": {key: _text(error.get(key)) or error.get(key) for key in ("what", "where", "why", "mend")},
        "faults": error.get("faults", []),
        "result": result,
        "kinds": [(KIND_NAMES[each], result["kinds"][each]) for each in Kind if each in result.get("kinds", {})],
        "counts": [(MARKS[what], count) for what, count in result.get("counts", {}).items()],
        "differences": [_difference(each) for each in result.get("differences", ())],
        "may_draft": standing_of(request).may(Permission.DRAFT),
    }


def _without_records(error: Mapping[str, Any] | None) -> dict[str, Any]:
    """What failed, without where and why, which may name what is on record."""
    return {} if error is None else {"what": error.get("what")}


def _difference(each: Mapping[str, Any]) -> dict[str, Any]:
    """A difference of a preview with its mark and the name of its attribute."""
    return {**each, "mark": MARKS[each["what"]], "attribute": _LABELS.get(each["attribute"])}


def _line(found: Run) -> dict[str, Any]:
    return {"run": found, "title": title(found.name), "status": STATUS_NAMES[Status(found.status)]}


def _text(found: object) -> Text | None:
    """A text of both languages that was kept as JSON."""
    return Text(found["vi"], found["en"]) if isinstance(found, dict) and {"vi", "en"} <= found.keys() else None


def _checked(file: UploadedFile | None, format: str) -> services.Upload:
    """The file, where it is of the kind and size that the format takes. Raises UnfitFile."""
    if format not in FORMATS:
        raise UnfitFile(Text("Không có định dạng này", "There is no such format"), where=format)
    if file is None or not file.name:
        raise UnfitFile(
            Text("Chưa chọn tệp", "No file was chosen"), mend=Text("Chọn một tệp rồi gửi lại.", "Choose a file.")
        )
    endings = ENDINGS[format]
    if not file.name.lower().endswith(endings) or (file.size or 0) > MOST_BYTES:
        listed = ", ".join(endings)
        raise UnfitFile(
            Text("Tệp không đúng loại hoặc quá lớn", "The file is of another kind or too large"),
            where=file.name,
            mend=Text(
                f"Dùng tệp {listed} không quá {MOST_BYTES // 2**20} MB.",
                f"Use a file {listed} of at most {MOST_BYTES // 2**20} MB.",
            ),
        )
    return services.Upload(file.name, file.content_type or "application/octet-stream", file.read())
