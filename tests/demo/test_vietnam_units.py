"""Reading the package's files: nothing is imported from it, and a damaged file is named."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.metadata import distribution
from pathlib import Path

import pytest

from tinhgon.demo.domain.sources import SourceFault
from tinhgon.demo.vietnam_units import PACKAGE, read_source, read_tables

DATA = Path(str(distribution(PACKAGE).locate_file(f"{PACKAGE}/data")))


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for name in ("dataset.db", "converter_2025.json"):
        shutil.copy(DATA / name, tmp_path)
        (tmp_path / name).chmod(0o644)
    return tmp_path


def test_a_copy_reads_as_the_installed_package_does(copied: Path) -> None:
    source = read_source()
    assert read_tables(copied, source.name) == source
    assert source.name == f"{PACKAGE} {distribution(PACKAGE).version}"


def test_reading_does_not_import_the_package() -> None:
    program = (
        "import sys; from tinhgon.demo.vietnam_units import read_source; read_source();"
        f"sys.exit({PACKAGE!r} in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize("name", ["dataset.db", "converter_2025.json"])
@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe garbage", b"[1, 2]"])
def test_a_missing_or_damaged_file_is_named(copied: Path, name: str, content: bytes | None) -> None:
    if content is None:
        (copied / name).unlink()
    else:
        (copied / name).write_bytes(content)
    with pytest.raises(SourceFault, match=name.replace(".", r"\.")):
        read_tables(copied, "a copy")


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE admin_units",
        "ALTER TABLE admin_units_legacy RENAME COLUMN wardCode TO code",
        "UPDATE admin_units SET wardLat = 'north'",
    ],
)
def test_a_table_of_another_form_is_refused_naming_the_file(copied: Path, damage: str) -> None:
    with closing(sqlite3.connect(copied / "dataset.db")) as connection, connection:
        connection.execute(damage)
    with pytest.raises(SourceFault, match=r"dataset\.db"):
        read_tables(copied, "a copy")
