"""The rows behind a guide's text, for putting back what an edition of it holds."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from editions.publish.restoring import DraftRows, Step
from guide.draft.composing import compose, stands_in
from guide.draft.ordering import arrange
from guide.markup.markdown import parse
from guide.models import Reference, Section, Term, Translation, TranslationEdition
from guide.models.content import GuideContent, ReferenceContent, SectionContent, TermContent

OF_TEXT = ("title", "description", "main_message", "emergency")
OF_GUIDE = ("condition", "treatment", "regulatory_status", "overdue_grace_months")
OF_SECTION = ("key", "kind", "title", "main_message", "body", "evidence")
MADE_ANEW = 2_000_000_000  # a position behind all others, until `arrange` gives it its own


class TextRows(DraftRows):
    """Sections belong to the text; references and the guide's facts to every language of it."""

    owner: Translation
    groups = ("sections", "references", "terms")

    def compose(self):
        return compose(self.owner)

    def querysets(self):
        guide = self.owner.guide
        return [
            type(guide)._base_manager.filter(pk=guide.pk),
            self.owner.sections.all(),
            guide.references.all(),
            self._terms,
        ]

    def rows(self, group, items):
        if group == "sections":
            return list(self.owner.sections.all())
        if group == "references":
            by_key = {row.key: row for row in self.owner.guide.references.all()}
        else:
            by_key = self._glossary
        return [by_key[item.key] for item in items]

    def own_steps(self, content):
        of_guide = {name: getattr(content, name) for name in OF_GUIDE} | {
            "icd10_codes": _listed(content.icd10_codes, self.owner.guide.icd10_codes),
            "snomed_codes": _listed(content.snomed_codes, self.owner.guide.snomed_codes),
        }
        of_text = {name: getattr(content, name) for name in OF_TEXT}
        of_text["translated_from"] = self._source(content.translated_from)
        return [Step(self.owner.guide, of_guide), Step(self.owner, of_text)]

    def _source(self, source):
        if source is None:
            return None
        editions = TranslationEdition.objects.filter(translation__guide=self.owner.guide)
        return editions.filter(language=source.language, number=source.number).first()

    def step(self, group, item, row, place):
        make = {"sections": self._section, "references": self._reference, "terms": self._term}
        return make[group](item, row)

    def _section(self, item: SectionContent, row):
        values = {name: getattr(item, name) for name in OF_SECTION}
        if row is None:
            row = Section(translation=self.owner, position=MADE_ANEW)
        return Step(row, values)

    def _reference(self, item: ReferenceContent, row):
        row = row or Reference(guide=self.owner.guide)
        return Step(row, {"key": item.key, "text": item.text, "url": item.url})

    def _term(self, item: TermContent, row):
        row = row or self._glossary.get(item.key) or Term(language=self.owner.language)
        return Step(row, {"word": item.key, "definition": item.definition})

    @property
    def _terms(self):
        return Term.objects.filter(language=self.owner.language)

    @cached_property
    def _glossary(self):
        return {row.word: row for row in self._terms}

    def leave(self, group, row, wanted):
        if group == "sections":
            return Step(row, goes=True)
        if group == "terms":
            if stands_in(row.word, [wanted.main_message, wanted.emergency, *_bodies(wanted)]):
                words = _("“%(word)s” stays: every guide shares the glossary.")
                self.remarks.append(words % {"word": row.word})
            return None
        if row.key in self._cited_elsewhere:
            words = _("The reference “%(key)s” stays: another language of this guide cites it.")
            self.remarks.append(words % {"key": row.key})
            return None
        return Step(row, goes=True)

    @cached_property
    def _cited_elsewhere(self):
        others = Section.objects.filter(translation__guide=self.owner.guide)
        bodies = others.exclude(translation=self.owner).values_list("body", flat=True)
        return {key for body in bodies for key, _line in parse(body).cited}

    def arrange(self, content: GuideContent, *, everything, by):
        """As in the edition; or, of one section made anew, behind the one that stood before it."""
        then = [section.key for section in content.sections]
        now = list(self.owner.sections.all())
        if everything:
            order = sorted(now, key=lambda section: then.index(section.key))
        else:
            order = [section for section in now if section.position != MADE_ANEW]
            for made in now[len(order) :]:
                order.insert(_behind(made.key, [section.key for section in order], then), made)
        if order != now or (len(now) and now[-1].position == MADE_ANEW):
            arrange(order, by=by)


def _behind(key, order, then):
    """The place in `order` after the nearest key that stood before this one."""
    before = [k for k in then[: then.index(key)] if k in order]
    return order.index(before[-1]) + 1 if before else 0


def _bodies(content):
    return [section.body for section in content.sections]


def _listed(codes, now):
    """The codes with commas between; as they are written now when they are the same."""
    written = tuple(part.strip() for part in now.split(",") if part.strip())
    return now if written == codes else ", ".join(codes)
