"""The operator's door to importing: one document, one draft, and the edition if asked for."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from editions.publish.publishing import CannotPublish
from guide.documents.reading import CannotImport, read_document
from guide.draft.composing import compose
from guide.draft.import_plan import SectionState, WouldReplace, carry_out, plan, with_chosen_kinds
from guide.draft.publishing import publish
from guide.markup.markdown import parse
from guide.models.access import EDITORS
from guide.models.kinds import Kind

COMMAND_USER = "import-command"


class Command(BaseCommand):
    help = "Make a text, Markdown, Word or HTML document the draft of a guide, and publish it."
    requires_migrations_checks = True

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help=".docx, .txt, .md or .html, up to 5 MB")
        parser.add_argument("--slug", required=True, help="the guide's word in web addresses")
        parser.add_argument("--language", required=True, help="the document's language, such as en")
        parser.add_argument("--title", default="", help="instead of the document's own title")
        parser.add_argument("--replace", action="store_true", help="change a text that is there")
        parser.add_argument("--publish", action="store_true", help="publish the whole draft")
        parser.add_argument("--override", metavar="REASON", help="publish what a check would stop")
        parser.add_argument("--by", metavar="USERNAME", help="who is recorded as having done it")

    def handle(self, *, file, override, **options):
        if override is not None and not options["publish"]:
            raise CommandError(_("--override gives a reason for --publish. Give both, or neither."))
        if override is not None and not override.strip():
            raise CommandError(
                _("Say why with --override. Example: --override “a trial site without patients”")
            )
        try:
            document = read_document(_read(file), Path(file).name, options["language"])
            with transaction.atomic():  # a publish that is refused takes the import back with it
                done = self._import(document, override=override or "", **options)
        except WouldReplace as refusal:
            raise CommandError(f"{refusal}\n{_('The option is --replace.')}") from refusal
        except CannotImport as refusal:
            raise CommandError(str(refusal)) from refusal
        except CannotPublish as refusal:
            raise CommandError(_refused(refusal)) from refusal
        self.stdout.write("\n".join(done))

    def _import(self, document, *, slug, language, title, replace, by, **options):
        """What was done, in words to say once it is certain."""
        document = with_chosen_kinds(document, slug=slug, language=language)
        where = {"slug": slug, "language": language, "title": title}
        person = _person(by)
        planned = plan(document, **where)
        translation = carry_out(document, **where, replace=replace, by=person)
        self._report(document, planned)
        done = [_saved(planned)]
        if options["publish"]:
            done.append(_published(translation, person, options["override"]))
        return done

    def _report(self, document, planned):
        for remark in document.remarks:
            self.stdout.write(_("Remark: %(remark)s") % {"remark": remark})
        for number, part in enumerate(planned.sections, 1):
            self.stdout.write(f"{number:3}. {_described(part)}")
            for remark in part.new.remarks if part.new else ():
                self.stdout.write("     " + _("Remark: %(remark)s") % {"remark": remark})
        if any(part.new and not part.is_confirmed for part in planned.sections):
            self.stdout.write(_("Kinds are guesses until somebody confirms them in the admin."))


def _saved(planned):
    words = (
        _("Saved as a draft: %(slug)s (%(language)s), “%(title)s”.")
        if planned.differs
        else _("Nothing differs from the draft %(slug)s (%(language)s), “%(title)s”.")
    )
    return words % {"slug": planned.slug, "language": planned.language, "title": planned.title}


def _published(translation, person, override):
    if live := _live(translation):
        words = _("Edition %(number)s says the same already: nothing was published.")
    else:
        live = publish(translation, by=person, override=override, unsigned=bool(override))
        words = _("Published as edition %(number)s.")
    return words % {"number": live.number}


def _read(file):
    """No more than can be imported: read_document refuses one byte more."""
    try:
        with Path(file).open("rb") as opened:
            return opened.read(settings.DOCUMENT_MAX_BYTES + 1)
    except OSError as error:
        words = _("The file %(file)s cannot be read: %(reason)s.")
        raise CommandError(words % {"file": file, "reason": error.strerror}) from error


def _person(username):
    """Who the record names: the person asked for, else the first operator, else the command's own.

    Whoever runs commands owns the database anyway, but an edition must name somebody, and on an
    empty database there is nobody. The entry made then is a guide editor and no more, has no
    password to sign in with, and an address that no mail can reach.
    """
    people = get_user_model().objects
    if username:
        person = people.filter(username=username).first()
        if person is None:
            raise CommandError(_("Nobody has the username “%(name)s”.") % {"name": username})
        return person
    operators = people.filter(is_superuser=True, is_active=True, is_staff=True)
    return operators.order_by("pk").first() or _command_user(people)


def _command_user(people):
    person, made = people.get_or_create(
        username=COMMAND_USER,
        defaults={
            "email": f"{COMMAND_USER}@nobody.invalid",
            "password": make_password(None),
            "is_staff": True,
        },
    )
    if made:
        person.groups.add(Group.objects.get_or_create(name=EDITORS)[0])
    return person


def _live(translation):
    """The edition that patients read, when it is what publishing would make again."""
    live = translation.editions.live_at(timezone.now()).first()
    return live if live and live.says(compose(translation)) else None


def _described(part):
    state = part.state.label
    if part.state == SectionState.CHANGED:
        state = _("%(state)s: %(parts)s") % {"state": state, "parts": part.parts}
    values = {
        "title": part.section.title,
        "kind": Kind(part.section.kind).label,
        "state": state,
        **_counts(part.section.body),
    }
    return (
        _(
            "%(title)s [%(kind)s] paragraphs: %(paragraphs)d, lists: %(lists)d, "
            "tables: %(tables)d (%(state)s)"
        )
        % values
    )


def _counts(body):
    """Of the blocks that stand by themselves: what is inside a list or a table is part of it."""
    outer = [token.type for token in parse(body).tokens if token.level == 0]
    return {
        "paragraphs": outer.count("paragraph_open"),
        "lists": outer.count("bullet_list_open") + outer.count("ordered_list_open"),
        "tables": outer.count("table_open"),
    }


def _refused(refusal):
    found = [f"- {finding.place}: {finding.message}" for finding in refusal.findings]
    nothing = _("Nothing was saved. To publish all the same, say why with --override REASON.")
    return "\n".join([str(refusal), *found, *([nothing] if found else [])])
