"""What insurers told a clinic, as finished lines, and what patients may ask them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinics.models import Coverage
from clinics.models.content import CoverageContent
from clinics.public.facts import Facts, Words
from clinics.public.money import InsurerAnswer, InsurerAnswers, Line, checked_on, said
from clinics.tools.formats import month
from editions.models.content import label_of

ASKED_BY = {
    "clinic": gettext_lazy("We ask for it."),
    "patient": gettext_lazy("You ask for it yourself."),
}
NETWORK = {
    "in": gettext_lazy("We are in this plan's network."),
    "out": gettext_lazy("We are not in this plan's network: you may pay more."),
}
INSURER_QUESTIONS = (
    gettext_lazy("Does my plan pay for this, for my health problem, at this clinic?"),
    gettext_lazy("Do you have to say yes first (prior authorization)?"),
    gettext_lazy("What would I pay myself, with every part of it?"),
    gettext_lazy("If you say no, how do I appeal, and by when?"),
    gettext_lazy("Can you send me the answer in writing?"),
)


def insurers_answers(facts: Facts) -> InsurerAnswers:
    """Of the network's insurers in its order, to the guide's services in theirs."""
    answers = {(row.payer, row.service): row for row in facts.clinic.coverages}
    return InsurerAnswers(
        heading=_("What insurers told us"),
        caveat=_("This is what we heard, not a promise. Your own plan may say something else."),
        rows=tuple(
            _answer(facts, payer, service, answers[payer.key, service.key])
            for payer in facts.network.payers
            for service in facts.services
            if (payer.key, service.key) in answers
        ),
        nothing=_("We have no answers from insurers to show. Ask your insurer, in writing."),
        questions_heading=_("What to ask your insurer"),
        questions=tuple(map(str, INSURER_QUESTIONS)),
        help=_("We can help you ask: call %(phone)s.") % {"phone": facts.clinic.phone},
    )


def _answer(facts, payer, service, answer: CoverageContent):
    lines = [
        Line(facts.words(answer.conditions)),
        Line(facts.words(answer.instead), label=_("Usually covered instead:")),
        Line(Words(str(NETWORK.get(answer.network_status, "")))),
        Line(Words(_authorization(answer))),
        Line(facts.words(answer.appeal), label=_("If the plan says no:")),
        _policy(answer),
        _last_check(facts, answer),
    ]
    return InsurerAnswer(
        payer=facts.words(payer.names),
        service=facts.words(service.names),
        status=answer.status,
        told=label_of(Coverage.Status, answer.status),
        lines=said(lines),
    )


def _authorization(answer):
    """Whether a yes is needed first, who asks for it, and how long that takes."""
    if answer.prior_authorization not in ("yes", "no"):
        return ""
    label = label_of(Coverage.PriorAuthorization, answer.prior_authorization)
    parts = [_("Prior authorization (a yes from the plan first): %(answer)s.") % {"answer": label}]
    if answer.prior_authorization == "yes":
        parts.append(str(ASKED_BY.get(answer.files_authorization, "")))
        if answer.authorization_days:
            days = answer.authorization_days
            usually = ngettext(
                "An answer usually takes %(days)s day.",
                "An answer usually takes %(days)s days.",
                days,
            )
            parts.append(usually % {"days": days})
    return " ".join(filter(None, parts))


def _policy(answer):
    name = " ".join(filter(None, [answer.policy_name, answer.policy_number]))
    words = Words(name or answer.policy_url)
    return Line(words, label=_("The plan's own rules:"), link=answer.policy_url)


def _last_check(facts, answer):
    """Its day, until the next one is due; then how old it is, and to ask."""
    if facts.day <= answer.next_check:
        return checked_on(facts.long_date(answer.checked_on))
    last = {"month": month(answer.checked_on, facts.locale)}
    words = Words(_("Last checked in %(month)s; ask us.") % last)
    return Line(words, is_overdue=True, is_aside=True)
