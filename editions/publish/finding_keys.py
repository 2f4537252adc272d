"""What each finding is known by, from one look at a draft to the next."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from editions.diff.compare import identities
from editions.models.content import Content
from editions.tools.findings import Finding
from editions.tools.fingerprint import fingerprint


def named(findings: Iterable[Finding]) -> dict[str, Finding]:
    """{what was found, and in which words: the finding}, as `with_exemptions` gave them."""
    return {finding.key: finding for finding in findings}


def with_keys(findings: Iterable[Finding], content: Content) -> Iterator[Finding]:
    """Each with its key, which no other finding has and which holds for exactly these words.

    Those are the paragraph that it quotes from, where it stands; of a finding that quotes none, all
    that the draft says. It is the same in every language of whoever looks.
    """
    seen: Counter = Counter()
    stored = content.model_dump(mode="json")
    for finding in findings:
        at = _words_at(stored, finding) if finding.path else (finding.address, *finding.about)
        alike = finding.code, finding.quote, *at
        seen[alike] += 1
        words = "" if finding.quote else content.words_print
        about = {"found": [*alike, seen[alike]], "words": words}
        yield replace(finding, key=fingerprint(about))


def _words_at(stored, finding) -> tuple:
    """Which item of the content it is, of which kind, and the paragraph with the quoted words."""
    where: list = []
    value = stored
    for step in finding.path:
        if isinstance(value, list) and isinstance(value[step], dict):
            where += identities(value)[step]
            where.append(value[step].get("kind", ""))
        else:
            where.append(step)
        value = value[step]
    return *where, _paragraph(value, finding.start, finding.end)


def _paragraph(text, start, end):
    after = text.find("\n\n", end)
    return text[text.rfind("\n\n", 0, start) + 1 : None if after < 0 else after].strip()
