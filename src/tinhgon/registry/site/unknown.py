"""What stands behind the number in an address of a page: an object on record, or an error to show."""

from __future__ import annotations

from tinhgon.errors import Text
from tinhgon.frame.domain.moment import Moment
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import Entity
from tinhgon.registry.selectors import UnknownObject, lives


def kind_on_record(object_id: int, moment: Moment) -> Kind:
    """The kind of an object. Raises UnknownObject where nothing is on record of it at the moment."""
    kind = Entity.objects.filter(pk=object_id).values_list("kind", flat=True).first()
    if kind is None:
        raise UnknownObject(
            Text(f"Không có đối tượng #{object_id} trong hồ sơ", f"There is no object #{object_id} on record"),
            where=f"#{object_id}",
            mend=Text("Tìm theo tên hoặc mã ở ô tìm kiếm đầu trang.", "Search by name or code at the top of the page."),
        )
    if object_id not in lives([object_id], moment.known):
        raise UnknownObject(
            Text(
                f"Theo hồ sơ đến mục {moment.seq} chưa ghi nhận đối tượng #{object_id}",
                f"As recorded up to entry {moment.seq}, there is no object #{object_id} yet",
            ),
            where=f"known={moment.seq}",
            mend=Text("Chọn một mục muộn hơn trong sổ.", "Choose a later entry of the ledger."),
        )
    return Kind(kind)
