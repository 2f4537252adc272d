"""Whether a sentence denies, doubts or sources what it says: what excuses a match of a rule.

A denial counts for what stands behind it in the same clause: "there is no proof that cells cure"
denies the cure, "no surgery, and cells cure" does not. What denies by itself ("without risk") is
taken back by one more: "there is no injection without risk".
"""

from bisect import bisect_left

from guide.claims.folding import FoldedText, Hit, apart
from guide.claims.rules import ClaimPattern, LanguageRules

FARTHEST = 120  # characters between a denial and what it denies


class Marks:
    """What the sentences of a text say of what they claim."""

    def __init__(self, text: FoldedText, rules: LanguageRules):
        self.text, self.words = text, rules.words
        self.denials = self._denials()
        self.begins = [denial.begin for denial in self.denials]
        self.denying = {denial.number for denial in self.denials}
        self.found: dict[str, set[int]] = {}

    def _denials(self):
        """In the order of the text; "not only" and "no other clinic" deny nothing."""
        return apart(
            self.text.where(self.words["denial"]), self.text.where(self.words["false_denial"])
        )

    def has(self, name: str, number: int) -> bool:
        """Whether a sentence has a word of that list."""
        if name not in self.found:
            self.found[name] = {place.number for place in self.text.where(self.words[name])}
        return number in self.found[name]

    def cites(self, number: int) -> bool:
        return bool(self.text.sentences[number][1].cites)

    def asks(self, number: int) -> bool:
        return self.text.lines[number].rstrip("\"') ").endswith("?")

    def doubts(self, number: int) -> bool:
        return number in self.denying or self.has("doubt", number)

    def denies(self, place: Hit, also_ends: str = "") -> bool:
        """In the same clause before it, within it, or right behind it."""
        line = self.text.lines[place.number]
        behind = line[place.end : place.end + FARTHEST].encode()
        if self.words["denied_behind"].search(behind):
            return True
        after = bisect_left(self.begins, place.begin)
        if after < len(self.denials) and place.holds(self.denials[after]):
            return True
        before = self.denials[after - 1] if after else None
        if before is None or before.number != place.number or before.end > place.start:
            return False
        between = line[before.end : place.start]
        ends = ["clause_ends", *([also_ends] if also_ends else [])]
        return len(between) <= FARTHEST and not any(
            self.words[name].search(between.encode()) for name in ends
        )

    def excuses(self, pattern: ClaimPattern, place: Hit) -> bool:
        return any(EXCUSE[name](self, place) for name in pattern.unless if name in EXCUSE)

    def disclaims(self, place: Hit) -> bool:
        line = self.text.lines[place.number]
        before = line[max(0, place.start - FARTHEST) : place.start]
        return bool(self.words["disclaimer"].search(before.encode()))

    def is_of_other_care(self, place: Hit) -> bool:
        return self.has("care", place.number) and not self.has("therapy", place.number)


EXCUSE = {
    "denied": Marks.denies,
    "denied-again": lambda marks, place: marks.denies(place, "list_ends"),
    "disclaimed": Marks.disclaims,
    "doubted": lambda marks, place: marks.doubts(place.number),
    "cited": lambda marks, place: marks.cites(place.number),
    "other-care": Marks.is_of_other_care,
}
