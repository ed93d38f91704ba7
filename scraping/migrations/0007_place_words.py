from typing import Any

from django.db import migrations, models

from scraping.reading.text import fold


def fill(apps: Any, schema_editor: Any) -> None:
    jobs = apps.get_model("scraping", "Job").objects
    for job in jobs.only("location", "locations").iterator(chunk_size=1000):
        words = fold("\n".join([job.location or "", *job.locations]))
        if words.strip():
            jobs.filter(pk=job.pk).update(place_words=words)


class Migration(migrations.Migration):
    dependencies = [("scraping", "0006_posting_changes")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="place_words",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
