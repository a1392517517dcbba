"""The API with all its routes, and its addresses."""

from __future__ import annotations

from django.urls import path

from tinhgon.web.api import faults
from tinhgon.web.api.decisions import decisions
from tinhgon.web.api.drafts import drafts
from tinhgon.web.api.figures import figures
from tinhgon.web.api.law import law
from tinhgon.web.api.ledger import ledger
from tinhgon.web.api.meta import meta
from tinhgon.web.api.people import people
from tinhgon.web.api.records import records
from tinhgon.web.api.reference import reference
from tinhgon.web.api.routes import VERSION
from tinhgon.web.api.scenarios import scenarios
from tinhgon.web.api.scenarios_deciding import scheming
from tinhgon.web.api.scenarios_editing import planning
from tinhgon.web.api.seats import memberships, post_routes, quotas
from tinhgon.web.api.site import Plain, Site
from tinhgon.web.api.steps import steps
from tinhgon.web.api.structure import areas, organizations

api = Site(
    title="Tinh Gọn",
    version=VERSION,
    description=(
        "The record of the apparatus for programs. Every question takes `on` (a day) and `known` (a ledger entry);"
        " every answer tells which it used, and asked again with both it is the same. `docs/api.md` has examples."
    ),
    docs_url=None,
    renderer=Plain(),
    urls_namespace="api",
)
ROUTES = (
    meta, areas, organizations, post_routes, memberships, quotas, people,
    decisions, ledger, figures, law, records, drafts, steps, scenarios, planning, scheming,
)  # fmt: skip
for each in ROUTES:
    api.add_router("", each.router)
faults.handle(api)

urlpatterns = [
    path("docs/", reference, name="api_reference"),
    path("", api.urls),
]
