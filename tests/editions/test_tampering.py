"""Whoever gets past the triggers is found: each way of forging the record, by raw SQL."""

import json
from datetime import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clinics.models import ClinicEdition
from editions.models import RecordEntry
from editions.publish.publishing import withdraw
from editions.record.chaining import facts_of, published_columns, withdrawn_columns
from editions.tools.fingerprint import fingerprint, written
from tests.editions.tampering import force
from tests.factories import make_clinic, make_operator, publish_the_clinic

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EDITION, ENTRY = "clinics_clinicedition", "editions_recordentry"


def run(*arguments):
    """(what the command says, whether all is well)"""
    out = StringIO()
    try:
        call_command("verify_record", *arguments, stdout=out, stderr=out)
    except CommandError:
        return out.getvalue(), False
    return out.getvalue(), True


@pytest.fixture
def editions():
    """Three of one clinic, the second withdrawn; and one of another, which stays as it is."""
    clinic = make_clinic(name="North Ridge")
    publish_the_clinic(make_clinic(name="South Ridge"))
    made = [publish_the_clinic(clinic, note=f"Note {number}") for number in (1, 2, 3)]
    withdraw(made[1], by=make_operator(), reason="Wrong price")
    made[1].refresh_from_db()
    return made


def set_column(place, column, value):
    def tamper(editions):
        force(f"UPDATE {EDITION} SET {column} = %s WHERE id = %s", value, editions[place].pk)

    return tamper


def another_person(place, column):
    def tamper(editions):
        set_column(place, column, make_operator().pk)(editions)

    return tamper


def content(fitted):
    def tamper(editions):
        forged = {**editions[0].content, "phone": "555-555-0199"}
        values = {"content": json.dumps(forged)}
        if fitted:
            values["fingerprint"] = fingerprint(forged)
        columns = ", ".join(f"{column} = %s" for column in values)
        force(f"UPDATE {EDITION} SET {columns} WHERE id = %s", *values.values(), editions[0].pk)

    return tamper


def delete(place):
    return lambda editions: force(f"DELETE FROM {EDITION} WHERE id = %s", editions[place].pk)


def take_the_withdrawal_back(editions):
    force(
        f"UPDATE {EDITION} SET withdrawn_at = NULL, withdrawn_by_id = NULL,"
        " withdrawn_reason = %s WHERE id = %s",
        "",
        editions[1].pk,
    )


def forge_a_withdrawal(editions):
    force(
        f"UPDATE {EDITION} SET withdrawn_at = published_at, withdrawn_by_id = published_by_id"
        " WHERE id = %s",
        editions[2].pk,
    )


def swap_two_numbers(editions):
    first, third = editions[0].pk, editions[2].pk
    for number, key in ((9, first), (1, third), (3, first)):
        force(f"UPDATE {EDITION} SET number = %s WHERE id = %s", number, key)


def move_to_another_clinic(editions):
    force(f"UPDATE {EDITION} SET clinic_id = %s WHERE id = %s", make_clinic().pk, editions[2].pk)


def put_one_in(editions):
    twin = ClinicEdition.objects.get(pk=editions[0].pk)
    twin.pk, twin.number, twin._state.adding = None, 4, True
    twin.save()


def flip(column, place):
    def tamper(editions):
        force(f"UPDATE {EDITION} SET {column} = NOT {column} WHERE id = %s", editions[place].pk)

    return tamper


def tamper_entry(column, value):
    def tamper(_editions):
        force(f"UPDATE {ENTRY} SET {column} = %s WHERE number = 3", value)

    return tamper


def delete_entry(number):
    return lambda _editions: force(f"DELETE FROM {ENTRY} WHERE number = {number}")


def swap_two_entries(_editions):
    for old, new in ((2, 99), (3, 2), (99, 3)):
        force(f"UPDATE {ENTRY} SET number = {new} WHERE number = {old}")


def delete_edition_and_entry(editions):
    delete(0)(editions)
    delete_entry(2)(editions)


