"""The empty workbook that offices fill in, and how files are put in their place. Needs no registry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tinhgon.errors import Text, TinhGonError
from tinhgon.exchange.domain.workbook_layout import GUIDE, SAMPLE, SHEETS
from tinhgon.exchange.domain.workbook_rows import sample_row
from tinhgon.exchange.workbook_files import Page, write_workbook

GUIDANCE: Sequence[Sequence[str]] = (
    ("Mẫu nhập dữ liệu Tinh Gọn", "Tinh Gọn workbook"),
    (
        "Cách ghi",
        f"Mỗi dòng một đối tượng. Dòng bắt đầu bằng «{SAMPLE}» là dòng mẫu, không được nhập. Không dùng công thức,"
        " không gộp ô, không đổi dòng 2.",
    ),
    (
        "Khóa",
        "Mỗi dòng có một khóa do đơn vị tự đặt; các cột tham chiếu ghi khóa đó. Đối tượng đã có trong sổ: ghi mã"
        " (03007, commune:03007) hoặc số (#12).",
    ),
    (
        "Ô trống, cột bỏ đi",
        "Ô trống nghĩa là không có giá trị. Cột bị xóa khỏi trang thì không thay đổi gì ở thuộc tính đó.",
    ),
    (
        "Kết thúc",
        "Ngày đầu tiên đối tượng không còn (giải thể, bỏ chức danh, thôi giữ chức, thu hồi biên chế)."
        " Để trống nếu còn.",
    ),
    ("Ngày và số", "Ngày ghi 01/06/2019. Số ghi 1450 và 51,6. Mã ghi dạng văn bản để giữ số 0 ở đầu."),
    ("Danh mục", "Cột có danh mục: chọn trong ô, hoặc ghi mã ở trang «Danh mục»."),
    ("Nhập", "tinhgon import TỆP.xlsx --format workbook (chỉ xem trước; --draft-by TÀI_KHOẢN để lưu dự thảo)"),
    ("", ""),
    (
        "How to fill it in",
        f"One object to a row. Rows that begin with {SAMPLE!r} are samples and never imported. No formulas, no merged"
        " cells; leave row 2 as it is.",
    ),
    (
        "Keys",
        "Every row has a key of your own choosing; references name that key. Objects on record: their code (03007,"
        " commune:03007) or number (#12).",
    ),
    ("Blank cells", "A blank cell means there is no value. A column taken out of a sheet states nothing."),
    ("Ends on", "The first day on which the object is no more. Blank if it goes on."),
)


class FileExists(TinhGonError):
    """There is a file under the name to write to."""

    code = "file_exists"


class UnwritableFile(TinhGonError):
    """A file cannot be written where it is wanted."""

    code = "unwritable_file"


def write_template(path: Path, overwrite: bool = False) -> None:
    """Write the empty workbook with one sample row on each sheet. Raises FileExists."""
    with replacing(path, overwrite) as target:
        pages = [Page(sheet, [sample_row(sheet)], sample=True) for sheet in SHEETS]
        write_workbook(target, (GUIDE, GUIDANCE), pages)


@contextmanager
def replacing(path: Path, overwrite: bool) -> Iterator[Path]:
    """A file written beside its place and put there once it is whole."""
    if path.exists() and not overwrite:
        raise FileExists(
            Text("Đã có tệp này; không ghi đè", "The file exists; it was not overwritten"),
            where=str(path),
            mend=Text("Chọn tên khác hoặc dùng --overwrite.", "Choose another name or use --overwrite."),
        )
    unfinished = path.with_name(f"{path.name}.part")
    try:
        yield unfinished
        unfinished.replace(path)
    except OSError as error:
        why = str(error.strerror or error)
        raise UnwritableFile(
            Text("Không ghi được tệp", "The file cannot be written"),
            where=str(path),
            why=Text(why, why),
            mend=Text("Kiểm tra thư mục, quyền ghi và chỗ trống.", "Check the folder, its rights and the space left."),
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
