"""Freezing a draft as the next edition, and taking an edition back. The owner's row is the lock."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.http import Http404
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from editions.models import Edition
from editions.models.content import CorrectionContent
from editions.models.draft import held
from editions.publish.exceptions import close_questions, exceptions_of, take_all_back
from editions.publish.taking_back import ask_before_taking_back
from editions.record import kept_pages
from editions.record.chaining import enter_published, enter_withdrawn
from editions.tools.findings import Finding
from editions.tools.fingerprint import fingerprint, fingerprint_of

SENTENCE = 3  # words: fewer give no reason
CROSSED = gettext_noop(
    "Somebody published or undid in the meantime. Look at the editions, then decide."
)


class CannotPublish(Exception):
    """The words say why, and what to do. `findings` are those that block, if any do."""

    def __init__(self, message: str, findings: Sequence[Finding] = ()):
        super().__init__(message)
        self.findings = tuple(findings)


@transaction.atomic
def publish(
    owner,
    *,
    compose: Callable,
    check: Callable[..., Sequence[Finding]],
    finish: Callable = lambda content, live_from: (content, {}),
    by,
    live_from: datetime | None = None,
    note: str = "",
    correction: str = "",
    override: str = "",
    unsigned: bool = False,
    replace_scheduled: bool = False,
    expected: str = "",
    after: int | None = None,
    **columns,
) -> Edition:
    """The next edition of `owner`: its draft, composed under the lock, live from `live_from` on.

    `compose(owner)` gives the frozen pydantic content, `check(owner, content)` its findings.
    `expected` is the fingerprint that the publisher looked at, `after` the last number given by
    then; another one refuses, and a second click gives the edition that the first one made.
    `finish(content, live_from)` gives the content with what only the moment can tell, and columns
    of the edition; `columns` fill what the owner's own edition model adds. `correction` tells
    patients what was wrong before. What a second person let stand does not block; `override` is
    the reason by which an operator lifts all the rest, a missing signature only with `unsigned`.
    Patients are told of both. Raises CannotPublish.
    """
    owner = lock(owner)
    now, last = timezone.now(), last_number(owner)
    if after not in (None, last):
        if made := _made_by_the_first_click(owner, after, by, note, live_from):
            return made
        raise CannotPublish(_(CROSSED))
    if expected and expected != fingerprint_of(compose(owner)):
        raise CannotPublish(
            _("Somebody changed the draft since you opened this page. Look at it again, please.")
        )
    replaced = _make_way(owner, now, by=by, replace_scheduled=replace_scheduled)
    live_from = max(live_from, now) if live_from else now
    day = timezone.localdate(live_from)
    content = _corrected(owner, compose(owner), correction, day)
    findings = check(owner, content)
    _refuse_what_blocks(findings, override, unsigned)
    told = exceptions_of(
        findings, lambda: check(owner, content), override=override.strip(), day=day
    )
    content = content.model_copy(update={"exceptions": told})
    content, more = finish(content, live_from)
    frozen = content.model_dump(mode="json")
    edition = owner.editions.create(
        number=last + 1,
        content=frozen,
        fingerprint=fingerprint(frozen),
        live_from=live_from,
        note=note.strip(),
        override_reason=override.strip(),
        published_at=now,
        published_by=by,
        **columns,
        **more,
    )
    for withdrawn in owner.editions.filter(pk__in=replaced):
        enter_withdrawn(withdrawn)
    close_questions(owner)
    enter_published(edition)
    return edition


def _corrected(owner, content, correction, day):
    """With what editions before put right, and what this one does."""
    last = last_standing(owner)
    told = last.read().corrections if last else ()
    if words := correction.strip():
        language = getattr(content, "language", translation.get_language())
        told += (CorrectionContent(text=words, language=language, on=day),)
    return content.model_copy(update={"corrections": told})


def _made_by_the_first_click(owner, after, by, note, live_from):
    """The newest edition, if the same person made it of the same form; else None."""
    made = owner.editions.filter(number=after + 1, published_by=by, withdrawn_at=None).first()
    same = (
        made
        and made.number == last_number(owner)
        and made.note == note.strip()
        and made.live_from == (live_from or made.published_at)
    )
    return made if same else None


def last_number(owner) -> int:
    """The highest number that was ever given to an edition of `owner`; 0 for none."""
    return owner.editions.aggregate(top=Max("number"))["top"] or 0


def last_standing(owner) -> Edition | None:
    """The newest edition of `owner` that nobody withdrew, whether its day has come or not."""
    return owner.editions.filter(withdrawn_at=None).order_by("-number").first()


class Gone(Http404):
    """Somebody deleted the row meanwhile: at a door it is what is not there."""


def lock(owner):
    """`owner` read again and held until the transaction ends (on SQLite the whole file is).

    Raises Gone.
    """
    found = held(type(owner)._base_manager.filter(pk=owner.pk))
    if found is None:
        raise Gone
    return found


def _make_way(owner, now, *, by, replace_scheduled) -> list[int]:
    """Withdraws what waits for its day; gives the keys of that."""
    waiting = owner.editions.scheduled_at(now)
    if waiting and not replace_scheduled:
        raise CannotPublish(
            _(
                "Edition %(number)s is already waiting for its day. "
                "Replace it, or withdraw it first."
            )
            % {"number": waiting[0].number}
        )
    keys = [edition.pk for edition in waiting]
    waiting.update(
        withdrawn_at=now, withdrawn_by=by, withdrawn_reason=_("Replaced before it went live.")
    )
    return keys


def _refuse_what_blocks(findings, override, unsigned):
    blocking = [finding for finding in findings if finding.blocks]
    if final := [finding for finding in blocking if finding.is_final]:
        raise CannotPublish(_("This has to be put right first. No reason lifts it."), final)
    if not unsigned and any(finding.needs_signature for finding in blocking):
        raise CannotPublish(
            _("Some words wait for a signature. Ask for a review, or take them out."), blocking
        )
    if blocking and len(override.split()) < SENTENCE:
        raise CannotPublish(
            _("Say in a sentence why it is published all the same.")
            if override
            else _("Something has to be fixed first, or let stand by somebody who may sign."),
            blocking,
        )


@transaction.atomic
def withdraw(edition: Edition, *, by, reason: str, for_safety: bool = False) -> None:
    """From now on the edition before shows again. Raises CannotPublish if it is withdrawn already,
    or if its room has a rule against it (editions.publish.taking_back).

    After a withdrawal for safety the permanent address shows a notice instead of the text.
    """
    owner = lock(getattr(edition, edition.OWNER))
    if not reason.strip():
        raise CannotPublish(_("Say why it is withdrawn. Example: wrong price for the MRI."))
    ask_before_taking_back(owner, edition, by=by)
    changed = (
        type(edition)
        .objects.filter(pk=edition.pk, withdrawn_at=None)
        .update(
            withdrawn_at=timezone.now(),
            withdrawn_by=by,
            withdrawn_reason=reason.strip(),
            withdrawn_for_safety=for_safety,
        )
    )
    if not changed:
        raise CannotPublish(_("This edition was withdrawn already. Nothing changed."))
    if for_safety:
        take_all_back(getattr(edition, edition.OWNER))
    transaction.on_commit(kept_pages.forget_all)
    enter_withdrawn(type(edition).objects.defer("content").get(pk=edition.pk))


@transaction.atomic
def undo(owner, *, number: int, by) -> Edition:
    """Take back the last publish, which the person saw as `number`; gives the edition withdrawn.

    Raises CannotPublish when somebody has published or undone since.
    """
    owner = lock(owner)
    last = last_standing(owner)
    if last is None or last.number != number:
        raise CannotPublish(_(CROSSED))
    withdraw(last, by=by, reason=_("Undone: the last publish was taken back."))
    return last
