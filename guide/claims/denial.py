"""Whether a sentence denies, doubts or sources what it says: what excuses a match of a rule.

A denial counts for what stands behind it in the same clause: "there is no proof that cells cure"
denies the cure, "no surgery, and cells cure" does not. What denies by itself ("without risk") is
taken back by one more: "there is no injection without risk". What others are reported to say is
denied as well, but that they say so tells nobody what is known.
"""

from bisect import bisect_left

from guide.claims.folding import FoldedText, Hit, apart
from guide.claims.rules import ClaimPattern, LanguageRules

FARTHEST = 120  # characters between a denial and what it denies


class Marks:
    """What the sentences of a text say of what they claim."""

    def __init__(self, text: FoldedText, rules: LanguageRules):
        self.text, self.words = text, rules.words
        denials = self._but("denial", "false_denial")
        reported = self._but("reported", "false_denial")
        self.denials = sorted([*denials, *reported], key=lambda place: place.begin)
        self.begins = [denial.begin for denial in self.denials]
        self.reporting = {report.begin for report in reported}
        self.doubting = _numbers(self._but("doubt", "false_doubt"))
        self.denying = _numbers(denials)
        self.denying_effects = _numbers(filter(self._denies_an_effect, denials))
        self.found: dict[str, set[int]] = {}

    def _but(self, name, but_not):
        """In the order of the text; "not only" denies nothing, and "less harm" doubts nothing."""
        return apart(self.text.where(self.words[name]), self.text.where(self.words[but_not]))

    def _denies_an_effect(self, denial):
        """Or that it is known: "no referral" denies nothing that a treatment would do."""
        line = self.text.lines[denial.number]
        behind = line[denial.end : denial.end + FARTHEST]
        end = self.words["clause_ends"].search(behind.encode())
        clause = line[denial.start : denial.end + (end.start() if end else FARTHEST)]
        return bool(self.words["deniable"].search(clause.encode()))

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
        return number in self.denying or number in self.doubting

    def doubts_effects(self, number: int) -> bool:
        """Where effects are told, what else is denied is no doubt."""
        return number in self.denying_effects or number in self.doubting

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
        if before is None or before.number != place.number:
            return False
        between = line[before.end : place.start]
        ends = ["clause_ends"]
        if also_ends and before.begin not in self.reporting:
            ends.append(also_ends)
        return len(between) <= FARTHEST and not any(
            self.words[name].search(between.encode()) for name in ends
        )

    def weighs(self, place: Hit) -> bool:
        """Whether the sentence has a source, and says itself how little follows from it."""
        number = place.number
        return self.cites(number) and (number in self.doubting or self.has("weighed", number))

    def excuses(self, pattern: ClaimPattern, place: Hit) -> bool:
        return any(EXCUSE[name](self, place) for name in pattern.unless if name in EXCUSE)

    def disclaims(self, place: Hit) -> bool:
        line = self.text.lines[place.number]
        before = line[max(0, place.start - FARTHEST) : place.start]
        return bool(self.words["disclaimer"].search(before.encode()))

    def is_of_other_care(self, place: Hit) -> bool:
        return self.has("care", place.number) and not self.has("therapy", place.number)


def _numbers(places):
    return {place.number for place in places}


EXCUSE = {
    "denied": Marks.denies,
    "denied-again": lambda marks, place: marks.denies(place, "list_ends"),
    "disclaimed": Marks.disclaims,
    "doubted": lambda marks, place: marks.doubts(place.number),
    "cited": lambda marks, place: marks.cites(place.number),
    "weighed": Marks.weighs,
    "other-care": Marks.is_of_other_care,
}
