from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from clinics.people.joining_page import invitation
from config import health
from config.uploads import upload
from editions.admin.kept_forms import word_changes

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"

urlpatterns = [
    path("health/", health.live, name="health"),
    path("health/ready/", health.ready, name="ready"),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}public/favicon.svg")),
    path("media/<path:name>", upload, name="upload"),
    path("admin/", include("staff.urls")),
    path("admin/invitation/<str:token>/", invitation, name="invitation"),
    path("admin/words/", admin.site.admin_view(word_changes), name="word_changes"),
    path("admin/", admin.site.urls),
    path("", include("clinics.urls")),
]
