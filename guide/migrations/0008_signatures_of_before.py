from django.db import migrations
from django.utils import timezone

from guide.models.signed_words import prints_of, signed_as_a_whole, words_of


def take_over(apps, schema_editor):
    """What the last review of each text signed: that edition's own words, in the names it holds."""
    editions = apps.get_model("guide", "TranslationEdition").objects
    reviews = editions.filter(is_review=True, withdrawn_at=None).order_by("translation", "number")
    last = {edition.translation_id: edition for edition in reviews.iterator(chunk_size=50)}
    reviewers = {row.name: row for row in apps.get_model("guide", "Reviewer").objects.all()}
    Signature = apps.get_model("guide", "Signature")
    for edition in last.values():
        Signature.objects.bulk_create(_signatures(Signature, edition, reviewers))


def _signatures(Signature, edition, reviewers):
    words, prints = words_of(edition.content), prints_of(edition.content)
    for signed in signed_as_a_whole(edition.content)["signatures"]:
        reviewer = reviewers.get(signed["reviewer"]["name"])
        if reviewer:
            yield Signature(
                translation_id=edition.translation_id,
                key=signed["key"],
                words=prints[signed["key"]],
                text=words[signed["key"]],
                reviewer=reviewer,
                signed_as=signed["reviewer"],
                reviewed_on=signed["reviewed_on"],
                next_review=signed["next_review"],
                signed_at=edition.published_at,
            )


def close_what_was_signed(apps, schema_editor):
    """Which words a sign-off that was never published was of, nobody wrote down."""
    requests = apps.get_model("guide", "ReviewRequest").objects
    requests.filter(closed_at=None, outcome="signed").update(closed_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("guide", "0007_signature")]
    operations = [
        migrations.RunPython(take_over, migrations.RunPython.noop),
        migrations.RunPython(close_what_was_signed, migrations.RunPython.noop),
    ]
