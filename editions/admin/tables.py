"""Django's admin of drafts, and of drafts that have editions: its hooks, each handed to a page's file.

Django calls these methods by name; what each adds stands in double_submit, conflicts,
history_pages, publish_pages, review_page and edition_pages, which are plain functions.
"""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from editions.admin.double_submit import gone_page, remember_row, sending_of
from editions.admin.draft_form import CARRIED, DraftForm
from editions.admin.edition_pages import EDITION_PAGES
from editions.admin.exceptions.pages import EXCEPTION_PAGES
from editions.admin.history_pages import HISTORY_PAGES, history_page
from editions.admin.kept_forms import form_key, saved_tag
from editions.admin.lists import OwnerList
from editions.admin.owners import owner_of
from editions.admin.pages import address, paths
from editions.admin.publish_pages import PUBLISH_PAGES
from editions.admin.review_page import REVIEW_PAGES, Proposed, proposed
from editions.admin.scoping import ScopedAdmin, key_in
from editions.models.draft import held
from editions.publish.standing import Standing, standing_of


class DraftAdmin(ScopedAdmin):
    """A row that staff edit: saved once for each form opened, merged with what others saved, kept."""

    form = DraftForm
    change_form_template = "admin/draft_form.html"

    def get_urls(self):
        return paths(self, HISTORY_PAGES) + super().get_urls()

    def history_view(self, request, object_id, extra_context=None):
        return history_page(request, key_in(object_id), model_admin=self)

    def why_not_back(self, request, row, record) -> str:
        """Why `row` may not become again what `record` of its history says; "" where it may."""
        return ""

    def get_object(self, request, object_id, from_field=None):
        """Read under a lock while saving, so that the version compared is the version replaced."""
        if request.method != "POST":
            return super().get_object(request, object_id, from_field)
        try:
            key = self.model._meta.pk.to_python(object_id)
        except ValidationError:
            return None
        return held(self.get_queryset(request).filter(pk=key))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Django's own, in one transaction that also reads what was sent before and what is gone."""
        view = super().changeform_view
        if request.method != "POST":
            return view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            if object_id is None:
                sending = sending_of(request, self)
                if sending and sending.row:
                    return self._sent_again(request, sending.row)
            elif self.get_object(request, object_id) is None:
                return gone_page(request, self, object_id)
            return view(request, object_id, form_url, extra_context)

    def _sent_again(self, request, row):
        """The same answer as the first time; what was typed since is a change of the row made."""
        made = self.get_queryset(request).filter(pk=row).first()
        if made is None:
            return gone_page(request, self)
        form = self.get_form(request, made, change=True)(request.POST, request.FILES, instance=made)
        if not form.changed_data:
            return self.response_add(request, made)
        request.POST = request.POST.copy()
        request.POST[CARRIED] = "1"
        return super().changeform_view(request, str(made.pk))

    def get_fieldsets(self, request, obj=None):
        """The form's version rides along, hidden, behind the first fieldset."""
        sets = [(name, dict(options)) for name, options in super().get_fieldsets(request, obj)]
        fields = [f for f in sets[0][1]["fields"] if f != CARRIED]
        sets[0][1]["fields"] = [*fields, CARRIED] if self._may_write(request, obj) else fields
        return sets

    def _may_write(self, request, obj):
        if obj is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if form.settlement and form.settlement.taken_over:
            told = {
                "who": form.settlement.savers,
                "fields": ", ".join(form.settlement.taken_over),
            }
            messages.info(request, _("Taken over from %(who)s: %(fields)s") % told)

    def render_change_form(self, request, context, *args, **kwargs):
        form = context["adminform"].form
        settlement = getattr(form, "settlement", None)
        context["settlement"] = settlement
        context["form_key"] = form_key(request) or uuid4()  # the same again when asked again
        response = super().render_change_form(request, context, *args, **kwargs)
        if settlement and settlement.conflicts:
            response.status_code = 409
        elif form.is_bound and form.errors:
            response.status_code = 422
        return response

    def response_add(self, request, obj, post_url_continue=None):
        remember_row(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_delete(self, request, obj_display, obj_id):
        if self.has_add_permission(request):
            words, where = _("It can be brought back:"), address(self.model, "deleted")
            link = format_html('<a href="{}">{}</a>', where, _("Recently deleted"))
            messages.info(request, format_html("{} {}", words, link))
        return super().response_delete(request, obj_display, obj_id)

    def message_user(self, request, message, level=messages.INFO, extra_tags="", **options):
        """A success names the form that it was sent from, whose kept text may then go."""
        if level == messages.SUCCESS:
            extra_tags = f"{extra_tags} {saved_tag(request)}".strip()
        super().message_user(request, message, level, extra_tags, **options)


class DeskBar(Proposed):
    """What stands above an owner's form: how its draft stands, and where one goes from here."""

    standing: Standing
    publish: str  # "" for those who may not
    editions: str
    preview: str
    links: list[tuple[str, str]]


class OwnerAdmin(DraftAdmin):
    """A draft with editions: what its pages need to know stands in its description (owners.Owner)."""

    def get_changelist(self, request, **kwargs):
        return OwnerList

    def get_urls(self):
        pages = PUBLISH_PAGES | REVIEW_PAGES | EXCEPTION_PAGES | EDITION_PAGES
        return paths(self, pages) + super().get_urls()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        extra = {"desk": self._desk(request, object_id), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, extra)

    def _desk(self, request, object_id) -> DeskBar | None:
        owner = self.get_queryset(request).filter(pk=key_in(object_id)).first()
        if owner is None:
            return None
        about = owner_of(self.model)
        content = about.compose(owner)
        publish = address(self.model, "publish", owner.pk)
        return {
            "standing": standing_of(owner, content, timezone.now()),
            "publish": publish if about.may_publish(request.user, owner) else "",
            "editions": address(self.model, "editions", owner.pk),
            "preview": about.preview(owner),
            "links": [*about.links(request.user, owner), *self._gone_link(request, owner)],
            **proposed(request.user, about, owner, content),
        }

    def _gone_link(self, request, owner):
        may = self.has_change_permission(request, owner)
        return [(address(self.model, "gone", owner.pk), _("Recently deleted"))] if may else []
