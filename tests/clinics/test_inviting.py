"""Somebody is invited by mail, says yes by the link in it, and only then belongs to the clinic."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinics.models import Invitation, Membership
from clinics.people.inviting import CannotInvite, accept, decline, invite, renew, take_back
from staff.models import User
from tests.factories import make_clinic, make_manager, make_member, make_operator, make_user
from tests.pages import form_on, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PASSWORD = "Warm-Stone-77"
CHOSEN = {"new_password1": PASSWORD, "new_password2": PASSWORD, "answer": "yes"}
ANA = "ana@example.org"


def page_of(clinic):
    return reverse("admin:clinics_clinic_people", args=[clinic.pk])


def ask(client, clinic, email=ANA, **fields):
    data = {"email": email, "name": "Ana Lopez", "role": "editor", **fields}
    return client.post(page_of(clinic), data, follow=True)


def link_in(letter):
    return re.search(rf"{settings.SITE_URL}(\S+)", letter.body)[1]


def deed(client, clinic, name):
    [invitation] = clinic.invitations.unanswered()
    address = reverse(f"admin:clinics_clinic_{name}", args=[clinic.pk, invitation.pk])
    return client.post(address, follow=True)


@pytest.fixture
def clinic():
    return make_clinic(name="North Ridge", time_zone="America/Chicago")


@pytest.fixture
def manager(client_of, clinic):
    return client_of(make_manager(clinic, first_name="Maria", language="es"))


def test_nobody_belongs_to_the_clinic_before_the_yes(manager, clinic, mailoutbox):
    response = ask(manager, clinic)

    assert response.status_code == 200
    assert not User.objects.filter(email=ANA).exists()
    assert clinic.memberships.count() == 1
    [letter] = mailoutbox
    assert letter.to == [ANA]
    assert "North Ridge" in letter.subject
    assert "Ana Lopez" in letter.body
    assert "Maria" in letter.body


def test_somebody_new_chooses_a_password_and_is_in(manager, clinic, mailoutbox):
    ask(manager, clinic)
    client = Client()

    page = client.get(link_in(mailoutbox[0]))
    answer = client.post(link_in(mailoutbox[0]), {**form_on(page), **CHOSEN})

    assert answer.url == reverse("admin:index")
    person = User.objects.get(email=ANA)
    assert (person.username, person.get_full_name()) == (ANA, "Ana Lopez")
    assert (person.time_zone, person.is_superuser) == ("America/Chicago", False)
    assert person.memberships.get().role == "editor"
    assert person.check_password(PASSWORD)
    assert client.get(reverse("admin:clinics_clinic_change", args=[clinic.pk])).status_code == 200


def test_a_poor_password_is_refused_in_words_and_nobody_is_made(manager, clinic, mailoutbox):
    ask(manager, clinic)
    poor = {"new_password1": "12345", "new_password2": "12345", "answer": "yes"}

    answer = Client().post(link_in(mailoutbox[0]), poor)

    assert answer.status_code == 422
    assert "too common" in text_of(answer)
    assert not User.objects.filter(email=ANA).exists()


def test_who_has_an_account_signs_in_and_agrees(client_of, manager, clinic, mailoutbox):
    other = make_clinic()
    person = make_manager(other, email=ANA, password=make_password("Old-Oak-1"))
    ask(manager, clinic, email="ANA@example.org")
    link, hers = link_in(mailoutbox[0]), client_of(person)

    stranger = Client().post(link, CHOSEN)
    hers.post(link, {"answer": "yes"})

    assert stranger.status_code == 200
    assert reverse("admin:login") in stranger.content.decode()
    roles = {(row.clinic, row.role) for row in person.memberships.all()}
    assert roles == {(other, "manager"), (clinic, "editor")}
    person.refresh_from_db()
    assert person.check_password("Old-Oak-1")


def test_somebody_else_who_is_signed_in_does_not_join(client_of, manager, clinic, mailoutbox):
    make_user(email=ANA, password=make_password("Old-Oak-1"))
    ask(manager, clinic)
    other = make_user()

    client_of(other).post(link_in(mailoutbox[0]), {"answer": "yes"})

    assert not other.memberships.exists()
    assert clinic.memberships.count() == 1


def test_no_is_an_answer(manager, clinic, mailoutbox):
    ask(manager, clinic)
    link = link_in(mailoutbox[0])

    answer = Client().post(link, {"answer": "no"})

    assert "You said no" in text_of(answer)
    assert Client().post(link, CHOSEN).status_code == 410
    assert not User.objects.filter(email=ANA).exists()
    assert "Declined" in manager.get(page_of(clinic)).content.decode() or "Rechazada" in text_of(
        manager.get(page_of(clinic))
    )


ACCOUNTS = {
    "nobody": lambda: None,
    "a person": lambda: make_user(email=ANA, first_name="Hidden", password=make_password("x")),
    "one of another clinic": lambda: make_member(make_clinic(), email=ANA, first_name="Hidden"),
    "an operator": lambda: make_operator(email=ANA, first_name="Hidden"),
    "a deactivated person": lambda: make_user(email=ANA, is_active=False, first_name="Hidden"),
    "one whose switch was turned": lambda: make_user(email=ANA, is_staff=False),
    "one whose password was taken": lambda: make_user(email=ANA, last_login=timezone.now()),
}


def told_about(client_of, make_account):
    clinic = make_clinic(name="Same Name")
    make_account()
    response = ask(client_of(make_manager(clinic, username=f"manager-{clinic.pk}")), clinic)
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|\d+', "", response.content.decode())
    return response.status_code, body, mail.outbox.pop().body


def test_the_same_is_said_of_every_address(client_of):
    answers = {}
    for name, make_account in ACCOUNTS.items():
        with time_machine.travel(timezone.now(), tick=False):
            status, body, letter = told_about(client_of, make_account)
        answers[name] = status, body, re.sub(r"http\S+|person\d+|manager-\d+", "", letter)
        Invitation.objects.all().delete()
        Membership.objects.all().delete()
        Membership.history.all().delete()
        User.objects.exclude(username__startswith="manager-").delete()

    assert answers["nobody"][0] == 200
    assert "Hidden" not in answers["a person"][1]
    assert [name for name in answers if answers[name] != answers["nobody"]] == []


@pytest.mark.parametrize(
    "account",
    [
        *("an operator", "a deactivated person", "one whose switch was turned"),
        "one whose password was taken",
    ],
)
def test_what_operators_decided_stays_so(client_of, manager, clinic, mailoutbox, account):
    person = ACCOUNTS[account]()
    before = User.objects.values().get(pk=person.pk)
    ask(manager, clinic)
    link = link_in(mailoutbox[0])

    answers = [Client().post(link, CHOSEN), client_of(person).post(link, {"answer": "yes"})]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert "Ask an operator" in text_of(answers[0])
    after = User.objects.values().get(pk=person.pk)
    assert {**after, "last_login": None} == {**before, "last_login": None}
    assert not person.memberships.exists()


def test_an_account_without_a_password_gets_one_by_the_link(manager, clinic, mailoutbox):
    person = make_user(email=ANA, password="!")
    ask(manager, clinic)

    Client().post(link_in(mailoutbox[0]), CHOSEN)

    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert person.memberships.get().clinic == clinic


def test_a_link_works_once_and_not_for_ever(manager, clinic, mailoutbox):
    ask(manager, clinic)
    link = link_in(mailoutbox[0])

    with time_machine.travel(timezone.now() + timedelta(days=settings.INVITATION_DAYS, hours=1)):
        late = Client().get(link)
    Client().post(link, CHOSEN)
    again = Client().post(link, CHOSEN)

    assert (late.status_code, again.status_code) == (410, 410)
    assert Client().get(reverse("invitation", args=["nonsense"])).content == again.content
    assert Membership.objects.filter(user__email=ANA).count() == 1


def test_an_invitation_is_sent_again_and_the_old_link_ends(manager, clinic, mailoutbox):
    ask(manager, clinic)
    soon = deed(manager, clinic, "renew")
    assert len(mailoutbox) == 1
    assert soon.status_code == 200

    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        deed(manager, clinic, "renew")
        old, new = map(link_in, mailoutbox)
        assert Client().get(old).status_code == 410
        assert Client().get(new).status_code == 200


def test_an_invitation_is_taken_back(manager, clinic, mailoutbox):
    ask(manager, clinic)

    deed(manager, clinic, "takeback")

    assert Client().post(link_in(mailoutbox[0]), CHOSEN).status_code == 410
    assert not User.objects.filter(email=ANA).exists()


def test_who_is_invited_or_there_already_is_not_invited_again(manager, clinic, mailoutbox):
    make_member(clinic, email="eva@example.org")
    ask(manager, clinic)

    answers = [ask(manager, clinic, "ANA@example.org"), ask(manager, clinic, "Eva@Example.org")]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert form_on(answers[0])["email"] == ["ANA@example.org"]
    assert form_on(answers[0])["name"] == ["Ana Lopez"]
    assert len(mailoutbox) == 1


def test_nobody_sends_mails_without_end(manager, clinic, mailoutbox):
    for number in range(25):
        last = ask(manager, clinic, f"person-{number}@example.org")

    assert len(mailoutbox) == 20
    assert last.status_code == 422


def test_a_mail_server_that_is_down_takes_nothing_back(manager, clinic, settings, mailoutbox):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there

    response = ask(manager, clinic)

    assert response.status_code == 200
    [invitation] = clinic.invitations.all()
    assert invitation.sent_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    deed(manager, clinic, "renew")
    assert Client().get(link_in(mailoutbox[0])).status_code == 200


@pytest.mark.parametrize("make_person", [make_member, lambda clinic: make_manager(make_clinic())])
def test_only_its_own_managers_invite(client_of, clinic, mailoutbox, make_person):
    asked, _token = invite(clinic, email=ANA, role="editor", by=make_manager(clinic))
    client = client_of(make_person(clinic))

    answers = [
        client.get(page_of(clinic)),
        ask(client, clinic, "eva@example.org", role="manager"),
        deed(client, clinic, "renew"),
        deed(client, clinic, "takeback"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert list(clinic.invitations.unanswered()) == [asked]
    assert mailoutbox == []


def test_a_right_that_ended_meanwhile_invites_nobody(clinic):
    manager = make_manager(clinic)
    manager.memberships.all().delete()

    with pytest.raises(CannotInvite):
        invite(clinic, email=ANA, role="editor", by=manager)


@pytest.mark.parametrize("ends", ["removed", "made an editor", "switched off"])
def test_the_invitations_of_who_manages_no_more_end_until_somebody_sends_them_again(
    manager, clinic, mailoutbox, ends
):
    former = make_manager(clinic)
    asked, token = invite(clinic, email=ANA, role="manager", by=former)
    link, person = reverse("invitation", args=[token]), make_user(email=ANA)
    if ends == "removed":
        former.memberships.all().delete()
    elif ends == "made an editor":
        former.memberships.update(role="editor")
    else:
        User.objects.filter(pk=former.pk).update(is_active=False)

    assert Client().get(link).status_code == 410
    with pytest.raises(CannotInvite):
        accept(Invitation.objects.get(pk=asked.pk), user=person)
    assert not person.memberships.exists()

    deed(manager, clinic, "renew")
    assert Client().get(link_in(mailoutbox[0])).status_code == 200


@pytest.mark.parametrize(
    "who", ["an operator", "a deactivated person", "somebody at another address"]
)
def test_the_verb_itself_adds_nobody_whom_it_may_not(clinic, who):
    asked, _token = invite(clinic, email=ANA, role="editor", by=make_manager(clinic))
    person = ACCOUNTS.get(who, make_user)()

    with pytest.raises(CannotInvite):
        accept(asked, user=person)

    assert not person.memberships.exists()


def test_two_answers_at_once_make_one_membership(clinic):
    asked, _token = invite(clinic, email=ANA, role="editor", by=make_manager(clinic))
    person = make_user(email=ANA)
    accept(asked, user=person)

    with pytest.raises(CannotInvite):
        accept(asked, user=person)

    assert person.memberships.count() == 1


def test_an_invitation_that_runs_out_while_its_page_is_open_adds_nobody(clinic):
    asked, _token = invite(clinic, email=ANA, role="editor", by=make_manager(clinic))
    person = make_user(email=ANA)

    with (
        time_machine.travel(asked.expires_at + timedelta(seconds=1)),
        pytest.raises(CannotInvite),
    ):
        accept(asked, user=person)

    assert not person.memberships.exists()


def test_who_belongs_to_the_clinic_already_keeps_the_role(clinic):
    asked, _token = invite(clinic, email=ANA, role="manager", by=make_manager(clinic))
    person = make_member(clinic, email=ANA)

    accept(asked, user=person)

    assert person.memberships.get().role == "editor"


def test_a_no_after_the_yes_changes_nothing(clinic):
    asked, _token = invite(clinic, email=ANA, role="editor", by=make_manager(clinic))
    accept(asked, user=make_user(email=ANA))

    decline(asked)

    asked.refresh_from_db()
    assert asked.outcome == Invitation.Outcome.ACCEPTED


@pytest.mark.parametrize("deed", [renew, take_back])
def test_the_verbs_ask_for_themselves_who_may_and_whether_it_stands(clinic, deed):
    manager = make_manager(clinic)
    asked, _token = invite(clinic, email=ANA, role="editor", by=manager)
    before = Invitation.objects.values().get()

    for stranger in (make_member(clinic), make_manager(make_clinic())):
        with pytest.raises(CannotInvite):
            deed(asked, by=stranger)
    assert Invitation.objects.values().get() == before

    decline(asked)
    with pytest.raises(CannotInvite):
        deed(asked, by=manager)
    assert Invitation.objects.get().outcome == Invitation.Outcome.DECLINED


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85"])
def test_a_name_cannot_add_a_header(clinic, manager, mailoutbox, end):
    evil = f"North{end}Bcc: eve@evil.example{end}{end}<p>Hello"
    type(clinic).objects.update(name=evil)

    ask(manager, clinic, name=evil)

    [letter] = mailoutbox
    message = letter.message()
    assert letter.recipients() == [ANA]
    assert message["Bcc"] is None
    assert len(message["Subject"].splitlines()) == 1
    assert message.get_content_type() == "text/plain"


@pytest.mark.parametrize(
    "address",
    ["ana@example.org\nBcc: eve@evil.example", "ana@example.org, eve@evil.example", "ana", ""],
)
def test_what_is_no_address_is_refused_and_keeps_what_was_typed(
    manager, clinic, mailoutbox, address
):
    response = ask(manager, clinic, address)

    assert response.status_code == 422
    assert form_on(response)["name"] == ["Ana Lopez"]
    assert mailoutbox == []
    assert not clinic.invitations.exists()


def test_who_lost_the_invitation_asks_for_a_password_and_gets_it_again(manager, clinic, mailoutbox):
    ask(manager, clinic)
    mailoutbox.clear()
    reset = reverse("admin_password_reset")

    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        answer = Client().post(reset, {"email": " ANA@example.org"}, follow=True)
        again = Client().post(reset, {"email": "ANA@example.org"}, follow=True)

        assert answer.content == again.content
        [letter] = mailoutbox
        assert letter.to == [ANA]
        assert Client().post(link_in(letter), CHOSEN).status_code == 302
    assert clinic.memberships.filter(user__email=ANA).exists()


def test_a_session_that_began_with_an_invitation_ends_like_any_other(manager, clinic, mailoutbox):
    ask(manager, clinic)
    client, start = Client(), reverse("admin:index")
    client.post(link_in(mailoutbox[0]), CHOSEN)

    for day in range(1, 14):  # busy every day, so that it never ends for want of use
        with time_machine.travel(timezone.now() + timedelta(days=day)):
            assert client.get(start).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=14, hours=1)):
        assert client.get(start).status_code == 302


@pytest.mark.parametrize("sent", [CHOSEN, {"answer": "no"}], ids=["yes", "no"])
def test_a_clinic_that_is_deleted_while_somebody_answers_has_no_error_page(
    manager, clinic, mailoutbox, sent
):
    ask(manager, clinic)
    steps = ["found", "gone"]

    def delete_it_meanwhile(execute, sql, *args):
        """After the page has found the invitation, as the answer's own transaction begins."""
        if steps == ["gone"] and sql.startswith("SAVEPOINT"):
            steps.clear()
            type(clinic).objects.get(pk=clinic.pk).delete()
        elif "token_hash" in sql:
            steps[:] = steps[-1:]
        return execute(sql, *args)

    with connection.execute_wrapper(delete_it_meanwhile):
        response = Client().post(link_in(mailoutbox[0]), sent)

    assert response.status_code == 410
    assert not steps
    assert not User.objects.filter(email=ANA).exists()
