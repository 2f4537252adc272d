from collections.abc import Callable

from django.contrib.admin import AdminSite
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from staff import attempts
from staff.attempts import TooManyTries
from staff.known_browsers import remember
from staff.password_forms import OwnPasswordForm
from staff.session import begin, session
from staff.signing_in import OLD_PASSWORD, Busy, SignInForm, busy, too_many

_start_pages: list[Callable] = []  # filled once, in AppConfig.ready of the rooms above


def begins_with(start_page: Callable) -> None:
    """`start_page(request)` gives the context of the page that everybody's work begins with."""
    _start_pages.append(start_page)


class StaffSite(AdminSite):
    """Django's admin, less the redirect that tells any staff user the address of any object."""

    site_header = _("Clinic Guide")
    site_title = _("Clinic Guide")
    index_title = _("Start")
    index_template = "admin/start.html"
    enable_nav_sidebar = False
    login_form = SignInForm

    def get_urls(self):
        stock = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        return [path("session/", session, name="session"), *stock]

    def admin_view(self, view, cacheable=False):
        """Pages are read and forms are sent; Django's own take any other method for reading."""
        return require_http_methods(["GET", "HEAD", "POST"])(super().admin_view(view, cacheable))

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        try:
            response = super().login(request, extra_context)
        except TooManyTries as refusal:
            return too_many(request, refusal.wait)
        except Busy:
            return busy(request)
        if _was_taken(request, response):
            begin(request)
        return _known_from_now_on(request, response)

    def password_change(self, request, extra_context=None):
        """As Django's; who found somebody else's open session cannot guess on without a wait."""
        tries = (OLD_PASSWORD, str(request.user.pk))
        if request.method == "POST":
            try:
                attempts.take(tries)
            except TooManyTries as refusal:
                return too_many(request, refusal.wait)
        change = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        response = change(request)
        if request.method == "POST" and not _is_wrong(response, "old_password"):
            attempts.give_back(tries)
        return _known_from_now_on(request, response)

    def get_app_list(self, request, app_label=None):
        """Every page is given this list and the start page alone shows it; it costs forty queries."""
        return SimpleLazyObject(lambda: AdminSite.get_app_list(self, request, app_label))

    def index(self, request, extra_context=None):
        work = {name: part for page in _start_pages for name, part in page(request).items()}
        return super().index(request, work | (extra_context or {}))

    def app_index(self, request, app_label, extra_context=None):
        """How the tables are grouped is an operator's business; others begin at the start."""
        if not request.user.is_operator:
            return HttpResponseRedirect(reverse("admin:index"))
        return super().app_index(request, app_label, extra_context)


def _is_wrong(response, name):
    form = (getattr(response, "context_data", None) or {}).get("form")
    return form is not None and name in form.errors


def _known_from_now_on(request, response):
    if _was_taken(request, response):
        remember(request, response, request.user)
    return response


def _was_taken(request, response):
    """A form that was taken redirects: whoever sent it has just shown a password of their own."""
    return request.method == "POST" and response.status_code == 302
