from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from staff.entries import has_entries
from staff.models import User
from staff.password_forms import OperatorsPasswordForm
from staff.person_form import PersonForm

admin.site.unregister(Group)


@admin.register(User)
class PersonAdmin(UserAdmin):
    """For operators alone: whoever may change people may make operators."""

    list_display = ["username", "email", "first_name", "last_name", "is_active", "last_login"]
    list_filter = ["is_active", "is_superuser", "groups", "language"]
    nothing_here = _("Add a person.")
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (
            _("Person"),
            {"fields": ["first_name", "last_name", "email", "language", "time_zone"]},
        ),
        (_("May do"), {"fields": ["is_active", "is_superuser", "groups"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": ["username", "email", "language", "time_zone", "password1", "password2"],
            },
        )
    ]
    filter_horizontal = []
    change_form_template = "admin/person_form.html"
    view_on_site = False
    form = PersonForm
    change_password_form = OperatorsPasswordForm

    def get_queryset(self, request):
        """To everybody else no number is a person, so that guessing one tells nothing."""
        people = super().get_queryset(request)
        return people if _is_operator(request) else people.none()

    def has_module_permission(self, request):
        return _is_operator(request)

    def has_view_permission(self, request, obj=None):
        return _is_operator(request)

    has_change_permission = has_delete_permission = has_view_permission

    def get_deleted_objects(self, objs, request):
        """Who stands in the record stays; one sentence for each, however long the record is."""
        kept = [
            _("%(person)s stands in the history. End the rights instead.") % {"person": person}
            for person in objs
            if has_entries(person)
        ]
        return ([], {}, set(), kept) if kept else super().get_deleted_objects(objs, request)

    def has_add_permission(self, request):
        return _is_operator(request)


def _is_operator(request):
    return getattr(request.user, "is_operator", False)
