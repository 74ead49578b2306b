"""The schema can be cut by cells: every key begins with the cell, and every statement on the ledger's way names it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tearoad.boot.road import OpenRoad

ROOT = Path(__file__).resolve().parents[2]
STORE = ROOT / "src" / "tearoad" / "store"
HOT = ("account", "transfer", "journal_batch", "book", "timer")
TOUCHED = re.compile(rf"\b(?:FROM|JOIN|UPDATE|INTO) ({'|'.join(HOT)})\b")
CLAUSE_ENDS = re.compile(r"\b(?:FROM|JOIN|UPDATE|INTO)\b|;")
KEYS = """
SELECT t.relname, i.relname, (SELECT attname FROM pg_attribute WHERE attrelid = t.oid AND attnum = x.indkey[0])
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
WHERE x.indisunique AND t.relnamespace = 'public'::regnamespace AND t.relname !~ %s
"""
# Who signs in, and what Django keeps for them: few rows, of no cell.
LOCAL = "^(django|auth|axes|otp)_|^person($|_groups|_user|_change)|^mail_address$|^api_key$|^webhook$"
FUNCTIONS = """
SELECT proname, proargnames[1], pg_get_function_identity_arguments(oid) FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND (proname LIKE 'ledger%' OR proname = 'clock_held')
"""


def clauses_without_cell(sql: str) -> list[str]:
    """The clauses that touch a hot table and do not name its cell."""
    plain = re.sub(r"\s+", " ", re.sub(r"--.*", "", sql))
    found = []
    for match in TOUCHED.finditer(plain):
        # Which rows are updated is said at the statement's end.
        whole = plain[match.start() :].split(";")[0]
        end = CLAUSE_ENDS.search(whole, match.end() - match.start())
        clause = whole if match[0].startswith("UPDATE") else whole[: end.start() if end else None]
        if "cell_id" not in clause:
            found.append(clause)
    return found


def statements_of(path: Path) -> Iterator[str]:
    """The texts of a module; those in several pieces as one, with what is filled in left out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "?" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_key_begins_with_the_cell(road: OpenRoad) -> None:
    keys = road.store.connection.execute(KEYS, [LOCAL]).fetchall()
    assert set(HOT) <= {table for table, _, _ in keys}
    assert [key for key in keys if key[2] != "cell_id"] == []


def test_what_the_ledger_does_is_asked_with_the_cell_first(road: OpenRoad) -> None:
    found = {name: (first, said) for name, first, said in road.store.connection.execute(FUNCTIONS)}
    assert found["ledger_post"][1].startswith("cell smallint, ids uuid[]")
    touching = {"clock_held", "ledger_post", "ledger_post_carefully", "ledger_judge", "ledger_write"}
    assert {name for name, (first, _) in found.items() if first == "cell"} == touching


def test_the_ledger_names_the_cell_wherever_it_touches_a_table() -> None:
    text = (STORE / "sql" / "ledger.sql").read_text(encoding="utf-8")
    assert {match[1] for match in TOUCHED.finditer(re.sub(r"\s+", " ", text))} == set(HOT)
    assert clauses_without_cell(text) == []


@pytest.mark.parametrize("name", ["ledger.py", "timers.py"])
def test_so_do_the_statements_around_it(name: str) -> None:
    texts = list(statements_of(STORE / name))
    assert any(TOUCHED.search(text) for text in texts) or name == "ledger.py"
    assert [clause for text in texts for clause in clauses_without_cell(text)] == []


def test_a_clause_without_its_cell_is_found() -> None:
    sql = "SELECT 1 FROM account a WHERE a.cell_id = cell; UPDATE transfer SET nr = 1 WHERE batch = 3"
    assert clauses_without_cell(sql) == ["UPDATE transfer SET nr = 1 WHERE batch = 3"]


def test_the_guide_distributes_every_table_and_function(road: OpenRoad) -> None:
    """Citus is not here; that the guide names what there is can be asked of any server."""
    guide = (ROOT / "docs" / "guides" / "outgrowing.md").read_text(encoding="utf-8")
    tables = re.findall(r"create_distributed_table\('(\w+)', 'cell_id'", guide)
    there = {table for table, _, _ in road.store.connection.execute(KEYS, [LOCAL])}
    assert sorted(tables) == sorted(there)
    signatures = re.findall(r"create_distributed_function\(\s*'([^']+)'", guide)
    sql = "SELECT proname FROM pg_proc WHERE oid = %s::regprocedure"
    names = {str(road.store.connection.execute(sql, [one]).fetchone()[0]) for one in signatures}
    assert names == {name for name, _, _ in road.store.connection.execute(FUNCTIONS)}
