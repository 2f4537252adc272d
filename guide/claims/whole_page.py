"""What no single sentence shows: whether a page tells risks as it tells benefits, and in what order.

Of plain values, so that a guide, a clinic's page and its paper are judged by the same rules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guide.claims.checking import claims_of
from guide.claims.denial import Marks
from guide.claims.folding import FoldedText
from guide.claims.matching import World
from guide.claims.rules import BLOCK, LANGUAGES, RULES, rules_of
from guide.markup.statements import Statement

TELL_BENEFITS = ("benefits", "success-rate", "timeframe")
RISKS_PER_BENEFIT = 0.8  # of their words


@dataclass(frozen=True)
class PageSection:
    """One section as it stands on a page: `level` is that of its heading, 2 above 3."""

    key: str
    kind: str
    level: int
    words: int
    says_none: bool = False
    names_no_treatment: bool = False


@dataclass(frozen=True)
class PageFinding:
    """`section` is the key of the one to mend, or "" where one is missing."""

    rule: str
    severity: str
    section: str = ""

    @property
    def blocks(self) -> bool:
        return self.severity == BLOCK

    @property
    def message(self) -> str:
        return RULES[self.rule].message

    @property
    def instead(self) -> str:
        return RULES[self.rule].instead


def page_section(
    key: str, kind: str, level: int, statements: Sequence[Statement], language: str
) -> PageSection:
    """A section with everything that stands in it, what a clinic adds included."""
    text = FoldedText(list(statements))
    own = language.lower().partition("-")[0]
    marks = [Marks(text, rules_of(one)) for one in LANGUAGES if one == own or own not in LANGUAGES]
    claims = claims_of(list(statements), language, World.ELSEWHERE)
    return PageSection(
        key,
        kind,
        level,
        words=sum(any(map(str.isalnum, word)) for line in text.lines for word in line.split()),
        says_none=any(claim.rule == "no-risk" and claim.blocks for claim in claims)
        or _says("none", marks),
        names_no_treatment=_says("no_treatment", marks),
    )


def _says(name, marks):
    return any(mark.has(name, number) for mark in marks for number in range(len(mark.text)))


def page_findings(
    sections: Iterable[PageSection], *, is_unapproved: bool, status_comes_first: bool = False
) -> list[PageFinding]:
    """What is wrong with a page whose sections stand in this order.

    `status_comes_first`: the page says above all sections that the use is not approved.
    """
    page = list(sections)
    benefits = [section for section in page if section.kind in TELL_BENEFITS]
    found = [
        *_risks(page, benefits),
        *_alternatives(page, benefits),
        *(_approval(page, benefits) if is_unapproved and not status_comes_first else ()),
    ]
    return [PageFinding(rule, RULES[rule].severity, key) for rule, key in found]


def _of(page, kind):
    return [section for section in page if section.kind == kind]


def _risks(page, benefits):
    risks = _of(page, "risks")
    for section in risks:
        if section.says_none:
            yield "risks-none", section.key
    if benefits and not risks:
        yield "risks-missing", ""
    elif benefits:
        if min(section.level for section in risks) > min(section.level for section in benefits):
            yield "risks-lower", risks[0].key
        told = sum(section.words for section in page if section.kind == "benefits")
        if sum(section.words for section in risks) < RISKS_PER_BENEFIT * told:
            yield "risks-shorter", risks[0].key


def _alternatives(page, benefits):
    choices = _of(page, "alternatives")
    if benefits and not choices:
        yield "no-alternatives", ""
    elif choices and not any(section.names_no_treatment for section in choices):
        yield "no-treatment-missing", choices[0].key


def _approval(page, benefits):
    approval = _of(page, "approval")
    if not approval:
        yield "approval-missing", ""
    elif benefits and page.index(benefits[0]) < page.index(approval[0]):
        yield "approval-late", benefits[0].key
