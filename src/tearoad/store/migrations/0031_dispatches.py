"""Receptacles, what lies in each, and dispatches."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0030_s10_ranges'),
    ]

    operations = [
        migrations.CreateModel(
            name='Dispatch',
            fields=[
                ('pk', models.CompositePrimaryKey('cell_id', 'dispatch_id', primary_key=True, serialize=False)),
                ('cell_id', models.SmallIntegerField()),
                ('dispatch_id', models.UUIDField()),
                ('s8', models.TextField()),
                ('lane', models.TextField()),
                ('origin', models.TextField()),
                ('destination', models.TextField()),
                ('line', models.TextField()),
                ('year', models.SmallIntegerField()),
                ('serial', models.SmallIntegerField()),
                ('closed_at', models.DateTimeField()),
                ('receptacles', models.SmallIntegerField()),
                ('items', models.IntegerField()),
                ('weight_grams', models.BigIntegerField()),
            ],
            options={
                'db_table': 'dispatch',
                'indexes': [models.Index(fields=['cell_id', 'closed_at', 'dispatch_id'], name='dispatch_closed'), models.Index(fields=['cell_id', 's8'], name='dispatch_s8')],
                'constraints': [models.UniqueConstraint(fields=('cell_id', 'line', 'year', 'serial'), name='dispatch_serial_once')],
            },
        ),
        migrations.CreateModel(
            name='Receptacle',
            fields=[
                ('pk', models.CompositePrimaryKey('cell_id', 'receptacle_id', primary_key=True, serialize=False)),
                ('cell_id', models.SmallIntegerField()),
                ('receptacle_id', models.UUIDField()),
                ('lane', models.TextField()),
                ('number', models.SmallIntegerField()),
                ('begun_at', models.DateTimeField()),
                ('dispatch_id', models.UUIDField(null=True)),
                ('s9', models.TextField(null=True)),
                ('items', models.IntegerField(db_default=0)),
                ('weight_grams', models.BigIntegerField(db_default=0)),
                ('departed_at', models.DateTimeField(null=True)),
                ('arrived_at', models.DateTimeField(null=True)),
                ('opened_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'receptacle',
                'constraints': [models.UniqueConstraint(condition=models.Q(('dispatch_id__isnull', True)), fields=('cell_id', 'lane', 'number'), name='receptacle_open_once'), models.UniqueConstraint(fields=('cell_id', 'dispatch_id', 'number'), name='receptacle_number_once')],
            },
        ),
        migrations.CreateModel(
            name='ReceptacleIrregularity',
            fields=[
                ('pk', models.CompositePrimaryKey('cell_id', 'irregularity_id', primary_key=True, serialize=False)),
                ('cell_id', models.SmallIntegerField()),
                ('irregularity_id', models.UUIDField()),
                ('receptacle_id', models.UUIDField()),
                ('number', models.TextField()),
                ('kind', models.TextField()),
                ('at', models.DateTimeField()),
                ('who', models.TextField()),
            ],
            options={
                'db_table': 'receptacle_irregularity',
                'indexes': [models.Index(fields=['cell_id', 'receptacle_id'], name='receptacle_irregularity_of')],
            },
        ),
        migrations.CreateModel(
            name='ReceptacleItem',
            fields=[
                ('pk', models.CompositePrimaryKey('cell_id', 'receptacle_id', 'consignment_id', primary_key=True, serialize=False)),
                ('cell_id', models.SmallIntegerField()),
                ('receptacle_id', models.UUIDField()),
                ('consignment_id', models.UUIDField()),
                ('number', models.TextField()),
                ('weight_grams', models.BigIntegerField()),
                ('put_at', models.DateTimeField()),
                ('left_at', models.DateTimeField(null=True)),
                ('why', models.TextField(db_default='')),
            ],
            options={
                'db_table': 'receptacle_item',
                'constraints': [models.UniqueConstraint(condition=models.Q(('left_at__isnull', True)), fields=('cell_id', 'consignment_id'), name='receptacle_item_lies_once')],
            },
        ),
    ]
