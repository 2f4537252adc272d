"""Where a reference is cited: every sentence, for whoever has to look at them again."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editions.admin.pages import row_or_404, show_about
from guide.models import access
from guide.references.citing import by_owner, citings


@require_safe
def cited_page(request, key, model_admin):
    """For the central team: clinics' notes are among them."""
    if not access.publishes_guides(request.user):
        raise Http404
    reference = row_or_404(request, model_admin, key)
    found = citings([reference])[reference.pk]
    context = {
        "title": _("Where it is cited"),
        "reference": reference,
        "groups": list(by_owner(found).items()),
        "count": len(found),
    }
    return show_about(request, model_admin, reference, "admin/reference_cited.html", context)
