"""The page on paper: the chosen sections of exactly these editions, set by Typst."""

import io
from datetime import UTC, date, datetime, time

import segno
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from clinics.models import CostItem
from clinics.public.live import day_in
from clinics.public.money import token_values
from clinics.public.pages import GuidePage, SectionView
from clinics.tools.typesetting import typeset
from editions.models import RecordEntry
from guide.draft.rendering import numbers_of
from guide.markup.markdown import parse, tree
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
    chosen = [section for section in page.sections if not keys or section.key in keys]
    trees = Trees(page)
    made = typeset(
        _data(page, chosen, trees) | {"record": _record(page, entry)},
        pictures=_pictures(page, trees),
        size=size,
        paper=paper,
        moment=datetime.combine(day, time(), UTC),
    )
    return made.pdf


class Trees:
    """Markdown as trees, with this page's numbers and values; remembers the pictures it met."""

    def __init__(self, page: GuidePage):
        self.numbers, self.values = numbers_of(page.content), token_values(page.facts)
        self.pictures: set[str] = set()

    def __call__(self, text: str) -> dict:
        made = tree(parse(text), numbers=self.numbers, values=self.values)
        self._remember(made)
        return made

    def _remember(self, node):
        if node["t"] == "image":
            self.pictures.add(node["src"])
        for child in node.get("c", []):
            self._remember(child)


