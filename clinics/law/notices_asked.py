"""Why patients would not see a notice that a law asks for."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from clinics.law.permission import is_in_force
from clinics.models import Jurisdiction, Notice
from clinics.models.content import JurisdictionContent, NetworkContent, NoticeContent
from clinics.models.jurisdiction import is_verified
from editions.models.content import label_of
from guide.fields import in_language

Shown = Jurisdiction.Shown
STANDS = {
    Shown.PAPER: {Notice.Placement.HANDOUT},
    Shown.WEB: {
        *(Notice.Placement.PAGE_TOP, Notice.Placement.BEFORE_BENEFITS),
        *(Notice.Placement.COST, Notice.Placement.FOOTER),
    },
}


def notice_gaps(
    law: JurisdictionContent, network: NetworkContent, today: date
) -> Iterator[tuple[str, str]]:
    """(what is wrong and what to do, the notice's key) wherever a notice would not be seen."""
    known = {notice.key: notice for notice in network.notices}
    if law.notice_on and not law.notices:
        yield (
            _("This law asks for a notice and names none. An operator chooses the notice there."),
            law.key,
        )
    for key in law.notices if law.notice_on else ():
        if gap := _gap(law, known.get(key), today):
            yield gap, key
    shown = {place for key in law.notices if key in known for place in known[key].placements}
    for where in law.notice_on if law.notices else ():
        if where in STANDS and not shown & STANDS[where]:
            message = _(
                "The law “%(law)s” wants a notice here: %(where)s. None of its notices stands "
                "there. Say so in the notice, under “where it stands”."
            )
            told = {"law": law.key, "where": label_of(Shown, where)}
            yield message % told, ", ".join(law.notices)


def _gap(law, notice: NoticeContent | None, today):
    """Why patients would not read this notice, or nobody knows whether it says what the law wants."""
    told = {"law": law.key}
    if notice is None or not in_language(notice.texts, settings.LANGUAGE_CODE)[0].strip():
        message = _(
            "The law “%(law)s” asks for this notice, and it has no text yet. Paste in what the law "
            "prescribes, and have the network published."
        )
        return message % told
    if not is_in_force(notice, today):
        message = _(
            "The law “%(law)s” asks for this notice today, and the notice's own days say that it "
            "is not shown today. Change the days of one of them."
        )
        return message % told
    if not is_verified(notice.verified_on, today):
        message = _(
            "The law “%(law)s” asks for this notice, and nobody has compared its text with the law "
            "within a year. Compare it, date it, and have the network published."
        )
        return message % told
    return ""
