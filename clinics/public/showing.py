"""From an address to the editions behind it, and from those to the page: or an honest refusal."""

from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

from django.http import Http404

from clinics.models import ClinicEdition
from clinics.public import live
from clinics.public.answers import Unavailable
from clinics.public.facts import Facts
from clinics.public.live import ListedGuide, ShownGuide, content_of
from clinics.public.notices import NoticeView, foot_notices
from clinics.public.pages import (
    CorrectionView,
    ExceptionView,
    GuidePage,
    clinic_view,
    corrections_in,
    exceptions_in,
    guide_page,
)
from clinics.public.shells import ClinicShell, clinic_shell, logo_address, view_of
from clinics.tools.addresses import address
from clinics.tools.formats import locale_of
from guide.draft.rendering import render
from guide.models import TranslationEdition


@lru_cache(maxsize=256)
def _rendered(pk, fingerprint):
    return render(content_of(TranslationEdition.objects.get(pk=pk, fingerprint=fingerprint)))


def page_of(shown: ShownGuide) -> GuidePage:
    """The page that these editions make on their day; the text is rendered once per edition."""
    clinic = content_of(shown.clinic)
    return guide_page(
        content_of(shown.guide),
        _rendered(shown.guide.pk, shown.guide.fingerprint),
        clinic,
        content_of(shown.network) if shown.network else live.NOTHING,
        view=view_of(shown.clinic, shown.language),
        day=shown.day,
        language=shown.language,
        numbers=shown.numbers,
        languages=shown.languages,
        source_number=shown.source_number,
    )


def draft_page(guide, clinic, network, *, day, number=0) -> GuidePage:
    """The page that these contents make, published or not; `number` is the network's edition.

    The language that is active must be the text's own.
    """
    language = guide.language
    return guide_page(
        guide,
        render(guide),
        clinic,
        network,
        view=clinic_view(clinic, 0, language, logo_address(clinic.logo)),
        day=day,
        language=language,
        numbers=(0, 0, number),
        languages=(language,),
        source_number=None,
    )


def open_clinic(slug: str, moment: datetime) -> ClinicEdition:
    """The clinic's live edition. Raises Http404, or Unavailable when it is paused or closed."""
    edition = live.clinic_at(slug, moment)
    if edition is None:
        raise Http404
    content = content_of(edition)
    if content.is_open:
        return edition
    shell = clinic_shell(edition, live.network_at(moment), "clinic", slug)
    if content.is_closed:
        raise Unavailable("clinics/closed.html", 410, shell)
    raise Unavailable("clinics/paused.html", 200, shell)


def at_address(slug: str, guide: str, language: str, moment: datetime) -> ShownGuide:
    """What is live there. Raises Http404, or Unavailable when it was there once."""
    edition = open_clinic(slug, moment)
    content = content_of(edition)
    if guide not in content.guides:
        _no_longer_offered(edition, guide, moment)
    shown = live.shown_guide(edition, guide, language, moment)
    if shown is None:
        _no_longer_offered(edition, guide, moment)
    return shown


def _no_longer_offered(edition, guide, moment):
    earlier = live.begun(ClinicEdition.objects.filter(slug=edition.slug), moment)
    was_offered = any(guide in guides for (guides,) in earlier.values_list("content__guides"))
    texts = TranslationEdition.objects.filter(slug=guide)
    if was_offered and live.begun(texts, moment).exists():
        shell = clinic_shell(edition, live.network_at(moment), "guide", edition.slug, guide)
        raise Unavailable("clinics/not_offered.html", 410, shell)
    raise Http404


def shown_edition(slug, guide, numbers, language, moment) -> tuple[ShownGuide, bool]:
    """Exactly these editions, and whether they are what is live now.

    Raises Http404 for numbers that never were live, Unavailable when the clinic is closed or the
    text was withdrawn for safety.
    """
    current = open_clinic(slug, moment)  # a clinic that has closed says so under old numbers too
    clinic, text, network = _numbered(slug, guide, numbers, language, moment)
    today = None
    if guide in content_of(current).guides:
        today = live.shown_guide(current, guide, language, moment)
    # One of the three that could do harm takes the whole page with it.
    if any(e and e.withdrawn_at and e.withdrawn_for_safety for e in (text, clinic, network)):
        shell = clinic_shell(current, live.network_at(moment), "guide", slug, guide)
        raise Unavailable("clinics/withdrawn.html", 410, shell | {"guide": today and guide})
    shown = ShownGuide(
        clinic=clinic,
        network=network,
        guide=text,
        language=language,
        languages=(language,),
        source_number=None,
        day=live.day_in(content_of(clinic).time_zone, moment),
    )
    is_current = today and (today.clinic, today.guide, today.network) == (clinic, text, network)
    return shown, bool(is_current)


def _numbered(slug, guide, numbers, language, moment):
    """The three editions; 0 stands for no network, true only of what was live before there was one."""
    text = live.guide_edition(guide, language, numbers[0], moment)
    clinic = live.clinic_edition(slug, numbers[1], moment)
    network = live.network_edition(numbers[2], moment)
    if text is None or clinic is None or guide not in content_of(clinic).guides:
        raise Http404
    if network is None and (numbers[2] or live.network_at(max(clinic.live_from, text.live_from))):
        raise Http404
    return clinic, text, network


class Home(ClinicShell):
    """What the clinic's own page shows."""

    day: date
    guides: list[ListedGuide]
    foot_notices: list[NoticeView]
    exceptions: tuple[ExceptionView, ...]
    corrections: tuple[CorrectionView, ...]


def home(clinic: ClinicEdition, network, language: str, moment: datetime) -> Home:
    content = content_of(clinic)
    guides = live.guide_list(content.guides, language, moment)
    day = live.day_in(content.time_zone, moment)
    shared = content_of(network) if network else live.NOTHING
    facts = Facts(content, shared, "", day, language, locale_of(language, content.country))
    return clinic_shell(clinic, network, "clinic", clinic.slug) | {
        "day": day,
        "guides": [
            replace(guide, address=address(language, "guide", clinic.slug, guide.slug))
            for guide in guides
        ],
        "foot_notices": foot_notices(content, shared, day, language),
        "exceptions": exceptions_in(facts, content, shared),
        "corrections": corrections_in(facts, content, shared),
    }
