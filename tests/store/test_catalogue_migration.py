"""Goods of before there were models are found as new ones are."""

import psycopg

from tearoad.store import schema

BEFORE = """
INSERT INTO product (cell_id, sku, merchant, origin, title_ru, title_zh, title_en, classified, weight_grams,
                     weight_assumed)
SELECT 1, 'old-' || n, 'm', 'yiwu', 'Чайник ' || n, '茶壶', 'Teapot', true, 300, false FROM generate_series(1, 12000) n
"""
FOUND = "SELECT count(*) FROM product WHERE search @@ to_tsquery('russian', %s) AND model = sku"


def test_goods_of_before_are_found(database_url: str) -> None:
    schema.configure(database_url)
    from django.core.management import call_command
    from django.db import connection

    connection.close()
    connection.settings_dict.update(schema.database(database_url))
    call_command("migrate", "store", "0005_payouts", verbosity=0, interactive=False)
    connection.close()
    with psycopg.connect(database_url, autocommit=True) as plain:
        plain.execute(BEFORE)
        schema.migrate(database_url)
        for word, count in (("чайники", 12_000), ("茶壶", 12_000), ("teapots & 7", 1)):
            assert plain.execute(FOUND, [word]).fetchone() == (count,)
