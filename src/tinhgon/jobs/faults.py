"""What can go wrong with background jobs, each fault a class with a stable code."""

from __future__ import annotations

from tinhgon.errors import Text, TinhGonError


class UnknownJob(TinhGonError):
    """No job of this name is registered."""

    code = "job.unknown"


class RunNotFound(TinhGonError):
    """There is no such run, or none this account may see."""

    code = "job.run-not-found"


class RunEnded(TinhGonError):
    """What has ended cannot be cancelled."""

    code = "job.run-ended"


class FileTooLarge(TinhGonError):
    """A file of a run is larger than the installation allows."""

    code = "job.file-too-large"


class RunStalled(TinhGonError):
    """The worker of a run was killed or cut off."""

    code = "job.stalled"


class WorkerStopped(TinhGonError):
    """The worker was stopped before the run was through."""

    code = "job.worker-stopped"


class RunBroke(TinhGonError):
    """The program itself failed; its log has the details, the user is told the kind only."""

    code = "job.broke"


class Cancelled(Exception):
    """Somebody asked to cancel the run: its work is undone."""


class Superseded(Exception):
    """The run was declared ended while its worker was out of reach: its work is undone."""


def unknown_job(name: str) -> UnknownJob:
    """The error for a job nobody registered."""
    return UnknownJob(
        Text(f"Không có công việc nền «{name}».", f"There is no background job {name!r}."),
        mend=Text(
            "Cập nhật các tiến trình xử lý lên cùng phiên bản với trang web.",
            "Bring the workers to the same version as the site.",
        ),
    )


def run_not_found(number: int) -> RunNotFound:
    """The error for a run that is not there, or not this account's."""
    return RunNotFound(
        Text(f"Không tìm thấy công việc số {number}.", f"Run {number} cannot be found."),
        mend=Text("Xem danh sách công việc của bạn.", "See the list of your runs."),
    )


def run_ended(number: int) -> RunEnded:
    """The error for cancelling too late."""
    return RunEnded(
        Text(f"Công việc số {number} đã kết thúc nên không hủy được.", f"Run {number} has ended already."),
        mend=Text("Tải lại trang để xem kết quả.", "Reload the page to see what came of it."),
    )


def file_too_large(name: str, size: int, limit: int) -> FileTooLarge:
    """The error for a file above the limit; sizes in bytes."""
    return FileTooLarge(
        Text(
            f"Tệp lớn quá mức cho phép: {_megabytes(size)} MB, tối đa {_megabytes(limit)} MB.",
            f"The file is too large: {_megabytes(size)} MB, at most {_megabytes(limit)} MB.",
        ),
        where=name,
        mend=Text(
            "Chia nhỏ tệp, hoặc đề nghị quản trị viên tăng TINHGON_FILE_LIMIT_MB.",
            "Split the file, or ask the administrator to raise TINHGON_FILE_LIMIT_MB.",
        ),
    )


def run_stalled(number: int) -> RunStalled:
    """The error kept with a run whose worker is gone."""
    return RunStalled(
        Text(
            f"Tiến trình xử lý công việc số {number} đã ngừng giữa chừng.",
            f"The worker of run {number} stopped midway.",
        ),
        why=Text(
            "Tiến trình bị tắt, hoặc máy chạy nó mất kết nối với cơ sở dữ liệu.",
            "It was killed, or its machine lost the database.",
        ),
        mend=Text(
            "Kiểm tra tiến trình xử lý đang chạy (`tinhgon doctor`), rồi yêu cầu lại công việc.",
            "See that a worker runs (`tinhgon doctor`), then ask for the job again.",
        ),
    )


def worker_stopped(number: int) -> WorkerStopped:
    """The error kept with a run whose worker was shut down."""
    return WorkerStopped(
        Text(
            f"Công việc số {number} dừng lại vì hệ thống tắt để bảo trì; phần đang làm dở đã được bỏ.",
            f"Run {number} was stopped because the system shut down; what it had begun was dropped.",
        ),
        mend=Text("Yêu cầu lại công việc khi hệ thống hoạt động.", "Ask for the job again when the system is up."),
    )


def run_broke(number: int, kind: str) -> RunBroke:
    """The error kept with a run that failed in a way nobody foresaw; `kind` is the exception's class."""
    return RunBroke(
        Text(f"Lỗi ngoài dự kiến ({kind}).", f"An unexpected error ({kind})."),
        where=f"#{number}",
        mend=Text(
            "Báo quản trị viên số của công việc; nhật ký của tiến trình xử lý ghi chỗ xảy ra lỗi.",
            "Tell the administrator the number of the run; the worker's log says where it happened.",
        ),
    )


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}"
