"""What was found and is let stand, and what patients are told of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.utils import timezone, translation

from editions.models import Exemption
from editions.models.content import Content, ExceptionContent
from editions.publish.finding_keys import named, with_keys
from editions.tools.findings import Finding


def is_liftable(finding: Finding) -> bool:
    """Whether a second person may let it stand; what needs a signature gets one or does not go."""
    return finding.blocks and not _is_for_others(finding)


def _is_for_others(finding):
    return finding.needs_signature or finding.needs_operator or finding.is_final


def is_dismissible(finding: Finding) -> bool:
    """A warning about words that it quotes: put aside for as long as these are the words."""
    return bool(finding.quote) and not finding.blocks and finding.let_stand is None


def newest(model, owners: Iterable[int]) -> dict[int, dict[str, Exemption]]:
    """{owner: {finding: what was said of it last}} of these drafts of `model`; one query."""
    found: dict = {}
    rows = Exemption.objects.of(model, owners).filter(closed_at=None).order_by("asked_at", "pk")
    for row in rows.select_related("asked_by", "decided_by"):
        found.setdefault(row.owner, {})[row.finding] = row
    return found


def with_exemptions(
    findings: Iterable[Finding], content: Content, said: Mapping[str, Exemption]
) -> list[Finding]:
    """The findings, those that block first; what is let stand blocks no more, and comes last.

    `said` is what `newest` gives for this draft.
    """
    found = [_exempted(one, said.get(one.key)) for one in with_keys(findings, content)]
    # The sort is stable: otherwise the order of the checks stays.
    return sorted(found, key=lambda one: (one.let_stand is not None, not one.blocks))


def _exempted(finding, row):
    if row is None or not row.is_given or _is_for_others(finding):
        return finding
    if finding.blocks and row.is_dismissal:
        return finding  # what warned when it was put aside stops by a rule of today
    return replace(finding, blocks=False, let_stand=row)


def close_questions(owner) -> None:
    """What waits about this draft waits no more: it is an edition now, without what was asked."""
    Exemption.objects.of(type(owner), [owner.pk]).waiting().update(closed_at=timezone.now())


def take_all_back(owner) -> None:
    """After a withdrawal for safety nothing is let stand that was before it."""
    rows = Exemption.objects.of(type(owner), [owner.pk]).filter(closed_at=None)
    rows.update(closed_at=timezone.now())


def exceptions_of(
    findings: Sequence[Finding],
    check: Callable[[], Iterable[Finding]],
    *,
    override: str,
    day: date,
) -> tuple[ExceptionContent, ...]:
    """What patients are told of all that was found and goes live, in every language of the site.

    `findings` are those that `check()` gives in the language of now; `override` is the operator's reason for what nobody
    let stand.
    """
    lifted = {
        finding.key: finding
        for finding in findings
        if finding.blocks or _is_exception(finding.let_stand)
    }
    if not lifted:
        return ()
    here = translation.get_language()
    told = {
        code: named(findings if code == here else _told(check, code))
        for code, _name in settings.LANGUAGES
    }
    return tuple(
        ExceptionContent(
            places={code: found[key].place for code, found in told.items()},
            messages={code: found[key].fault or found[key].message for code, found in told.items()},
            quote=finding.quote,
            quoted_in=finding.language,
            **_reason(finding.let_stand, override, day),
        )
        for key, finding in lifted.items()
    )


def _is_exception(row):
    return row is not None and not row.is_dismissal


def _told(check, language):
    with translation.override(language):
        return tuple(check())


def _reason(row, override, day):
    if row is None:
        return {"reason": override, "language": translation.get_language(), "on": day}
    name = ", ".join(filter(None, [row.signed_as.get("name"), row.signed_as.get("credentials")]))
    on = timezone.localdate(row.decided_at)
    return {"reason": row.reason, "language": row.language, "by": name, "on": on}
