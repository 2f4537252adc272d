import threading

import pytest
from django.db import connection

from guide.documents.reading import CannotImport, read_document
from guide.draft.import_plan import carry_out
from guide.models import Guide, Section
from tests.factories import make_guide_editor

pytestmark = pytest.mark.django_db(transaction=True)
DOCUMENT = read_document(
    b"# Backs\n\n## Risks\n\nYou may bleed.\n\n## Cost\n\nThat differs.\n", "backs.md", "en"
)


def all_at_once(count, work):
    """What `count` threads answer that begin at the same moment."""
    answers, start = [], threading.Barrier(count)

    def run(number):
        start.wait()
        try:
            answers.append(work(number))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def imported_by(editors):
    def work(number):
        try:
            return carry_out(DOCUMENT, slug="backs", language="en", by=editors[number]).title
        except CannotImport as refusal:
            return str(refusal)

    return work


def test_those_who_import_at_once_leave_one_text():
    editors = [make_guide_editor() for _number in range(4)]

    answers = all_at_once(4, imported_by(editors))

    assert len(answers) == 4
    assert "Backs" in answers
    assert all(words == "Backs" or "at the same moment" in words for words in answers)
    assert list(Section.objects.values_list("key", "position")) == [("risks", 10), ("cost", 20)]


def test_those_who_import_into_one_guide_at_once_wait_for_each_other():
    Guide.objects.create(slug="backs")
    editors = [make_guide_editor() for _number in range(4)]

    answers = all_at_once(4, imported_by(editors))

    assert answers == ["Backs"] * 4
    assert Section.history.count() == 2
