"""Who closed a dispatch is kept, and how what was not as advised was settled."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0036_lately")]

    operations = [
        migrations.AddField("Dispatch", "closed_by", models.TextField(db_default="")),
        migrations.AddField("ReceptacleIrregularity", "settled", models.TextField(null=True)),
        migrations.AddField("ReceptacleIrregularity", "settled_by", models.TextField(null=True)),
        migrations.AddField("ReceptacleIrregularity", "settled_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "ReceptacleIrregularity",
            models.CheckConstraint(
                condition=models.Q(settled=None, settled_by=None, settled_at=None)
                | models.Q(settled__isnull=False, settled_by__isnull=False, settled_at__isnull=False),
                name="receptacle_irregularity_settled_whole",
            ),
        ),
    ]
