"""Pages as a browser reads them, and forms as it would send them."""

from xml.etree.ElementTree import Element, SubElement

from selectolax.lexbor import LexborHTMLParser

NOT_SENT = ("submit", "button", "image", "reset", "file")


def tree_of(response):
    """The page as HTML5 parses it, without its comments; Django's answers are UTF-8."""
    root = LexborHTMLParser(response.content.decode()).root
    return _within(root, Element(root.tag, _attributes(root)))


def _within(node, element):
    """`element` with what stands in `node`, text where ElementTree keeps it: before or behind a child."""
    last = None
    for child in node.iter(include_text=True):
        if not child.is_text_node:
            last = _within(child, SubElement(element, child.tag, _attributes(child)))
        elif last is None:
            element.text = (element.text or "") + child.text_content
        else:
            last.tail = (last.tail or "") + child.text_content
    return element


def _attributes(node):
    return {name: value or "" for name, value in node.attributes.items()}


def text_of(response):
    """The words of the page, with single spaces between."""
    return " ".join(" ".join(tree_of(response).itertext()).split())


def form_on(response):
    """{name: [values]} of the page's largest form, as it would be sent without a change.

    A form that waits in a closed dialog is none of the page's.
    """
    tree = tree_of(response)
    waiting = [form for dialog in tree.iter("dialog") for form in dialog.iter("form")]
    forms = [dict(_values(form)) for form in tree.iter("form") if form not in waiting]
    form = max(forms, key=len)
    form.pop("csrfmiddlewaretoken", None)
    return form


def choices_on(response, name):
    """{value: label} of one select, or of the boxes and radios of that name."""
    tree = tree_of(response)
    labels = {label.get("for"): "".join(label.itertext()).strip() for label in tree.iter("label")}
    boxes = (box for box in tree.iter("input") if box.get("name") == name)
    found = {box.get("value"): labels.get(box.get("id"), "") for box in boxes}
    for select in tree.iter("select"):
        if select.get("name") == name:
            found |= {_value(o): "".join(o.itertext()) for o in select.iter("option")}
    return found


def _values(form):
    found = {}
    for element in form.iter():
        name = element.get("name") if element.tag in ("input", "select", "textarea") else None
        if name and element.get("disabled") is None:
            found.setdefault(name, []).extend(_sent(element))
    return {name: values for name, values in found.items() if values}


def _sent(element):
    if element.tag == "textarea":
        return [element.text or ""]
    if element.tag == "select":
        return _chosen(element)
    kind = element.get("type", "text")
    if kind in NOT_SENT or (kind in ("checkbox", "radio") and element.get("checked") is None):
        return []
    return [element.get("value", "on" if kind == "checkbox" else "")]


def _chosen(select):
    options = list(select.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None]
    if not chosen and select.get("multiple") is None:
        chosen = options[:1]
    return [_value(option) for option in chosen]


def _value(option):
    return option.get("value", "".join(option.itertext()))
