"""Files of a draft: added, taken out, and read again."""

from __future__ import annotations

from typing import cast

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.access import page
from tinhgon.registry import services
from tinhgon.registry.models import Attachment
from tinhgon.registry.site.decisions_reach import decision_in_reach
from tinhgon.registry.site.drafting_steps import own_draft
from tinhgon.registry.site.moments import timeless

MOST_BYTES = 20 * 1024 * 1024
KINDS_SAID = "PDF, DOCX, XLSX, PNG, JPEG"
_ZIP = b"PK\x03\x04"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_KINDS = {
    "pdf": ("application/pdf", b"%PDF-"),
    "docx": (f"{_OFFICE}wordprocessingml.document", _ZIP),
    "xlsx": (f"{_OFFICE}spreadsheetml.sheet", _ZIP),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
}
"""Media type and first bytes of the files taken, by the ending of their name."""


class FileRefused(TinhGonError):
    """A file that is too large or not of a kind taken."""

    code = "file_refused"


@page(Permission.DRAFT)
@require_POST
def attach(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Add a file to the account's own draft."""
    decision = own_draft(request, decision_id)
    given = request.FILES.get("file")
    if given is None:
        raise FileRefused(Text("Chưa chọn tệp", "No file was chosen"), mend=Text("Chọn một tệp.", "Choose a file."))
    name, media_type, content = checked(cast(UploadedFile, given))
    services.attach(decision, name, media_type, content)
    return redirect("decision_edit", decision.pk)


@page(Permission.DRAFT)
@require_POST
def detach(request: HttpRequest, decision_id: int, attachment_id: int) -> HttpResponse:
    """Take a file out of the account's own draft."""
    decision = own_draft(request, decision_id)
    services.detach(decision, attachment_id)
    return redirect("decision_edit", decision.pk)


@timeless
@page(Permission.READ, Permission.DRAFT)
@require_GET
def attachment(request: HttpRequest, decision_id: int, attachment_id: int) -> HttpResponse:
    """A file of a decision, to be saved: never opened within the site."""
    decision = decision_in_reach(request, decision_id)
    found = Attachment.objects.filter(decision=decision, pk=attachment_id).first()
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type=found.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    return response


def checked(given: UploadedFile) -> tuple[str, str, bytes]:
    """The name, media type and content of a file. Raises FileRefused for what is not taken."""
    name = (given.name or "").replace("\\", "/").rsplit("/", 1)[-1].strip()
    media_type, begins = _KINDS.get(name.rsplit(".", 1)[-1].lower(), ("", b""))
    if (given.size or 0) > MOST_BYTES:
        raise FileRefused(
            Text("Tệp quá lớn", "The file is too large"),
            where=name,
            why=Text(f"Nhiều nhất {MOST_BYTES // 1024 // 1024} MB.", f"At most {MOST_BYTES // 1024 // 1024} MB."),
            mend=Text("Nén hoặc chia tệp.", "Compress or split it."),
        )
    content = given.read()
    if not media_type or not content.startswith(begins):
        raise FileRefused(
            Text("Không nhận loại tệp này", "Files of this kind are not taken"),
            where=name,
            why=Text("Nội dung hoặc đuôi tệp không khớp.", "Its content or its ending does not fit."),
            mend=Text(f"Chỉ nhận: {KINDS_SAID}.", f"Only {KINDS_SAID} are taken."),
        )
    return name, media_type, content
