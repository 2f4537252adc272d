"""People at the forms of the admin: what they open, what they send, what a conflict shows them."""

from django.urls import reverse

from tests.pages import form_on, tree_of


def address_of(row):
    model = row._meta
    return reverse(f"admin:{model.app_label}_{model.model_name}_change", args=[row.pk])


def opened(client, row):
    """The form as the person has it in front of them."""
    return form_on(client.get(address_of(row)))


def send(client, row, form, **fields):
    return client.post(address_of(row), {**form, **fields})


def conflicts_on(response):
    """{label: (before, saved meanwhile, one's own)} as the page shows them; before may be missing."""
    [part] = [e for e in tree_of(response).iter("section") if e.get("class") == "conflicts"]
    labels = [e.text for e in part.iter("h3")]
    boxes = [e for e in part.iter("div") if e.get("class") == "conflict"]
    texts = [tuple(standing(pre).rstrip() for pre in box.iter("pre")) for box in boxes]
    return dict(zip(labels, texts, strict=True))


def standing(element):
    """The words that stand, without those shown as gone."""
    own = "" if element.tag == "del" else element.text or ""
    return own + "".join(standing(part) + (part.tail or "") for part in element)


def taken_over_on(response):
    """What the page says it took over."""
    [part] = [e for e in tree_of(response).iter("section") if e.get("class") == "conflicts"]
    return [e.text for e in part.iter("strong")]
