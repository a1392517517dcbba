"""What a typed reference means: a number (#12, as search suggests it) or a code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tinhgon.errors import Text, TinhGonError
from tinhgon.registry.domain.refusals import KIND_NAMES
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import Entity
from tinhgon.registry.selectors import address_of, the_one
from tinhgon.registry.site.change_forms.fields import Faulty

_NUMBER = re.compile(r"#?(\d{1,15})\b.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sight:
    """What a form may refer to: the record at a moment, and what earlier changes of the same plan make, by id."""

    on: date
    known: datetime | None
    made: Mapping[int, Kind]

    def meant(self, text: str, kinds: tuple[Kind, ...]) -> int:
        """The object a reference means. Raises Faulty where there is none, or one of another kind."""
        numbered = _NUMBER.fullmatch(text) if text.startswith("#") else None
        if numbered is not None:
            object_id = int(numbered[1])
            kind = self.kind_of(object_id)
        else:
            try:
                found = the_one(address_of(text), self.on, self.known)
            except TinhGonError as fault:
                raise Faulty(fault.what) from None
            object_id, kind = found.id, found.kind
        if kind is None:
            raise Faulty(Text("không có trong hồ sơ", "is not on record"))
        if kind not in kinds:
            wanted = Text(
                " hoặc ".join(KIND_NAMES[each].vi for each in kinds), " or ".join(KIND_NAMES[each].en for each in kinds)
            )
            raise Faulty(Text(f"phải là {wanted.vi}", f"must be an object of the kind: {wanted.en}"))
        return object_id

    def kind_of(self, object_id: int) -> Kind | None:
        """The kind of an object on record or made before; None where there is none."""
        if object_id in self.made:
            return self.made[object_id]
        found = Entity.objects.filter(pk=object_id).values_list("kind", flat=True).first()
        return None if found is None else Kind(found)
