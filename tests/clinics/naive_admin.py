"""An admin as it is often written: the list is filtered, so it must be safe. It is not.

The matrix is tried on it: what it cannot find here it would not find anywhere.
"""

from django.contrib import admin
from django.db.models import URLField
from django.urls import include, path

from clinics.models import Clinic, CostItem, Coverage, Membership, Note, access
from editions.admin.kept_forms import word_changes
from staff.site import StaffSite

handler404 = "config.errors.not_found"
handler403 = "config.errors.forbidden"


class NaiveAdmin(admin.ModelAdmin):
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def get_queryset(self, request):
        return access.editable(super().get_queryset(request), request.user)

    def has_module_permission(self, request):
        return request.user.is_staff

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    has_add_permission = has_module_permission
    has_change_permission = has_delete_permission = has_view_permission


class NaiveRowAdmin(NaiveAdmin):
    list_filter = ["clinic"]


site = StaffSite(name="admin")
site.register(Clinic, NaiveAdmin)
site.register([Note, CostItem, Coverage, Membership], NaiveRowAdmin)
urlpatterns = [
    path("admin/words/", site.admin_view(word_changes), name="word_changes"),  # every page asks it
    path("admin/", site.urls),
    path("", include("clinics.urls")),
]
