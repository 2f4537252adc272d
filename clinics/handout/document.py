"""The page on paper: the chosen sections of exactly these editions, set by Typst."""

from dataclasses import asdict
from datetime import UTC, date, datetime, time

from django.utils.translation import gettext as _

from clinics.handout.money import money_of
from clinics.handout.pictures import CODE, LOGO, Trees, pictures_of
from clinics.public.live import day_in
from clinics.public.pages import GuidePage
from clinics.public.sections import SectionView
from clinics.tools.typesetting import missing_letters, typeset
from editions.models import RecordEntry
from guide.models.kinds import Kind

QUESTION_LINES = 5


def make_handout(
    page: GuidePage,
    day: date,
    *,
    keys: tuple[str, ...],
    size: str,
    paper: str,
    entry: RecordEntry | None = None,
) -> bytes:
    """PDF/UA-1 bytes; the same page, day and options give the same bytes.

    `entry` is that of the newest edition shown: what is published elsewhere later changes nothing.
    `keys` chooses sections (none: all); `size` is "normal" or "large", `paper` "letter" or "a4".
    """
    chosen = page.alone([one for one in page.sections if not keys or one.key in keys])
    trees = Trees(page)
    made = typeset(
        _data(page, chosen, trees) | {"record": _record(page, entry)},
        pictures=pictures_of(page, trees),
        size=size,
        paper=paper,
        # The day, not the moment: the file carries it, and two of one day are to be the same.
        moment=datetime.combine(day, time(), UTC),
    )
    return made.pdf


def _data(page, chosen, trees):
    clinic, front = page.clinic, page.notices_at("page-top", "handout", beside=chosen)
    cited = [trees(section.body) for section in chosen]  # one tree per section
    return {
        "language": page.language,
        "region": page.facts.clinic.country,
        "title": page.title,
        "description": page.description,
        "clinic": {
            "name": clinic.name,
            "tagline": clinic.tagline.text,
            "lines": [*clinic.address_lines, clinic.phone, clinic.hours.text, clinic.website],
            "logo": LOGO if clinic.logo else None,
            "logo_alt": _("Logo of %(clinic)s") % {"clinic": clinic.name},
            "colour": clinic.brand_colour,
        },
        "stamp": _stamp(page),
        "mark": _("Draft: not for patients") if page.is_draft else "",
        "review": review_lines(page),
        "language_note": _("This text is not available in your language yet.")
        if page.is_in_other_language
        else "",
        "emergency": _boxed(_("Get help at once"), page.content.emergency, trees),
        "main_message": _boxed(_("The main message"), page.content.main_message, trees),
        "notices": [_notice(notice, trees) for notice in front],
        "sections": [
            _section(section, body, trees, said=front, is_signed=bool(page.review.signed))
            for section, body in zip(chosen, cited, strict=True)
        ],
        "risks_message": _risks_message(page, chosen),
        "others": _in_other_languages(front, trees),
        "glossary": _glossary(page),
        "references": _references(page, chosen),
        "exceptions": _exceptions(page),
        "questions": {"title": _("My own questions"), "lines": QUESTION_LINES},
        "disclaimer": _(
            "General information. It does not replace the advice of somebody who knows your health."
        ),
        "report": _report(page),
        "code": {
            "picture": CODE,
            "alt": _("Code to scan: opens this edition on the web"),
            "caption": _("Scan to see if this is still current"),
            "url": "" if page.is_draft else page.permanent_address,
        },
        "words": {"page": _("page {page} of {pages}")},
    }


def _stamp(page):
    words = (
        _("Draft, not published, printed on %(day)s")
        if page.is_draft
        else _("Edition %(stamp)s, printed on %(day)s")
    )
    return words % {"stamp": page.stamp, "day": page.day}


def _report(page):
    if not page.report_to:
        return ""
    words = _(
        "Found an error? Write to %(email)s and name edition %(stamp)s, nothing of your health."
    )
    return words % {"email": page.report_to, "stamp": page.stamp}


def _record(page, entry):
    if entry is None:
        return ""
    clinic, words = page.facts.clinic, _("Record %(head)s of %(date)s")
    day = day_in(clinic.time_zone, entry.at)
    return words % {"head": entry.short_head, "date": page.facts.long_date(day)}