def _data(page, chosen, trees):
    clinic, front = page.clinic, _front(page)
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
            "logo": "logo" if clinic.logo else None,
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
            _section(section, body, trees, said=front)
            for section, body in zip(chosen, cited, strict=True)
        ],
        "risks_message": _risks_message(page, chosen),
        "glossary": _glossary(page),
        "references": _references(page, chosen),
        "questions": {"title": _("My own questions"), "lines": QUESTION_LINES},
        "disclaimer": _(
            "General information. It does not replace the advice of somebody who knows your health."
        ),
        "code": {
            "picture": "code.svg",
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


def _record(page, entry):
    if entry is None:
        return ""
    clinic, words = page.facts.clinic, _("Record %(head)s of %(date)s")
    day = day_in(clinic.time_zone, entry.at)
    return words % {"head": entry.short_head, "date": page.facts.long_date(day)}


def review_lines(page: GuidePage) -> list[str]:
    """Who reviewed the text, when, and when again; or that nobody has."""
    review = page.review
    if not review.by:
        return [_("Not yet reviewed by a clinician.")]
    lines = [
        _("Reviewed by %(name)s on %(date)s.") % {"name": review.by, "date": review.on},
        _("Next review due: %(date)s.") % {"date": review.next} if review.next else "",
        _("This review is overdue.") if review.is_overdue else "",
        _("This text is older than the version in the other language.")
        if review.older_than
        else "",
    ]
    return [line for line in lines if line]


def _boxed(title, text, trees):
    return {"title": title, "tree": trees(text)} if text.strip() else None


def _front(page):
    return [n for n in page.notices if {"handout", "page-top"} & set(n.placements)]


def _notice(notice, trees):
    return {
        "title": notice.title.text,
        "language": notice.language,
        "tree": trees(notice.text),
        "points": notice.print_points,
    }


def _section(section: SectionView, body, trees, *, said):
    """`said` are the notices of the first page, which need no saying twice."""
    return {
        "title": section.title,
        "language": section.language,
        "main_message": section.main_message,
        "notices": [_notice(n, trees) for n in section.notices if n not in said],
        "tree": body,
        "cost": _cost(section),
        "coverage": _coverage(section),
        "note": section.note
        and {
            "title": _("From your clinic"),
            "language": section.note.language,
            "remark": section.note.remark,
            "tree": trees(section.note.body),
        },
    }


def _cost(section):
    if not section.has_costs:
        return None
    return {
        "caption": _("What it costs here"),
        "head": [_("What"), _("Price"), _("Included")],
        "rows": [
            [
                _with_part(row),
                f"{row.price} {row.unit}" if row.price else _("Ask us for the price today"),
                _included(row),
            ]
            for row in section.costs
        ],
        "lines": [
            _last_checked(section.costs),
            *_course_lines(section.course),
            *(f"{label}: {words.text}" for label, words in section.payment),
            _("These are not your estimate. You may ask for one in writing."),
            *_estimate_right(section),
        ],
    }


def _estimate_right(section):
    if not section.tells_estimate_right:
        return []
    return [
        _(
            "If you have no insurance or do not use it, the law gives you the right to a Good "
            "Faith Estimate."
        )
    ]


def _course_lines(course):
    if course is None:
        return []
    if not course.total:
        return [_("What a typical course comes to: ask us.")]
    told = {"total": course.total, "parts": ", ".join(course.assumes)}
    return [_("A typical course here comes to %(total)s: %(parts)s.") % told]


def _last_checked(rows):
    if not rows:
        return _("We have not listed prices here. Ask us for a written estimate.")
    by_day: dict[str, list[str]] = {}
    for row in rows:
        by_day.setdefault(row.checked, []).append(row.service.text)
    if len(by_day) == 1:
        return _("Last checked: %(date)s.") % {"date": rows[0].checked}
    return "\n".join(
        _("Last checked on %(date)s: %(services)s.") % {"date": day, "services": ", ".join(names)}
        for day, names in by_day.items()
    )


def _with_part(row):
    if row.part != CostItem.Part.ON_TOP:
        return row.service.text
    return _("%(service)s (may come on top)") % {"service": row.service.text}


def _included(row):
    parts = [row.included.text]
    if row.not_included.text:
        parts.append(_("Not included: %(what)s") % {"what": row.not_included.text})
    return ". ".join(part.rstrip(".") for part in parts if part)


def _coverage(section):
    if not section.has_coverage:
        return None
    return {
        "caption": _("What insurers told us"),
        "head": [_("Insurer"), _("For"), _("Answer"), _("Last checked")],
        "rows": [
            [row.payer.text, row.service.text, _answer(row), row.checked]
            for row in section.coverages
        ],
        "lines": [
            *_no_answers(section.coverages),
            _("What to ask your insurer:"),
            *(f"☐ {question}" for question in section.insurer_questions),
        ],
    }


def _no_answers(rows):
    if rows:
        return []
    return [_("We have no answers from insurers to show. Ask your insurer, in writing.")]


def _answer(row):
    parts = [row.answer, row.conditions.text, row.network, row.authorization]
    if row.instead.text:
        parts.append(_("Usually covered instead: %(what)s") % {"what": row.instead.text})
    if row.appeal.text:
        parts.append(_("If it says no: %(what)s") % {"what": row.appeal.text})
    parts.append(row.old)
    return ". ".join(part.rstrip(".") for part in parts if part)


def _risks_message(page, chosen):
    """Benefits never go out without their risks."""
    kinds = {section.kind for section in chosen}
    risks = next((s for s in page.sections if s.kind == Kind.RISKS and s.main_message), None)
    if risks is None or Kind.RISKS in kinds:
        return None
    return {"title": risks.title, "text": risks.main_message}


def _glossary(page):
    rows = [[term.key, term.definition] for term in page.terms]
    return {"title": _("Words used here"), "rows": rows} if rows else None


def _references(page, chosen):
    cited = page.cited_in(chosen)
    rows = [{"number": row.number, "text": row.text, "url": row.url} for row in cited]
    return {"title": _("Where this comes from"), "rows": rows} if rows else None


def _pictures(page, trees):
    """Bytes of the code (a draft has none), the logo and the text's own pictures, by the names that the data uses."""
    pictures = {} if page.is_draft else {"code.svg": _code(page.permanent_address)}
    if page.facts.clinic.logo:
        pictures |= _stored("logo", page.facts.clinic.logo)
    for source in sorted(trees.pictures):
        pictures |= _stored(source, source.removeprefix(default_storage.base_url))
    return pictures


def _code(address):
    code = io.BytesIO()
    segno.make(address, error="m").save(code, kind="svg", border=2, xmldecl=False)
    return code.getvalue()


def _stored(name, path):
    """Nothing when the file is gone: a handout without its picture beats no handout."""
    if not default_storage.exists(path):
        return {}
    with default_storage.open(path) as file:
        return {name: file.read()}
