"""The built styles and scripts: locked packages, small files, no code made from strings, every icon there."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
FRONTEND = PROJECT / "frontend"
BUILT = PROJECT / "src/tinhgon/frame/static/tinhgon"
KB = 1024
FIRST_LOAD = 1024 * KB
FIRST_TRANSFER = 640 * KB

LIMITS = {"main.css": 560 * KB, "main.js": 160 * KB, "charts.js": 760 * KB, "icons.svg": 40 * KB}

CODE_FROM_STRINGS = re.compile(r"(?<![\w$.])(?:eval|new Function|Function)\(")
INLINE_STYLE = re.compile(r"""setAttribute\(\s*["'`]style["'`]""")
ICON_IN_TEMPLATE = re.compile(r"icons\.svg[^#\"]*#([a-z0-9-]+)|\{%\s*icon\s+\"([a-z0-9-]+)\"")


@pytest.fixture(scope="module", autouse=True)
def built() -> Path:
    """The folder `make test` has built."""
    assert (BUILT / "main.css").is_file(), "run: make assets"
    return BUILT


def packages() -> dict[str, dict[str, object]]:
    lock = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))
    return {path: package for path, package in lock["packages"].items() if path}


def icons() -> set[str]:
    return set(re.findall(r'<symbol id="([^"]+)"', (BUILT / "icons.svg").read_text(encoding="utf-8")))


def test_the_lockfile_names_no_host_to_fetch_from() -> None:
    assert [path for path, package in packages().items() if "resolved" in package] == []


def test_every_locked_package_has_its_digest() -> None:
    assert [
        path for path, package in packages().items() if not str(package.get("integrity")).startswith("sha512-")
    ] == []


def test_direct_dependencies_are_exact_versions() -> None:
    chosen = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))
    versions = {**chosen["dependencies"], **chosen["devDependencies"]}
    assert [name for name, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


@pytest.mark.parametrize("name", LIMITS)
def test_a_built_file_stays_small(name: str) -> None:
    assert (BUILT / name).stat().st_size < LIMITS[name]


def test_the_first_page_loads_less_than_a_megabyte_uncompressed() -> None:
    fonts = sum(font.stat().st_size for font in (BUILT / "fonts").iterdir())
    assert fonts + sum((BUILT / name).stat().st_size for name in ("main.css", "main.js", "icons.svg")) < FIRST_LOAD


def test_a_first_page_with_charts_transfers_little() -> None:
    fonts = sum(font.stat().st_size for font in (BUILT / "fonts").iterdir())
    texts = ("main.css", "main.js", "charts.js", "icons.svg")
    assert fonts + sum((BUILT / f"{name}.br").stat().st_size for name in texts) < FIRST_TRANSFER


@pytest.mark.parametrize("name", LIMITS)
def test_a_compressed_twin_holds_the_same_text(name: str) -> None:
    assert gzip.decompress((BUILT / f"{name}.gz").read_bytes()) == (BUILT / name).read_bytes()


def test_the_licence_of_every_bundled_package_is_shipped() -> None:
    licences = (BUILT / "licences.txt").read_text(encoding="utf-8")
    bundled = [
        f"{path.split('node_modules/')[-1]} {package['version']}, {package['license']}"
        for path, package in packages().items()
        if not package.get("dev")
    ]
    assert bundled
    assert [each for each in bundled if each not in licences] == []


@pytest.mark.parametrize("name", ["main.js", "charts.js"])
def test_no_script_makes_code_from_strings(name: str) -> None:
    assert CODE_FROM_STRINGS.findall((BUILT / name).read_text(encoding="utf-8")) == []


def test_our_scripts_write_no_style_attribute_and_no_markup() -> None:
    ours = {path: path.read_text(encoding="utf-8") for path in (FRONTEND / "js").rglob("*.js")}
    assert ours
    assert [path.name for path, text in ours.items() if INLINE_STYLE.search(text) or "innerHTML =" in text] == []


def test_styles_and_scripts_fetch_nothing_from_elsewhere() -> None:
    style = (BUILT / "main.css").read_text(encoding="utf-8")
    addresses = re.findall(r"""url\(\s*["']?([^"')]+)""", style)
    assert addresses
    assert [each for each in addresses if not each.startswith(("./fonts/", "data:", "#"))] == []
    assert "@import" not in style


def test_every_font_file_the_styles_name_is_there() -> None:
    named = set(re.findall(r"\./fonts/([\w.-]+)", (BUILT / "main.css").read_text(encoding="utf-8")))
    assert named == {font.name for font in (BUILT / "fonts").iterdir()}


def test_no_source_maps_are_shipped() -> None:
    assert [path.name for path in BUILT.rglob("*") if path.suffix == ".map"] == []
    assert [path.name for path in BUILT.glob("*.*s") if "sourceMappingURL" in path.read_text(encoding="utf-8")] == []


def test_the_sprite_holds_the_icons_listed() -> None:
    assert icons() == set((FRONTEND / "icons.txt").read_text(encoding="utf-8").split())


def test_the_documents_list_the_icons() -> None:
    listed = (PROJECT / "docs/frontend.md").read_text(encoding="utf-8").split("## Icons")[1]
    assert icons() <= set(re.findall(r"`([a-z0-9-]+)`", listed))


def test_the_sprite_holds_every_icon_a_template_names() -> None:
    named = {
        (name or other, path.name)
        for path in (PROJECT / "src/tinhgon").glob("**/templates/**/*.html")
        for name, other in ICON_IN_TEMPLATE.findall(path.read_text(encoding="utf-8"))
    }
    assert sorted((name, where) for name, where in named if name not in icons()) == []


def test_every_class_of_ours_a_template_uses_is_styled() -> None:
    styled = set(re.findall(r"\.(tg-[\w-]+)", (BUILT / "main.css").read_text(encoding="utf-8")))
    used: dict[str, str] = {}
    for path in (PROJECT / "src/tinhgon").glob("**/templates/**/*.html"):
        for classes in re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8")):
            plain = re.sub(r"\{[%{].*?[%}]\}", "\0", classes)
            used.update({name: path.name for name in plain.split() if name.startswith("tg-") and "\0" not in name})
    assert {name: where for name, where in used.items() if name not in styled} == {}