EARLIER = "2001-01-01 00:00:00+00:00"
THE_NINE = {
    "content": (content(fitted=False), "the content is not what was published"),
    "content and fingerprint": (content(fitted=True), "“fingerprint” is “"),
    "who": (another_person(0, "published_by_id"), "“published by” is “"),
    "when": (set_column(0, "published_at", EARLIER), "“published” is “2001-"),
    "live from": (set_column(0, "live_from", EARLIER), "“live from” is “2001-"),
    "note": (
        set_column(0, "note", "Else"),
        "“what changed” is “Else”, and the record says “Note 1”",
    ),
    "newest deleted": (delete(2), ", 3: it is gone"),
    "middle deleted": (delete(1), ", 2: it is gone"),
    "withdrawal taken back": (take_the_withdrawal_back, "“withdrawn” is “None”"),
}
MORE = {
    "why all the same": (set_column(0, "override_reason", "x"), "published all the same” is “x”"),
    "withdrawal forged": (forge_a_withdrawal, "and the record says “None”"),
    "withdrawal's reason": (set_column(1, "withdrawn_reason", "x"), "record says “Wrong price”"),
    "withdrawal's moment": (set_column(1, "withdrawn_at", EARLIER), "“withdrawn” is “2001-"),
    "withdrawn by": (another_person(1, "withdrawn_by_id"), "“withdrawn by” is “"),
    "for safety": (flip("withdrawn_for_safety", 1), "“withdrawn for safety” is “True”"),
    "review": (flip("is_review", 0), "“signed as a whole” is “True”"),
    "address": (set_column(0, "slug", "else"), "“address” is “else”"),
    "numbers swapped": (swap_two_numbers, "and the record says “Note 3”"),
    "another clinic's": (move_to_another_clinic, "it has no entry in the record"),
    "put in": (put_one_in, ", 4: it has no entry in the record"),
    "entry's person": (tamper_entry("by", "else"), "Entry 3 (clinics.clinicedition"),
    "entry's moment": (tamper_entry("at", EARLIER), "does not follow from its owner's entry"),
    "entry's facts": (tamper_entry("facts", "{}"), "does not follow from its owner's entry"),
    "entry's count": (tamper_entry("editions", 9), "does not follow from its owner's entry"),
    "entry's link": (tamper_entry("link", "0" * 64), "does not follow from its owner's entry"),
    "entry's head": (tamper_entry("head", "0" * 64), "does not follow from the entry before"),
    "entry's kind": (tamper_entry("kind", "else"), "there is no such kind"),
    "entry deleted": (delete_entry(3), "Entries 3 to 3 of the record are missing"),
    "newest entry deleted": (delete_entry(5), "the record says “None”"),
    "entries swapped": (swap_two_entries, "Entry 2 ("),
    "edition and entry deleted": (delete_edition_and_entry, "Entries 2 to 2"),
}


@pytest.mark.parametrize("kind", [*THE_NINE, *MORE])
def test_a_forged_record_is_found_and_the_fault_named(kind, editions):
    tamper, words = (THE_NINE | MORE)[kind]
    assert run()[1]

    tamper(editions)

    said, is_in_order = run()
    assert not is_in_order
    assert words in said
    assert "South Ridge" not in said


def test_every_column_of_an_edition_is_in_the_record(editions):
    columns = {f.attname for f in ClinicEdition._meta.concrete_fields} - {"id", "content"}

    held = set().union(*(entry.facts for entry in RecordEntry.objects.of(editions[1])))

    assert held == columns


def put_after(edition, deed, *, at=None, **facts):
    """An entry behind the last one, which follows from it as an honest one would."""
    last = RecordEntry.objects.newest()
    own = RecordEntry.objects.filter(kind=last.kind, owner=edition.clinic_id).newest()
    entry = RecordEntry(
        number=last.number + 1,
        kind=last.kind,
        owner=edition.clinic_id,
        edition=edition.number,
        deed=deed,
        at=at or last.at,
        by="Ann",
        facts=facts,
        editions=last.editions + (deed != "withdrawn"),
    )
    entry.link, before = entry.link_after(own.link if own else ""), last.head
    entry.head = entry.head_after(before)
    entry.save(force_insert=True)


def now():
    return written(RecordEntry.objects.newest().at)


def forge_and(deed, **more):
    """The first edition's content and print, and an entry that says it is just so."""

    def tamper(editions):
        content(fitted=True)(editions)
        forged = ClinicEdition.objects.get(pk=editions[0].pk)
        facts = {"fingerprint": forged.fingerprint, "withdrawn_at": now(), "published_at": now()}
        put_after(forged, deed, **facts | {"live_from": now()} | more)

    return tamper


def forge_a_withdrawal_and_enter_what_else_it_says(editions):
    forge_a_withdrawal(editions)
    forged = ClinicEdition.objects.get(pk=editions[2].pk)
    facts = {**facts_of(forged, withdrawn_columns(ClinicEdition)), "note": "Note 3"}
    put_after(forged, "withdrawn", at=forged.withdrawn_at, **facts)


def put_in_and_enter(deed, *, live_from=EARLIER, published_at=EARLIER, at=EARLIER):
    """A fourth edition, as if it had been the one that patients saw long ago."""

    def tamper(editions):
        at_, live_from_, published_at_ = (
            datetime.fromisoformat(moment or now()) for moment in (at, live_from, published_at)
        )
        twin = ClinicEdition.objects.get(pk=editions[0].pk)
        twin.pk, twin.number, twin._state.adding = None, 4, True
        twin.live_from, twin.published_at = live_from_, published_at_
        twin.save()
        facts = facts_of(twin, published_columns(ClinicEdition))
        put_after(twin, deed, at=at_, **facts)

    return tamper


