"""What undoing or withdrawing an edition of a clinic or of the network may not bring back."""

from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.draft.offering import forbidden
from clinics.law.where_shown import forbidden_where_shown
from clinics.models import access
from clinics.models.jurisdiction import place_name
from editions.publish.publishing import CannotPublish
from guide.models import Guide


def keep_the_law_and_the_place(clinic, edition, sequel, by) -> None:
    """What the law forbids now does not show again; where the clinic is, operators say."""
    if sequel is None or not (then := sequel.read()).is_open:
        return
    content = edition.read()
    if _place(then) != _place(content) and not access.sets_places(by):
        message = _(
            "Patients would read again that this clinic is in %(place)s. Only operators say where "
            "it is. Change the draft and publish it, or ask an operator."
        )
        raise CannotPublish(message % {"place": place_name(*_place(then))})
    again = set(then.guides) - set(content.guides if content.is_open else ())
    if why := _forbidden(clinic, then, again):
        message = _(
            "Patients would find a guide again that the law forbids. %(reasons)s Take it off the "
            "clinic's guides, change what else is wrong, and publish."
        )
        raise CannotPublish(message % {"reasons": " ".join(why)})


def keep_the_law_where_it_shows(text, edition, sequel, by) -> None:
    """A text that shows again is asked by the law of the clinics that show it, as a new one is."""
    if sequel is None:
        return
    found = list(forbidden_where_shown(text, sequel.read(), timezone.now()))
    if found:
        raise CannotPublish(" ".join(finding.message for finding in found), found)


def _place(content):
    return content.country, content.state_code


def _forbidden(clinic, then, slugs):
    """Why, of each that is forbidden where the clinic is, or where the edition says that it is."""
    guides = list(Guide.objects.filter(slug__in=slugs).order_by("slug"))
    day = clinic.day_at(timezone.now())
    places = {(clinic.country, clinic.state_code), _place(then)}
    why = [forbidden(guides, *place, day) for place in sorted(places)]
    return sorted({reason for reasons in why for reason in reasons.values()})


def keep_the_laws(network, edition, sequel, by) -> None:
    """What the law of a place asks is told by operators, also by taking back what was told."""
    laws = sequel.read().jurisdictions if sequel else ()
    if laws != edition.read().jurisdictions and not access.writes_laws(by):
        raise CannotPublish(
            _(
                "This would bring back the laws by place of the edition before, and only operators "
                "say what the law asks. Ask one to take it back, or change what else is wrong and "
                "publish."
            )
        )
