"""How much processor the claim check takes, beside parsing the same text."""

from pathlib import Path
from time import process_time

from django.core.management.base import BaseCommand, CommandError

from guide.claims.checking import claims_in
from guide.claims.matching import World
from guide.markup.markdown import parse

SIZES = (6_000, 12_500, 25_000, 50_000)
RUNS = 7


class Command(BaseCommand):
    help = "Measure the claim check on a text, cut or repeated to 6 to 50 kB."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", help="a Markdown text, such as a section of a guide")
        parser.add_argument("--language", default="en", help="of the text: en, es")

    def handle(self, *, file, language, **options):
        text = self.text_of(file)
        claims_in(text[:100], language)  # rules are read once in a process
        for size in SIZES:
            self.stdout.write(self.line((text * (size // len(text) + 1))[:size], language))

    def text_of(self, file):
        path = Path(file)
        if not path.is_file():
            raise CommandError(f"There is no file {file}.")
        text = path.read_text(errors="replace")
        if not text.strip():
            raise CommandError(f"{file} is empty.")
        return text + "\n\n"

    def line(self, text, language):
        document = parse(text)
        parsing = best(lambda: parse(text))
        checking = best(lambda: claims_in(text, language, World.EFFECTS, document))
        return (
            f"{len(text):6} characters: parsed in {parsing:.1f} ms, checked in {checking:.1f} ms "
            f"({checking / max(parsing, 0.1):.1f} times)"
        )


def best(deed) -> float:
    """Milliseconds of the processor, of the quickest of some runs: the others were disturbed."""
    taken = []
    for _run in range(RUNS):
        start = process_time()
        deed()
        taken.append((process_time() - start) * 1000)
    return min(taken)
