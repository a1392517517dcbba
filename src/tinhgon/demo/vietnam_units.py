"""Read the tables of the package `vietnamadminunits` from its files.

The package itself is not imported: its converters need libraries that take seconds to load.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from tinhgon.demo.domain.sources import CurrentRow, Entry, LegacyRow, SourceFault, SourceTables
from tinhgon.errors import Text

PACKAGE = "vietnamadminunits"


def read_source() -> SourceTables:
    """The tables of the installed package. Raises SourceFault when it is missing or cannot be read."""
    try:
        installed = distribution(PACKAGE)
    except PackageNotFoundError:
        raise _fault(PACKAGE, "not installed") from None
    data = Path(str(installed.locate_file(f"{PACKAGE}/data")))
    return read_tables(data, f"{PACKAGE} {installed.version}")


def read_tables(data: Path, name: str) -> SourceTables:
    """The tables in the folder `data`; `name` says in documents where they came from.

    Raises SourceFault naming the file that is missing or has another form.
    """
    database, converter = data / "dataset.db", data / "converter_2025.json"
    try:
        address = f"{database.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            legacy = tuple(_legacy(row) for row in connection.execute("SELECT * FROM admin_units_legacy"))
            current = tuple(_current(row) for row in connection.execute("SELECT * FROM admin_units"))
    except (sqlite3.Error, IndexError, ValueError) as fault:
        raise _fault(database.name, str(fault)) from fault
    try:
        conversion = json.loads(converter.read_text("utf-8"))
        return SourceTables(
            name=name,
            legacy=legacy,
            current=current,
            provinces={new: tuple(olds) for new, olds in conversion["DICT_PROVINCE"].items()},
            whole={
                province: {new: tuple(olds) for new, olds in units.items()}
                for province, units in conversion["DICT_PROVINCE_WARD_NO_DIVIDED"].items()
            },
            divided=dict(_divided(conversion["DICT_PROVINCE_WARD_DIVIDED"])),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise _fault(converter.name, f"{type(fault).__name__}: {fault}") from fault


def _legacy(row: sqlite3.Row) -> LegacyRow:
    return LegacyRow(
        province=_entry(row, "province"),
        district=_entry(row, "district", row["districtType"]),
        commune=_entry(row, "ward", row["wardType"]) if row["wardCode"] else None,
    )


def _current(row: sqlite3.Row) -> CurrentRow:
    return CurrentRow(
        province=_entry(row, "province"),
        commune=_entry(row, "ward", row["wardType"], _decimal(row["wardAreaKm2"])),
    )


def _entry(row: sqlite3.Row, prefix: str, type_word: str | None = None, area: str = "") -> Entry:
    return Entry(
        key=row[f"{prefix}Key"],
        code=row[f"{prefix}Code"],
        name=row[prefix],
        type=type_word or "",
        latitude=_decimal(row[f"{prefix}Lat"]),
        longitude=_decimal(row[f"{prefix}Lon"]),
        natural_area=area,
    )


def _decimal(number: float | None) -> str:
    return "" if number is None else repr(float(number))


def _divided(provinces: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, tuple[str, ...]]]]:
    for province, units in provinces.items():
        yield province, {old: tuple(_by_share(parts)) for old, parts in units.items()}


def _by_share(parts: list[dict[str, Any]]) -> Iterator[str]:
    """The new communes of a divided one; first the one that the package takes for it where only one is asked."""
    for part in sorted(parts, key=lambda each: not each["isDefaultNewWard"]):
        yield part["newWardKey"]


def _fault(where: str, detail: str) -> SourceFault:
    return SourceFault(
        Text("Không đọc được dữ liệu trình diễn", "The demonstration's data cannot be read"),
        where=f"{where}: {detail}",
        why=Text(
            f"Dữ liệu lấy từ gói {PACKAGE}, phần phụ thuộc của bản trình diễn",
            f"It comes from the package {PACKAGE}, a dependency of the demonstration",
        ),
        mend=Text('Chạy: pip install "tinhgon[demo]"', 'Run: pip install "tinhgon[demo]"'),
    )
