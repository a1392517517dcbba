"""What can be wrong with the rulebook's files, a question to it, or the data it is asked to judge."""

from __future__ import annotations

from tinhgon.errors import Text, TinhGonError


class RulebookFault(TinhGonError):
    """A rulebook file that is malformed, uncited or at odds with itself; `where` is file, line and key."""

    code = "rulebook_fault"


class NotInForce(TinhGonError, LookupError):
    """No such parameter, or none in force on the day asked for."""

    code = "not_in_force"


class DataLacking(TinhGonError):
    """A snapshot lacks what an indicator or rule needs: a column, or the earlier of two days."""

    code = "data_lacking"


def fault(file: str, line: int | None, key: str, what: Text, mend: Text | None = None) -> RulebookFault:
    """A fault of a file at a key, with its line where it is known."""
    place = file if line is None else f"{file}:{line}"
    return RulebookFault(
        what,
        where=f"{place}: {key}",
        why=Text(
            "Mỗi tham số phải có giá trị, đơn vị, thời hạn, văn bản, nguồn và ghi rõ đã kiểm chứng hay chưa",
            "Each parameter needs value, unit, validity, instrument, source and whether it was verified",
        ),
        mend=mend or Text("Sửa khóa đã nêu trong tệp", "Mend the key named in the file"),
    )
