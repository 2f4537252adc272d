"""The rows behind a guide's text, for putting back what an edition of it holds."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editions.publish.restoring import DraftRows, Step
from guide.draft.composing import compose, stands_in
from guide.draft.ordering import arrange
from guide.models import Reference, Section, Term, Translation, TranslationEdition
from guide.models.content import GuideContent, ReferenceContent, SectionContent, TermContent
from guide.models.evidence import SourceStatus
from guide.models.identifiers import link_of
from guide.models.kinds import SETTLED
from guide.references.citing import keys_cited_outside

OF_TEXT = ("title", "description", "main_message", "emergency")
OF_GUIDE = ("condition", "treatment", "overdue_grace_months")
STATUS_STAYS = gettext_lazy(
    "The approval status was another then: only an operator or a reviewer makes it so again, in "
    "the guide's form."
)
OF_SECTION = ("key", "kind", "title", "main_message", "body", "evidence")
OF_REFERENCE = ReferenceContent.model_fields.keys() - {"url", "status", "status_note"}
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
        by_key = self._citable if group == "references" else self._glossary
        return [by_key[item.key] for item in items]

    def own_steps(self, content):
        of_guide = {name: getattr(content, name) for name in OF_GUIDE} | {
            "icd10_codes": _listed(content.icd10_codes, self.owner.guide.icd10_codes),
            "snomed_codes": _listed(content.snomed_codes, self.owner.guide.snomed_codes),
        }
        of_guide |= self._status(content.regulatory_status)
        of_text = {name: getattr(content, name) for name in OF_TEXT}
        of_text["translated_from"] = self._source(content.translated_from)
        return [Step(self.owner.guide, of_guide), Step(self.owner, of_text)]

    def _status(self, status):
        """One that warns comes back; one that settles is not a matter of restoring words."""
        if status not in SETTLED:
            return {"regulatory_status": status}
        if status != self.owner.guide.regulatory_status:
            self.remarks.append(str(STATUS_STAYS))
        return {}

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
        if row is None or row.kind != item.kind:
            values["kind_confirmed"] = (item.key, item.kind) in self._confirmed_kinds
        return Step(row or Section(translation=self.owner, position=MADE_ANEW), values)

    @cached_property
    def _confirmed_kinds(self):
        """{(key, kind)} of what a person ever confirmed here: an edition does not say."""
        records = Section.history.filter(translation=self.owner, kind_confirmed=True)
        return set(records.values_list("key", "kind"))

    def _reference(self, item: ReferenceContent, row):
        """Whether a source still holds is never put back, nor what other guides cite as well.

        One that is made anew is what it was, for nothing newer is known of it.
        """
        values = {name: getattr(item, name) for name in OF_REFERENCE}
        if row is None and item.status in SourceStatus.values:
            values |= {"status": item.status, "status_note": item.status_note}
        elif row and item.status and _holds(row) != _holds(item):
            words = _(
                "The status of the reference “%(key)s” stays: the library says what holds now."
            )
            self.remarks.append(words % {"key": row.key})
        made = link_of(doi=item.doi, pmid=item.pmid, nct=item.nct)
        values["url"] = "" if item.url == made and (row is None or not row.url) else item.url
        if row and row.guide_id is None:
            if any(getattr(row, name) != value for name, value in values.items()):
                words = _("The reference “%(key)s” stays as it is: all guides share it.")
                self.remarks.append(words % {"key": row.key})
            return None
        return Step(row or Reference(guide=self.owner.guide), values)

    @cached_property
    def _citable(self):
        return Reference.objects.by_key_in(self.owner.guide)

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
        if row.guide_id is None:
            return None
        if row.key in self._cited_elsewhere:
            words = _("The reference “%(key)s” stays: another text cites it.")
            self.remarks.append(words % {"key": row.key})
            return None
        return Step(row, goes=True)

    @cached_property
    def _cited_elsewhere(self):
        return keys_cited_outside(self.owner)

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


def _holds(source):
    return source.status, source.status_note


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
