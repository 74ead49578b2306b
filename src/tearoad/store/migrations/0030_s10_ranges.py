"""Ranges of S10 numbers have bounds and days, and what they gave is kept, day by day.

What was given before is one run of each range, on the last day on which the road dispatched anything.
"""

from django.db import migrations, models

LAST = 99_999_999
RANGES = """
ALTER TABLE s10_range
    ADD COLUMN first_serial integer NOT NULL DEFAULT 0,
    ADD COLUMN last_serial integer NOT NULL DEFAULT 99999999,
    ADD COLUMN turn smallint NOT NULL DEFAULT 0,
    ADD COLUMN valid_from date NOT NULL DEFAULT '1970-01-01',
    ADD COLUMN issued_on date,
    DROP CONSTRAINT s10_range_pkey,
    ADD PRIMARY KEY (cell_id, service, country, first_serial),
    ADD CONSTRAINT s10_range_serials CHECK (first_serial >= 0 AND last_serial <= 99999999
        AND next_serial >= first_serial AND next_serial <= last_serial + 1)
"""
GIVEN = """
UPDATE s10_range r SET issued_on = coalesce(
    (SELECT max((c.dispatched_at AT TIME ZONE 'UTC')::date) FROM consignment c WHERE c.cell_id = r.cell_id),
    (SELECT (o.clock_at AT TIME ZONE 'UTC')::date FROM road o WHERE o.cell_id = r.cell_id)
) WHERE next_serial > 0;
INSERT INTO s10_run (cell_id, service, country, range_first, turn, issued_on, first_serial, last_serial)
SELECT cell_id, service, country, 0, 0, issued_on, 0, next_serial - 1 FROM s10_range WHERE next_serial > 0
"""


def key(*names: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(*names, blank=True, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [("store", "0029_scans")]

    operations = [
        # Django changes no key of several columns: the table is altered here, and made anew in its books alone.
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(RANGES)],
            state_operations=[
                migrations.DeleteModel("S10Range"),
                migrations.CreateModel(
                    name="S10Range",
                    fields=[
                        ("pk", key("cell_id", "service", "country", "first_serial")),
                        ("cell_id", models.SmallIntegerField()),
                        ("service", models.TextField()),
                        ("country", models.TextField()),
                        ("first_serial", models.IntegerField(db_default=0)),
                        ("last_serial", models.IntegerField(db_default=LAST)),
                        ("next_serial", models.IntegerField()),
                        ("turn", models.SmallIntegerField(db_default=0)),
                        ("valid_from", models.DateField(db_default="1970-01-01")),
                        ("issued_on", models.DateField(null=True)),
                    ],
                    options={
                        "db_table": "s10_range",
                        "constraints": [
                            models.CheckConstraint(
                                name="s10_range_serials",
                                condition=models.Q(first_serial__gte=0, last_serial__lte=LAST)
                                & models.Q(next_serial__gte=models.F("first_serial"))
                                & models.Q(next_serial__lte=models.F("last_serial") + 1),
                            ),
                        ],
                    },
                ),
            ],
        ),
        migrations.CreateModel(
            name="S10Run",
            fields=[
                ("pk", key("cell_id", "service", "country", "range_first", "turn", "issued_on")),
                ("cell_id", models.SmallIntegerField()),
                ("service", models.TextField()),
                ("country", models.TextField()),
                ("range_first", models.IntegerField()),
                ("turn", models.SmallIntegerField()),
                ("issued_on", models.DateField()),
                ("first_serial", models.IntegerField()),
                ("last_serial", models.IntegerField()),
            ],
            options={"db_table": "s10_run"},
        ),
        migrations.CreateModel(
            name="S10Note",
            fields=[
                ("pk", key("cell_id", "service", "country", "turn", "first_serial", "void")),
                ("cell_id", models.SmallIntegerField()),
                ("service", models.TextField()),
                ("country", models.TextField()),
                ("turn", models.SmallIntegerField()),
                ("first_serial", models.IntegerField()),
                ("last_serial", models.IntegerField()),
                ("void", models.BooleanField()),
                ("why", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "s10_note"},
        ),
        migrations.RunSQL(GIVEN, migrations.RunSQL.noop),
    ]
