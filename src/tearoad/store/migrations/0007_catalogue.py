"""Models of goods, and the words by which they are found. Goods that were admitted before are models of their own.

Django does not know the column `search`: its field for it would ask for one more application. `fastupdate` is off: the
price of an admission is paid when goods are admitted, not by whoever searches next.
"""

from typing import Any

from django.db import migrations, models

from tearoad.store.market import fill_search

SEARCH = """
UPDATE product SET model = sku;
ALTER TABLE product ADD COLUMN search tsvector NOT NULL DEFAULT '';
CREATE INDEX product_search ON product USING gin (search) WITH (fastupdate = off);
"""
WITHOUT = "ALTER TABLE product DROP COLUMN search"
# What the shop's list reads, in its order: models shuffled, the same for everyone, so that neighbours differ.
SHELF = """
CREATE INDEX product_shelf ON product (cell_id, md5(model), model)
INCLUDE (origin, weight_grams, price_minor, currency, merchant) WHERE price_minor IS NOT NULL
"""


def fill(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        fill_search(cursor)


class Migration(migrations.Migration):
    dependencies = [("store", "0006_accounts")]

    operations = [
        migrations.AddField("product", "model", models.TextField(default=""), preserve_default=False),
        migrations.RunSQL(SEARCH, WITHOUT),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL(SHELF, "DROP INDEX product_shelf"),
        migrations.AddIndex("product", models.Index(fields=("cell_id", "model"), name="product_model")),
    ]
