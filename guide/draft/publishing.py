"""Publishing a guide's text: the whole draft, as the next edition."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from editions.publish import publishing
from editions.publish.later_day import asked_of_its_day
from editions.publish.proposing import close
from editions.publish.publishing import CannotPublish
from guide.checks.checking import check
from guide.draft.composing import compose
from guide.models import Translation, TranslationEdition, access


@transaction.atomic
def publish(translation: Translation, *, by, **options) -> TranslationEdition:
    """The next edition of `translation`; `options` are those of editions.publish.publishing.publish.

    It carries the signatures that hold for its words, and says of each part since which day
    patients read it as it is. Raises CannotPublish.
    """
    if not access.publishes_guides(by):
        raise CannotPublish(_("You may not publish guides. Ask a guide editor."))
    edition = publishing.publish(
        translation,
        compose=compose,
        check=asked_of_its_day(
            check, live_from=options.get("live_from"), override=options.get("override", "")
        ),
        finish=_finish,
        by=by,
        slug=translation.guide.slug,
        language=translation.language,
        **options,
    )
    close(translation, but_waiting=not edition.is_review)
    return edition


def _finish(content, live_from):
    day = timezone.localdate(live_from)
    since = {part: content.words_since.get(part, day) for part in content.prints}
    return content.model_copy(update={"words_since": since}), {"is_review": content.is_signed}
