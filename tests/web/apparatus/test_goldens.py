"""Files taken out of the lists, cell for cell; a change of a golden is a change users see in Excel."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import load_workbook
from syrupy.assertion import SnapshotAssertion

from tests.web.apparatus.conftest import Province, Reader

MOMENT = "on=2020-12-31&known=2"
LISTS = {
    "bodies": "/bo-may/?view=list",
    "people": "/con-nguoi/?",
    "areas": "/dia-gioi/?level=district",
    "decisions": "/quyet-dinh/?",
    "figures": "/chi-tieu/?since=2019-06-01",
    "comparison": "/so-sanh/?start=2020-06-30&end=2020-07-01",
}


def _plain(text: str) -> str:
    """Without what differs from run to run: numbers of objects and moments of recording."""
    return re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?", "MOMENT", re.sub(r"#\d+", "#", text)).replace("\r\n", "\n")


def _file(name: str) -> str:
    """The parameter that asks for a file: the page of a comparison has days of its own beside the list's rows."""
    return "r_file" if name == "comparison" else "file"


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_list_exports_as_it_always_did(
    built: Province, reader: Reader, snapshot: SnapshotAssertion, name: str, language: str
) -> None:
    client = reader(built.province)
    answer = client.get(f"{LISTS[name]}&{MOMENT}&lang={language}&{_file(name)}=csv".replace("?&", "?"))
    assert answer.status_code == 200
    assert _plain(answer.content.decode("utf-8-sig")) == snapshot


@pytest.mark.parametrize("name", LISTS)
def test_the_workbook_of_a_list_holds_the_same_rows_as_its_csv(built: Province, reader: Reader, name: str) -> None:
    client = reader(built.province)
    address = f"{LISTS[name]}&{MOMENT}".replace("?&", "?")
    lines = client.get(f"{address}&{_file(name)}=csv").content.decode("utf-8-sig").strip("\r\n").split("\r\n")
    sheet = load_workbook(io.BytesIO(client.get(f"{address}&{_file(name)}=xlsx").content)).active
    assert sheet is not None
    assert sheet.max_row == len(lines)
    assert ",".join(str(cell.value) for cell in sheet[1]) == lines[0].replace('"', "")