def review_lines(page: GuidePage) -> list[str]:
    """Who reviewed what, when, and when again; what changed since; or that nobody has."""
    review = page.review
    lines = [line for signed in review.signed for line in _signed_lines(signed)]
    if not review.signed:
        lines.append(_("Not yet reviewed by a clinician."))
    if review.changed:
        parts = "; ".join(", ".join(filter(None, part)) for part in review.changed)
        lines.append(_("Changed since the review: %(parts)s.") % {"parts": parts})
    if review.signed and review.unsigned:
        lines.append(_("Not reviewed: %(parts)s.") % {"parts": "; ".join(review.unsigned)})
    if review.older_than:
        lines.append(_("This text is older than the version in the other language."))
    return lines


def _signed_lines(signed):
    values = {"name": signed.by, "date": signed.on, "parts": "; ".join(signed.parts)}
    if signed.parts:
        yield _("Reviewed by %(name)s on %(date)s: %(parts)s.") % values
    else:
        yield _("Reviewed by %(name)s on %(date)s.") % values
    if signed.next:
        yield _("Next review due: %(date)s.") % {"date": signed.next}
    if signed.is_overdue:
        yield _("This review is overdue.")


def _boxed(title, text, trees):
    return {"title": title, "tree": trees(text)} if text.strip() else None


def _notice(notice, trees):
    return {
        "title": notice.title,
        "language": notice.language,
        "tree": trees(notice.text),
        "points": notice.print_points,
    }


def _in_other_languages(front, trees):
    """What the first page says, for who does not read its language: where a font has the letters."""
    return [
        {"language": other.language, "direction": other.direction, "tree": trees(other.text)}
        for notice in front
        for other in notice.others
        if not missing_letters(other.text)
    ]


def _section(section: SectionView, body, trees, *, said, is_signed):
    """`is_signed`: at least a part of the text is. `said` are the notices of the first page, which need no saying twice."""
    return {
        "title": section.title,
        "language": section.language,
        # Where nobody has signed anything, the head of the page says so once.
        "remark": section.remark if is_signed else "",
        "evidence": section.evidence.line if section.evidence else "",
        "overdue": section.overdue,
        "main_message": section.main_message,
        "notices": [_notice(n, trees) for n in section.notices if n not in said],
        "tree": body,
        "money": money_of(section),
        "note": section.note
        and {
            "title": section.note.heading,
            "language": section.note.language,
            "remark": section.note.remark,
            "tree": trees(section.note.body),
        },
    }


def _risks_message(page, chosen):
    """Benefits never go out without their risks."""
    kinds = {section.kind for section in chosen}
    risks = page.risks
    if risks is None or Kind.RISKS in kinds:
        return None
    return {"title": risks.title, "text": risks.main_message}


def _glossary(page):
    rows = [[term.key, term.definition] for term in page.terms]
    return {"title": _("Words used here"), "rows": rows} if rows else None


def _references(page, chosen):
    cited = page.cited_in(chosen)
    rows = [
        {**asdict(row), "title_language": row.title_language or page.text_language} for row in cited
    ]
    return {"title": _("Where this comes from"), "rows": rows} if rows else None


def _exceptions(page):
    """What the check would have stopped and stands, and what was put right, as on the web."""
    rows = [_exception(one, page.language) for one in page.exceptions]
    rows += [
        [[f"{one.on}: ", page.language], [one.text.text, one.text.language]]
        for one in page.corrections
    ]
    return {"title": _("Exceptions and corrections"), "rows": rows} if rows else None


def _exception(one, language):
    """[text, language] of each run of the line."""
    words = (
        _("Let stand by %(name)s on %(day)s, because:")
        if one.by
        else _("Published all the same on %(day)s, and nobody else looked at it, because:")
    )
    quote = [[f"“{one.quote.text}” ", one.quote.language]] if one.quote.text else []
    return [
        [f"{one.place.text}: ", one.place.language],
        *quote,
        [f"{one.message.text} ", one.message.language],
        [f"{words % {'name': one.by, 'day': one.on}} ", language],
        [one.reason.text, one.reason.language],
    ]
