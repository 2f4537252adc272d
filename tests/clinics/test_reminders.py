"""What runs out and what waits is told by mail: once, in time, and to those alone who may act."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from io import StringIO
from smtplib import SMTPRecipientsRefused
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clinics.draft.consenting import decide, note_print
from clinics.draft.handing_over import clinic_print, hand_over, send_back
from clinics.models import Reminder
from clinics.work.reminding import send_reminders
from guide.draft.reviewing import ask_for_review, draft_print
from tests.factories import (
    make_clinic,
    make_cost,
    make_coverage,
    make_guide,
    make_guide_editor,
    make_manager,
    make_member,
    make_note,
    make_operator,
    make_payer,
    make_reviewer,
    make_service,
    make_translation,
    make_user,
    publish_guide,
    sign,
    the_network,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DAY = timedelta(days=1)
BROKEN = "broken@example.org"


class OneAddressIsBroken(EmailBackend):
    def send_messages(self, messages):
        for message in messages:
            if BROKEN in message.to:
                raise SMTPRecipientsRefused({BROKEN: (550, b"no such person")})
        return super().send_messages(messages)


class NobodyAnswers(EmailBackend):
    tried = 0

    def send_messages(self, messages):
        type(self).tried += 1
        raise ConnectionRefusedError


class WhileItRunsAnotherBegins(EmailBackend):
    was_committed: list = []
    later = timedelta(0)

    def send_messages(self, messages):
        self.was_committed.append(not connection.in_atomic_block)
        if len(self.was_committed) == 1:
            send_reminders(timezone.now() + self.later)
        return super().send_messages(messages)


def noon(day):
    """Of a clinic and of a person in New York."""
    there = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("America/New_York"))
    return time_machine.travel(there, tick=False)


def run():
    """The mails of one run: {address: text}"""
    before = len(mail.outbox)
    call_command("send_reminders", stdout=StringIO())
    sent = mail.outbox[before:]
    assert all(len(message.to) == 1 for message in sent)
    return {message.to[0]: message.body for message in sent}


def on(day):
    with noon(day):
        return run()


def price(clinic, until, **fields):
    fields = {"valid_from": until - 200 * DAY, "confirmed_on": until - 200 * DAY, **fields}
    return make_cost(clinic=clinic, service=make_service(), valid_until=until, **fields)


TODAY = timezone.localdate


def in_days(days):
    return TODAY() + days * DAY


def days_told(start, days, words):
    """On which of these days, counted from `start`, a run tells it."""
    return [n for n in days if any(words in body for body in on(start + n * DAY).values())]


# What runs out


def test_a_review_is_told_60_30_7_days_before_and_on_its_day():
    reviewer, editor = make_reviewer(), make_guide_editor()
    text = make_translation(sections=[{"kind": "benefits"}])
    publish_guide(text, signed_by=reviewer)
    due = text.signatures.first().next_review

    told = {n: set(on(due + n * DAY)) for n in (-61, -60, -59, -30, -29, -7, -6, 0, 1, 40)}

    both = {reviewer.email, editor.email}
    everybody = both | {user.email for user in [text.editions.get().published_by]}
    assert {n for n, whom in told.items() if whom} == {-60, -30, -7, 0}
    assert all(both <= told[n] <= everybody for n in (-60, -30, -7, 0))


def test_days_that_were_missed_send_the_newest_step_alone():
    text = make_translation(sections=[{"kind": "benefits"}])
    publish_guide(text, signed_by=make_reviewer())
    due = text.signatures.first().next_review

    first = on(due + 3 * DAY)

    assert any("The review of 2 parts was due on" in body for body in first.values())
    assert any("Without it, patients find some of it folded from" in b for b in first.values())
    assert on(due + 4 * DAY) == {}


def test_a_review_that_was_signed_anew_begins_again():
    reviewer = make_reviewer()
    text = make_translation()
    publish_guide(text, signed_by=reviewer)
    due = text.signatures.first().next_review
    assert reviewer.email in on(due - 60 * DAY)
    with noon(due - 50 * DAY):
        sign(text, by=reviewer)
        publish_guide(text)
    again = max(row.next_review for row in text.signatures.all())

    assert days_told(due, (-30, -7, 0), "The review") == []
    assert days_told(again, (-60, -30), "The review") == [-60, -30]


def test_words_changed_in_the_draft_do_not_hide_that_patients_read_an_old_review():
    reviewer = make_reviewer()
    text = make_translation(sections=[{"key": "benefits", "kind": "benefits"}])
    publish_guide(text, signed_by=reviewer)
    due = text.signatures.first().next_review
    text.sections.update(body="Other words.")
    text.title = "Another title"
    text.save()

    assert "The review of 2 parts is due on" in on(due - 60 * DAY)[reviewer.email]


@pytest.mark.parametrize("kind", ["price", "answer"])
def test_a_fact_of_a_clinic_is_told_30_7_days_before_on_its_last_day_and_when_it_is_over(kind):
    clinic, last = make_clinic(), in_days(100)
    member = make_member(clinic)
    make_manager(make_clinic())
    if kind == "price":
        price(clinic, last)
    else:
        make_coverage(
            clinic=clinic,
            payer=make_payer(),
            service=make_service(),
            checked_on=in_days(-1),
            next_check=last,
        )

    told = {n: on(last + n * DAY) for n in (-31, -30, -29, -7, 0, 1, 2)}

    assert [n for n, mails in told.items() if mails] == [-30, -7, 0, 1]
    assert all(set(mails) <= {member.email} for mails in told.values())
    links = {"price": "costitem", "answer": "coverage"}
    link = f"/admin/clinics/{links[kind]}/?clinic__id__exact={clinic.pk}&due=month"
    assert f"http://localhost{link}" in told[-30][member.email]
    assert clinic.name in told[-30][member.email]


def test_a_price_that_was_renewed_is_told_of_its_new_day():
    clinic, last = make_clinic(), in_days(100)
    make_member(clinic)
    cost = price(clinic, last)
    on(last - 7 * DAY)
    cost.valid_until = last + 100 * DAY
    cost.save()

    assert on(last) == {}
    assert days_told(last + 100 * DAY, (-30,), "1 price lapses within 30 days.") == [-30]


def test_a_price_is_told_with_the_clinics_own_day():
    """At noon in London it is tomorrow already in Kiritimati."""
    east, west = make_clinic(time_zone="Pacific/Kiritimati"), make_clinic(time_zone="UTC")
    people = [make_member(clinic, time_zone="UTC") for clinic in (east, west)]
    for clinic in (east, west):
        price(clinic, in_days(30))
    with time_machine.travel(timezone.now() - DAY):
        assert set(run()) == {people[0].email}


# What waits


def test_a_draft_that_waits_is_told_to_managers_and_what_was_sent_back_to_who_asked():
    clinic = make_clinic()
    editor, manager, other = make_member(clinic), make_manager(clinic), make_manager(clinic)
    make_manager(make_clinic())
    hand_over(clinic, by=editor, expected=clinic_print(clinic), comment="About Mr. Smith.")
    assert run() == {}  # a mail of its own went at once

    told = on(in_days(1))

    assert set(told) == {manager.email, other.email}
    assert f"http://localhost/admin/clinics/clinic/{clinic.pk}/review/" in told[other.email]
    assert "Smith" not in told[other.email]
    assert on(in_days(2)) == {}
    with noon(in_days(3)):
        send_back(clinic, by=manager, comment="Not yet.")
    assert set(on(in_days(4))) == {editor.email}
    assert set(on(in_days(10))) == {editor.email}


def test_a_manager_who_hands_over_is_told_of_nothing_that_waits_for_others():
    clinic = make_clinic()
    asker, other = make_manager(clinic), make_manager(clinic)
    hand_over(clinic, by=asker, expected=clinic_print(clinic))

    assert set(on(in_days(1))) == {other.email}


def test_a_review_that_was_asked_for_is_told_to_reviewers():
    editor, reviewer = make_guide_editor(), make_reviewer()
    make_guide_editor()
    text = make_translation()
    ask_for_review(text, by=editor, expected=draft_print(text))

    told = on(in_days(1))

    assert set(told) == {reviewer.email}
    link = f"http://localhost/admin/guide/translation/{text.pk}/review/"
    assert link in told[reviewer.email]


def test_a_clinics_own_words_are_told_to_those_who_may_consent_until_somebody_decided():
    the_network()
    editor, reviewer = make_guide_editor(), make_reviewer()
    clinic = make_clinic()
    member = make_member(clinic)
    notes = [make_note(clinic=clinic, section_kind=kind) for kind in ("risks", "benefits")]

    told = run()

    assert set(told) == {editor.email, reviewer.email}
    assert "2 notes wait for consent." in told[editor.email]
    assert "http://localhost/admin/clinics/clinic/words/" in told[editor.email]
    decide(notes[0], by=editor, expected=note_print(notes[0]), is_given=True)
    assert "1 note waits for consent." in on(in_days(7))[editor.email]
    assert member.email not in told


def test_words_wait_for_nobody_where_the_network_asks_for_no_consent():
    the_network(requires_consent=False)
    make_guide_editor()
    make_note(clinic=make_clinic(), section_kind="risks")

    assert run() == {}


# To whom, and how


@pytest.mark.parametrize(
    "fields", [{"is_active": False}, {"is_staff": False}], ids=["switched off", "not of the staff"]
)
def test_who_may_not_sign_in_gets_none(fields):
    clinic = make_clinic()
    make_manager(clinic, **fields)
    price(clinic, TODAY())
    the_network()
    make_guide_editor(**fields)
    make_note(clinic=clinic, section_kind="risks")

    assert run() == {}


def test_who_left_and_operators_whom_no_clinic_names_get_none():
    clinic = make_clinic()
    price(clinic, TODAY())
    make_manager(clinic).memberships.all().delete()
    make_operator()

    assert run() == {}


def test_a_clinic_that_closed_needs_nobody():
    clinic = make_clinic(state="closed")
    make_manager(clinic)
    price(clinic, TODAY())

    assert run() == {}


def test_the_mail_is_in_the_persons_language():
    clinic = make_clinic()
    ana = make_member(clinic, language="es", first_name="Ana")
    price(clinic, TODAY())

    assert "Hola, Ana" in run()[ana.email] or "Hola Ana" in mail.outbox[-1].body


def test_one_mail_a_day_holds_all_of_somebody_and_the_rest_comes_tomorrow():
    the_network()
    one, two = make_clinic(name="One"), make_clinic(name="Two")
    ana = make_guide_editor()
    for clinic in (one, two):
        clinic.memberships.create(user=ana, role="manager")
        price(clinic, TODAY() + 5 * DAY)
    make_note(clinic=one, section_kind="risks")

    [body] = run().values()
    price(one, TODAY() + 6 * DAY)

    assert all(words in body for words in ("One", "Two", "1 note waits"))
    assert body.count("1 price lapses within 7 days.") == 2
    assert run() == {}
    assert "1 price lapses within 7 days." in on(in_days(1))[ana.email]


def test_a_very_long_mail_says_how_much_more_there_is():
    ana = make_user()
    for _number in range(52):
        clinic = make_clinic()
        clinic.memberships.create(user=ana)
        price(clinic, TODAY())

    [body] = run().values()

    assert body.count("1 price holds only today.") == 50
    assert "and 2 more lines" in body
    assert on(in_days(1))[ana.email].count("1 price has lapsed.") == 50


# Nothing twice, and nothing lost


def test_one_broken_address_stops_nobody_is_reported_and_tried_again(settings):
    settings.EMAIL_BACKEND = f"{__name__}.OneAddressIsBroken"
    clinic = make_clinic()
    make_member(clinic, email=BROKEN)
    no_address, well = make_member(clinic, email="two\nlines@example.org"), make_member(clinic)
    price(clinic, TODAY())

    with pytest.raises(CommandError, match=r"could not be sent: 2\. The next run tries them again"):
        run()
    assert [message.to for message in mail.outbox] == [[well.email]]

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    no_address.memberships.all().delete()
    assert set(run()) == {BROKEN}
    assert run() == {}


def test_a_server_that_does_not_answer_ends_the_run(settings):
    settings.EMAIL_BACKEND = f"{__name__}.NobodyAnswers"
    NobodyAnswers.tried = 0
    clinic = make_clinic()
    for _number in range(25):
        make_member(clinic)
    price(clinic, TODAY())

    with pytest.raises(CommandError):
        run()

    assert NobodyAnswers.tried == 20
    assert not Reminder.objects.exists()


def test_what_a_run_that_broke_off_had_begun_goes_out_a_quarter_of_an_hour_later():
    clinic = make_clinic()
    ana = make_member(clinic)
    cost = price(clinic, in_days(3))
    subject = f"costitem:{cost.pk}:{cost.valid_until.isoformat()}"
    Reminder.objects.create(person=ana, day=TODAY(), steps={subject: -7})

    assert run() == {}
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert set(run()) == {ana.email}
        assert run() == {}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("days", [0, 1], ids=["on the same day", "behind midnight"])
def test_a_run_that_begins_while_another_sends_sends_nothing_twice(settings, monkeypatch, days):
    settings.EMAIL_BACKEND = f"{__name__}.WhileItRunsAnotherBegins"
    monkeypatch.setattr(WhileItRunsAnotherBegins, "was_committed", [])
    monkeypatch.setattr(WhileItRunsAnotherBegins, "later", days * DAY)
    clinic = make_clinic()
    people = [make_member(clinic) for _number in range(3)]
    price(clinic, TODAY() - 9 * DAY)

    send_reminders(timezone.now())

    sent = [message.to[0] for message in mail.outbox]
    assert sorted(sent) == sorted(person.email for person in people)
    assert all(WhileItRunsAnotherBegins.was_committed)


@pytest.mark.django_db(transaction=True)
def test_runs_at_the_same_moment_send_one_mail_to_each():
    clinic = make_clinic()
    people = [make_member(clinic) for _number in range(5)]
    price(clinic, TODAY())
    start = Barrier(4)

    def one(_number):
        start.wait()
        try:
            return send_reminders(timezone.now())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(one, range(4)))

    assert sorted(message.to[0] for message in mail.outbox) == sorted(p.email for p in people)
    assert sum(outcome.sent for outcome in outcomes) == len(people)


def test_a_run_on_the_next_day_beside_one_that_is_not_done_tells_nothing_twice():
    """The first has claimed and not sent yet."""
    clinic = make_clinic()
    ana = make_member(clinic)
    cost = price(clinic, TODAY() - 9 * DAY)
    subject = f"costitem:{cost.pk}:{cost.valid_until.isoformat()}"
    Reminder.objects.create(person=ana, day=TODAY() - DAY, steps={subject: 1})

    assert run() == {}


def queries_of_a_run():
    with CaptureQueriesContext(
        connection,
    ) as queries:
        call_command("send_reminders", stdout=StringIO(), skip_checks=True)
    return len(queries)


def test_reading_costs_the_same_for_one_clinic_and_for_many():
    """A run that has told all before: what is read, without the mails."""

    def grow(count):
        for _number in range(count):
            clinic = make_clinic()
            for _person in range(2):
                person = make_manager(clinic)
            price(clinic, TODAY())
            make_note(clinic=clinic, section_kind="risks")
            hand_over(clinic, by=person, expected=clinic_print(clinic))
            publish_guide(
                make_translation(guide=make_guide(review_months=1)), signed_by=make_reviewer()
            )
        run()
        return queries_of_a_run()

    the_network()
    few = grow(1)
    with noon(in_days(2)):
        assert grow(5) == few


# Kept and forgotten


def test_what_was_sent_long_ago_is_purged():
    clinic = make_clinic()
    make_member(clinic)
    price(clinic, TODAY())
    run()

    for days, left in ((399, 1), (401, 0)):
        with time_machine.travel(timezone.now() + days * DAY):
            call_command("purge_expired", stdout=StringIO())
        assert Reminder.objects.count() == left


def test_what_somebody_was_told_goes_with_the_person():
    clinic = make_clinic()
    person = make_member(clinic)
    make_member(clinic)
    price(clinic, TODAY())
    run()
    said = StringIO()

    call_command("erase_person", person.username, stdout=said)

    assert "Records of reminders removed: 1" in said.getvalue()
    assert not Reminder.objects.filter(person=person).exists()
    assert Reminder.objects.count() == 1
