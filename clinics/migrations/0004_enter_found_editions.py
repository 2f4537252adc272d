from django.db import migrations

from editions.migrations._found import enter_found


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0003_recordentry"),
        ("clinics", "0003_initial"),
    ]
    operations = [
        enter_found("clinics", "ClinicEdition"),
        enter_found("clinics", "NetworkEdition"),
    ]
