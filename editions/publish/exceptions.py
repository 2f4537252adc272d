"""What was found and is let stand, and what patients are told of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.utils import timezone, translation

from editions.models import Exemption
from editions.models.content import Content, ExceptionContent
from editions.tools.findings import Finding
from editions.tools.fingerprint import fingerprint


def named(findings: Iterable[Finding], content: Content) -> Iterator[tuple[str, Finding]]:
    """(fingerprint, finding) of each: what is found, and the exact words it is found in.

    Those are the ones it quotes; of a finding that quotes none, all that the draft says.
    """
    seen: Counter = Counter()
    for finding in findings:
        about = {"code": finding.code, "quote": finding.quote}
        if not finding.quote:
            where = finding.code, finding.address
            seen[where] += 1
            about |= {"at": [*where, seen[where]], "words": content.words_print}
        yield fingerprint(about), finding


def is_liftable(finding: Finding) -> bool:
    """Whether a second person may let it stand; what needs a signature gets one or does not go."""
    return finding.blocks and not finding.needs_signature and not finding.is_final


def is_dismissible(finding: Finding) -> bool:
    """A warning about words that it quotes: put aside for as long as these are the words."""
    return bool(finding.quote) and not finding.blocks


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
    # The sort is stable: otherwise the order of the checks stays.
    found = list(findings)
    if said:
        found = [_exempted(one, said.get(key)) for key, one in named(found, content)]
    return sorted(found, key=lambda one: (one.let_stand is not None, not one.blocks))


def _exempted(finding, row):
    if row is None or not row.is_given or finding.needs_signature or finding.is_final:
        return finding
    if finding.blocks and row.is_dismissal:
        return finding  # what warned when it was put aside stops by a rule of today
    return replace(finding, blocks=False, let_stand=row)


def close_questions(owner) -> None:
    """What waits about this draft waits no more: it is an edition now, without what was asked."""
    Exemption.objects.of(type(owner), [owner.pk]).waiting().update(closed_at=timezone.now())


def exceptions_of(
    findings: Iterable[Finding],
    owner,
    content: Content,
    check: Callable,
    *,
    override: str,
    day: date,
) -> tuple[ExceptionContent, ...]:
    """What patients are told of all that was found and goes live, in every language of the site.

    `findings` are those of `check(owner, content)`; `override` is the operator's reason for what
    nobody let stand.
    """
    lifted = {
        key: finding
        for key, finding in named(findings, content)
        if finding.blocks or _is_exception(finding.let_stand)
    }
    if not lifted:
        return ()
    told = {code: _told(owner, content, check, code) for code, _name in settings.LANGUAGES}
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


def _told(owner, content, check, language):
    with translation.override(language):
        return dict(named(check(owner, content), content))


def _reason(row, override, day):
    if row is None:
        return {"reason": override, "language": translation.get_language(), "on": day}
    name = ", ".join(filter(None, [row.signed_as.get("name"), row.signed_as.get("credentials")]))
    on = timezone.localdate(row.decided_at)
    return {"reason": row.reason, "language": row.language, "by": name, "on": on}