IMPOSSIBLE, BACK = "what cannot have happened", ", 4, {}) is dated back"
ADDED = {
    "withdrawal that tells the content": (forge_and("withdrawn"), IMPOSSIBLE),
    "no withdrawal at all": (forge_and("withdrawn", withdrawn_at=None), IMPOSSIBLE),
    "found and published": (forge_and("found"), IMPOSSIBLE),
    "deed of no kind": (forge_and("amended"), IMPOSSIBLE),
    "withdrawal with a note": (forge_a_withdrawal_and_enter_what_else_it_says, IMPOSSIBLE),
    "published long ago": (put_in_and_enter("published"), BACK.format("published")),
    "published now as long ago": (
        put_in_and_enter("published", at=""),
        BACK.format("published"),
    ),
    "live before it was published": (
        put_in_and_enter("published", at="", published_at=""),
        BACK.format("published"),
    ),
    "found only now": (put_in_and_enter("found", at=""), BACK.format("found")),
}


@pytest.mark.parametrize("kind", ADDED)
def test_what_is_entered_past_the_site_is_found_without_any_entry_changed(kind, editions):
    tamper, words = ADDED[kind]
    saved = RecordEntry.objects.newest().head

    tamper(editions)

    said, is_in_order = run("--head", saved)
    assert not is_in_order
    assert words in said
    assert "does not follow" not in said


def test_an_entry_that_counts_wrong_is_found(editions):
    editions[0].number = 9
    put_after(editions[0], "published", live_from=now(), published_at=now())
    entry = RecordEntry.objects.newest()
    entry.editions += 1
    own = RecordEntry.objects.filter(owner=entry.owner, number__lt=entry.number).newest()
    entry.link = entry.link_after(own.link)
    entry.head = entry.head_after(RecordEntry.objects.get(number=entry.number - 1).head)
    delete_entry(entry.number)(editions)
    entry._state.adding = True
    entry.save(force_insert=True)

    assert "does not follow from the entry before" in run()[0]


def forge_all_of_it():
    """The first edition's note, and every entry after it made to fit."""
    force(f"UPDATE {EDITION} SET note = 'Else' WHERE note = 'Note 1'")
    links, head = {}, ""
    for entry in [*RecordEntry.objects.order_by("number")]:
        if entry.facts.get("note") == "Note 1":
            entry.facts["note"] = "Else"
        entry.link = entry.link_after(links.get((entry.kind, entry.owner), ""))
        entry.head = entry.head_after(head)
        links[entry.kind, entry.owner], head = entry.link, entry.head
        force(
            f"UPDATE {ENTRY} SET facts = %s, link = %s, head = %s WHERE number = %s",
            json.dumps(entry.facts),
            entry.link,
            entry.head,
            entry.number,
        )


def test_a_record_forged_as_a_whole_is_found_by_a_saved_head(editions):
    saved = RecordEntry.objects.get(number=2).head
    forge_all_of_it()

    assert run()[1]
    said, is_in_order = run("--head", saved)
    assert not is_in_order
    assert f"The record never had the head {saved}" in said


def test_an_older_copy_of_the_database_is_told_by_a_saved_head(editions):
    saved = RecordEntry.objects.get(number=5).head
    take_the_withdrawal_back(editions)
    delete_entry(5)(editions)

    assert run()[1]
    said, is_in_order = run("--head", saved)
    assert not is_in_order
    assert "this database is an older copy" in said


@pytest.mark.parametrize("write", [str, lambda head: f"{head[:4]} {head[4:8].upper()}{head[8:18]}"])
def test_a_saved_head_is_known_again_whole_or_as_printed(editions, write):
    entry = RecordEntry.objects.get(number=3)

    said, is_in_order = run("--head", write(entry.head))

    assert is_in_order
    assert f"asked for at entry 3, {entry.at.isoformat()}" in said


def test_a_saved_head_may_be_in_a_file(editions, tmp_path):
    file = tmp_path / "head.txt"
    file.write_text(RecordEntry.objects.get(number=2).head + "\n")

    assert "at entry 2" in run("--head", str(file))[0]


@pytest.mark.parametrize("head", ["", " ", "abc", "x" * 64, "0" * 65])
def test_what_is_no_head_is_refused_with_words(head):
    with pytest.raises(CommandError, match="A head is 16 to 64 digits"):
        call_command("verify_record", "--head", head)
