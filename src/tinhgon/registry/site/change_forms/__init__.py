"""Forms for changes, for drafts of decisions and wherever else a change is put together by hand.

`form_for` gives an empty or prefilled form, `sent_form` one that a browser sent, `form_of` that of a change made
before; `change_of` gives the change that a form describes, or notes its faults in it. The template
`registry/change_form_fields.html` shows the fields of `form.shown()`; `grouped` lists the forms there are.
"""

from tinhgon.registry.domain.making import kinds_made
from tinhgon.registry.site.change_forms.editing import form_of
from tinhgon.registry.site.change_forms.forms import Form, form_for, sent_form
from tinhgon.registry.site.change_forms.offers import OFFERS, Offer, grouped
from tinhgon.registry.site.change_forms.reading import change_of
from tinhgon.registry.site.change_forms.references import Sight

__all__ = [
    "OFFERS",
    "Form",
    "Offer",
    "Sight",
    "change_of",
    "form_for",
    "form_of",
    "grouped",
    "kinds_made",
    "sent_form",
]
