"""What the control room watches: parcels by hand-over, those that are open by the promised day.

Of these columns the post's scans change none, so that they update rows in place: neither may be indexed by state.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0034_claims")]

    operations = [
        migrations.AddIndex(
            "consignment",
            models.Index(
                fields=("cell_id", "dispatched_at"),
                name="consignment_dispatched",
                condition=models.Q(office__isnull=False),
            ),
        ),
        migrations.AddIndex(
            "consignment",
            models.Index(
                fields=("cell_id", "promised_on"),
                name="consignment_open",
                condition=models.Q(settled_at__isnull=True) | models.Q(money=4),
            ),
        ),
    ]
