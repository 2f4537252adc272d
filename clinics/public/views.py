"""The public pages: find what is live, and show it."""

from django.http import Http404
from django.template.loader import render_to_string
from django.utils import timezone

from clinics.public import live
from clinics.public.answers import PAGES, public, respond
from clinics.public.facts import Words
from clinics.public.live import content_of
from clinics.public.search import find_clinics
from clinics.public.shells import clinic_shell, site_shell
from clinics.public.showing import at_address, home, open_clinic, page_of, shown_edition
from clinics.tools.addresses import absolute, address
from clinics.tools.palette import palette, stylesheet
from editions.models import RecordEntry
from editions.tools.moments import told
from guide.fields import in_language


@public
def front(request):
    moment = timezone.now()
    network = live.network_at(moment)
    words = request.GET.get("q", "")[:100]
    found = find_clinics(words, moment, request.language)
    texts = content_of(network).introduction if network else {}
    context = site_shell(network, "front") | {
        "words": words,
        "clinics": found.clinics,
        "total": found.total,
        "introduction": Words(*in_language(texts, request.language)),
    }
    key = (network and network.fingerprint, found.key)
    shelf = None if words else PAGES
    return _answer(request, key, "clinics/front.html", context, shelf)


@public
def clinic(request, slug):
    moment = timezone.now()
    edition = open_clinic(slug, moment)
    network = live.network_at(moment)
    context = home(edition, network, request.language, moment)
    # The guides have editions of their own: a new title there is another page here.
    shown = context["guides"], context["day"]
    key = (edition.fingerprint, edition.number, network and network.fingerprint, *shown)
    content = content_of(edition)
    until = {"slug": slug, "guides": content.guides, "zone": content.time_zone}
    return _answer(request, key, "clinics/clinic.html", context, **until)


@public
def guide(request, slug, guide):
    shown = at_address(slug, guide, request.language, timezone.now())
    context = clinic_shell(shown.clinic, shown.network, "guide", slug, guide)
    return _page(request, shown, "clinics/guide.html", context)


@public
def section(request, slug, guide, key):
    shown = at_address(slug, guide, request.language, timezone.now())
    context = clinic_shell(shown.clinic, shown.network, "section", slug, guide, key)
    return _page(request, shown, "clinics/section.html", context, section_key=key)


@public
def edition(request, slug, guide, numbers):
    """Exactly these editions, for whoever scans a printed code."""
    shown, is_current = shown_edition(slug, guide, numbers, request.language, timezone.now())
    context = clinic_shell(shown.clinic, shown.network, "guide", slug, guide)
    context |= {"is_record": True, "is_current": is_current}
    shelf = PAGES if is_current else None  # of old numbers there are more pairs than pages
    return _page(request, shown, "clinics/guide.html", context, is_current, shelf=shelf)


@public
def brand(request, slug, number):
    """The clinic's colours as one edition has them: it never changes, so it is kept for a year."""
    edition = live.clinic_edition(slug, number, timezone.now())
    if edition is None:
        raise Http404
    # From the edition, never from the draft: what is kept for a year must not change.
    colours = palette(content_of(edition).brand_colour)
    response = respond(
        request,
        (edition.fingerprint,),
        lambda: stylesheet(colours).encode(),
        shelf=None,
        content_type="text/css; charset=utf-8",
    )
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.is_of_many = False  # one for each edition, and no page looks right without its own
    return response


@public
def privacy(request):
    return _about(request, "privacy")


@public
def accessibility(request):
    return _about(request, "accessibility")


@public
def record(request):
    """The record's head, for whoever wants to hold us to it: the last entry alone is read."""
    entry, network = RecordEntry.objects.newest(), live.network_at(timezone.now())
    context = site_shell(network, "record") | {"entry": entry, "moment": entry and told(entry.at)}
    key = (network and network.fingerprint, entry and entry.head)
    return _answer(request, key, "clinics/record.html", context)


def _about(request, name):
    network = live.network_at(timezone.now())
    key = (network and network.fingerprint,)
    return _answer(request, key, f"clinics/about_{name}.html", site_shell(network, name))


def _page(request, shown, template, context, *key, section_key=None, shelf=PAGES):
    def make():
        page = page_of(shown)
        extra = _one_section(page, section_key) if section_key else _whole(page)
        return render_to_string(template, context | {"page": page, **extra}).encode()

    return respond(request, (*shown.key, *key), make, shelf=shelf, until=shown.next_change)


def _whole(page):
    canonical = address(page.text_language, "guide", page.clinic.slug, page.slug)
    return {"canonical": absolute(canonical)}


def _one_section(page, key):
    section = page.section(key)
    if section is None:
        raise Http404
    before, after = page.neighbours(section)
    (alone,) = page.alone([section])
    canonical = address(page.text_language, "section", page.clinic.slug, page.slug, key)
    return {
        "section": alone,
        "top_notices": page.notices_at("page-top", beside=[section], opening=False),
        "foot_notices": page.notices_at("footer", beside=[section], opening=False),
        "before": before,
        "after": after,
        "references": page.cited_in([section]),
        "canonical": absolute(canonical),
    }


def _answer(request, key, template, context, shelf=PAGES, **until):
    return respond(
        request,
        key,
        lambda: render_to_string(template, context).encode(),
        shelf=shelf,
        until=lambda: live.next_change(timezone.now(), **until),
    )
