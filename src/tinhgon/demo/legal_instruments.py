"""Read the file of legal instruments that comes with the demonstration."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

from tinhgon.demo.domain.resolutions import Resolutions, resolutions_from_plain
from tinhgon.demo.domain.sources import SourceFault
from tinhgon.errors import Text

FILE = "resolutions_2025.yaml"


def read_resolutions() -> Resolutions:
    """The instruments of the 2025 reorganisation."""
    return parse_resolutions(files("tinhgon.demo").joinpath("data", FILE).read_text("utf-8"), FILE)


def parse_resolutions(text: str, file: str) -> Resolutions:
    """Read instruments from YAML. Raises SourceFault naming `file` and the key, or the line, at fault."""
    try:
        plain = _StrictLoader(text).get_single_data()
    except yaml.YAMLError as fault:
        raise SourceFault(
            Text("Tệp YAML viết sai", "The YAML file is malformed"),
            where=f"{file}: {' '.join(str(fault).split())}",
            mend=Text("Sửa dòng đã nêu", "Mend the line named"),
        ) from None
    return resolutions_from_plain(plain, file)


class _StrictLoader(yaml.SafeLoader):
    """Safe YAML in which a key stands once: plain YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for key, _ in node.value:
            if keys.count(key.value) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"key `{key.value}` stands twice", key.start_mark)
        return super().construct_mapping(node, deep)
