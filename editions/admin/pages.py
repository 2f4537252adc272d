"""The frame of our own admin pages about one row: their addresses, their row, their template."""

from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse

from editions.admin.scoping import ScopedAdmin


class PagesAdmin(ScopedAdmin):
    def _named(self, deed):
        return f"{self.opts.app_label}_{self.opts.model_name}_{deed}"

    def address(self, deed, *args):
        return reverse(f"admin:{self._named(deed)}", args=args)

    def _owner(self, request, key):
        """The row, or 404: what is missing and what is not yours look the same."""
        owner = self.get_queryset(request).filter(pk=key).first()
        if owner is None:
            raise Http404
        return owner

    def _page(self, request, owner, template, context, status=200):
        shared = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "owner": owner,
            "back": self.address("change", owner.pk),
            "media": self.media,
        }
        return TemplateResponse(request, template, shared | context, status=status)
