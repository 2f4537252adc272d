"""Collects the texts to translate into locale/*/LC_MESSAGES/django.po and compiles the .mo files.

Run as `python -m tests.words`. In pure Python, since not every machine has GNU gettext; tests use
the same functions to see that no text is missing and that the .mo files are fresh.
"""

import io
import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
ROOMS = ("clinics", "config", "editions", "guide", "staff")
RULES = ROOT / "guide/claims/rules.toml"
SAID = re.compile(r'(?:message|instead) = (".*")$')
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}


def collected() -> Catalog:
    """Every text in code and templates that is marked for translation."""
    catalog = Catalog(project="Clinic Guide", charset="utf-8")
    for file in _sources():
        name = str(file.relative_to(ROOT))
        source = io.BytesIO(_as_python(file).encode())
        found = extract("python", source, keywords=KEYWORDS, options={"encoding": "utf-8"})
        for line, message, _comments, context in found:
            catalog.add(message, None, [(name, line)], context=context)
    return catalog


def _sources():
    code = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]
    pages = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]
    said = [file for file in [*code, *pages, RULES] if "migrations" not in file.parts]
    return sorted(said)


def _as_python(file):
    if file.suffix == ".py":
        return file.read_text()
    if file == RULES:
        return "".join(f"_({found[1]})\n" if (found := SAID.match(line)) else "\n"
                       for line in file.read_text().splitlines())  # fmt: skip
    from django.utils.translation.template import templatize

    lines = templatize(file.read_text(), origin=str(file)).splitlines()
    return "\n".join(line.lstrip() for line in lines) + "\n"


def translations() -> list[Path]:
    return sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))


def read(file: Path) -> Catalog:
    with file.open("rb") as source:
        return read_po(source, locale=file.parts[-3])


def compiled(catalog: Catalog) -> dict:
    """What the .mo file of `catalog` says: {message: translation}."""
    made = io.BytesIO()
    write_mo(made, catalog)
    return said(made)


def said(mo) -> dict:
    mo.seek(0)
    return {(m.context, _fixed(m.id)): _fixed(m.string) for m in read_mo(mo) if m.id}


def _fixed(text):
    """Singular and plural come as a list or a tuple, one text as itself."""
    return text if isinstance(text, str) else tuple(text)


def update(file: Path, template: Catalog) -> None:
    catalog = read(file)
    catalog.update(template, no_fuzzy_matching=True)
    with file.open("wb") as target:
        write_po(target, catalog, width=100, ignore_obsolete=True, include_lineno=False)
    with file.with_suffix(".mo").open("wb") as target:
        write_mo(target, catalog)


if __name__ == "__main__":
    everything = collected()
    for file in translations():
        update(file, everything)
        missing = [message.id for message in read(file) if message.id and not message.string]
        print(f"{file.relative_to(ROOT)}: {len(missing)} without a translation")  # noqa: T201
