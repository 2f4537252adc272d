"""What stands in a guide's text for the clinic's name, its phone and its prices."""

from django.utils.translation import gettext as _

from clinics.public.facts import Facts
from clinics.public.prices import price_of, study_of, unit_words
from guide.markup.inline import TOKEN


class TokenValues(dict):
    """A cost that is none of the guide's is no blank: its sentence says how to ask.

    `prices` are the tokens whose sentence names an amount.
    """

    def __init__(self, values: dict[str, str], ask: str, prices: frozenset[str]):
        super().__init__(values)
        self.ask = ask
        self.prices = prices

    # What fills tokens in asks by get(), with the token as it was typed for the default.
    def get(self, name, default=None):
        return super().get(name, self.ask if name.startswith("cost.") else default)

    def tell_price_in(self, *texts: str) -> bool:
        return any(name in self.prices for text in texts for name in TOKEN.findall(text))


def token_values(facts: Facts) -> TokenValues:
    """What stands for `{{ clinic.name }}`, `{{ clinic.phone }}` and `{{ cost.SERVICE }}`."""
    clinic = facts.clinic
    values = {"clinic.name": clinic.name, "clinic.phone": clinic.phone}
    costs = {cost.service: cost for cost in clinic.costs}
    for service in facts.services:
        values[f"cost.{service.key}"] = _cost_sentence(facts, service, costs.get(service.key))
    ask = _("Ask us for the price today. Call %(phone)s.") % {"phone": clinic.phone}
    told = (key for key, cost in costs.items() if cost.holds_on(facts.day))
    return TokenValues(values, ask, frozenset(f"cost.{key}" for key in told) & values.keys())


def _cost_sentence(facts, service, cost):
    name = facts.words(service.names).text
    price = price_of(facts, cost) if cost else ""
    if not price:
        return _("%(service)s: ask us for the price today. Call %(phone)s.") % {
            "service": name,
            "phone": facts.clinic.phone,
        }
    told = _("%(service)s: %(price)s %(unit)s. Last checked on %(date)s.") % {
        "service": name,
        "price": price,
        "unit": unit_words(cost.unit or service.unit),
        "date": facts.long_date(cost.confirmed_on),
    }
    study = study_of(cost)
    return f"{told} {study.sentence}" if study else told
