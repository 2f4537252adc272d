from django.db import migrations

from editions.migrations._found import enter_found


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0003_recordentry"),
        ("guide", "0002_initial"),
    ]
    operations = [enter_found("guide", "TranslationEdition")]
