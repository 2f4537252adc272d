"""The public addresses. The order matters: a clinic's name can be any word that is not taken."""

from django.conf import settings
from django.urls import include, path, register_converter

from clinics.handout import views as views_print
from clinics.preview import guest_views
from clinics.public import views


class Numbers:
    """Edition numbers as the permanent address writes them: guide-clinic-network."""

    regex = r"\d{1,9}-\d{1,9}-\d{1,9}"

    def to_python(self, value):
        return tuple(map(int, value.split("-")))

    def to_url(self, value):
        return "-".join(map(str, value))


register_converter(Numbers, "numbers")

pages = [
    path("", views.front, name="front"),
    path("about/privacy/", views.privacy, name="privacy"),
    path("about/accessibility/", views.accessibility, name="accessibility"),
    path("record/", views.record, name="record"),
    path("brand/<slug:slug>-<int:number>.css", views.brand, name="brand"),
    path("<slug:slug>/", views.clinic, name="clinic"),
    path("<slug:slug>/<slug:guide>/", views.guide, name="guide"),
    path("<slug:slug>/<slug:guide>/print/", views_print.choose, name="print"),
    path("<slug:slug>/<slug:guide>/handout.pdf", views_print.handout, name="handout"),
    path("<slug:slug>/<slug:guide>/editions/<numbers:numbers>/", views.edition, name="edition"),
    path("<slug:slug>/<slug:guide>/<slug:key>/", views.section, name="section"),
]


def pages_in(code):
    return include((pages, "public"), namespace=code)


to_drafts = [
    path("share/<slug:token>/", guest_views.page, name="share"),
    path("share/<slug:token>/brand.css", guest_views.colours, name="share_colours"),
]
urlpatterns = [
    *to_drafts,
    *(
        path(f"{code}/", pages_in(code), {"language": code})
        for code, _name in settings.LANGUAGES
        if code != settings.LANGUAGE_CODE
    ),
    path("", pages_in(settings.LANGUAGE_CODE), {"language": settings.LANGUAGE_CODE}),
]
