"""The operator's door to the sheets of all clinics at once: one file, all or nothing."""

from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from clinics.models import Clinic
from clinics.sheets import exchange
from clinics.sheets.cells import BadSheet, csv_lines, text_of_sheet
from clinics.sheets.import_plan import SHEETS

MAX_BYTES = 200 * 2**20
MAX_ROWS = 500_000
PROBLEMS_SHOWN = 100


class Command(BaseCommand):
    help = "Write the costs or the coverage of all clinics to a CSV file, or import such a file."
    requires_migrations_checks = True

    def add_arguments(self, parser):
        deed = parser.add_mutually_exclusive_group(required=True)
        deed.add_argument("--export", metavar="FILE", type=Path, help="write this file")
        deed.add_argument("--import", metavar="FILE", type=Path, dest="source", help="read it")
        parser.add_argument("--what", choices=list(SHEETS), default="costs")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be, save nothing"
        )
        parser.add_argument(
            "--looked-at", action="store_true", help="unlikely prices were looked at and are right"
        )
        parser.add_argument("--by", metavar="USERNAME", help="who is recorded as having done it")

    def handle(self, *, export, source, what, dry_run, looked_at, by, **options):
        try:
            if export:
                self._export(export, what)
            else:
                chosen = {"dry_run": dry_run, "looked_at": looked_at}
                self._import(source, what, by=_person(by), **chosen)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        except BadSheet as refusal:
            raise CommandError(_in_full(refusal, refusal.problems)) from refusal
        except exchange.Unlikely as refusal:
            words = _in_full(refusal, refusal.doubts)
            raise CommandError(f"{words}\nIf they are right, say so with --looked-at.") from refusal
        except exchange.Changed as refusal:
            raise CommandError(str(refusal)) from refusal

    def _export(self, file, what):
        rows = exchange.sheet_rows(what, Clinic.objects.all(), named=True)
        with file.open("w", encoding="utf-8", newline="") as target:
            for count, line in enumerate(csv_lines(rows)):
                target.write(line)
                if count and count % exchange.ROWS_AT_ONCE == 0:
                    self.stdout.write(f"{count} rows")
        self.stdout.write(f"{count} rows written to {file}")

    def _import(self, file, what, *, dry_run, **options):
        text = text_of_sheet(file.read_bytes(), max_bytes=MAX_BYTES)
        rows = exchange.read_sheet(text, what, named=True, max_rows=MAX_ROWS)
        counts = exchange.exchange(what, rows, dry_run=dry_run, tell=self._tell, **options)
        self.stdout.write(", ".join(f"{state}: {count}" for state, count in counts.items()))
        self.stdout.write("Dry run: nothing was saved." if dry_run else "Saved in the drafts.")

    def _tell(self, done, total):
        self.stdout.write(f"{done} of {total} rows")


def _person(username):
    if username is None:
        return None
    person = get_user_model().objects.filter(username=username).first()
    if person is None:
        raise CommandError(f"Nobody here is called {username}.")
    return person


def _in_full(refusal, problems):
    shown = [str(problem) for problem in problems[:PROBLEMS_SHOWN]]
    more = len(problems) - len(shown)
    return "\n".join([str(refusal), *shown, *([f"and {more} more"] if more else [])])
