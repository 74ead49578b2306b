"""Addresses: rules of their countries, every fault at once, the original beside what is written for the other side."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearoad.post.address import COLUMNS, MOST, Checked, Wrong, checked
from tearoad.post.address_rules import area_of, needed
from tearoad.wire.letters import own_letters

LETTERS = own_letters()
GOOD: Mapping[str, Mapping[str, str]] = {
    "RU": {"country": "RU", "name": "Щербаков Юрий", "phone": "8 (917) 395-12-34", "postcode": "420111",
           "area": "Татарстан", "city": "Казань", "street": "ул. Соловьёва, д. 5, кв. 17"},
    "CN": {"country": "CN", "name": "曾小贤", "phone": "138 0013 8000", "postcode": "310000", "area": "浙江",
           "city": "杭州市", "street": "余杭区文一西路969号"},
    "KZ": {"country": "KZ", "name": "Қасымов Әлі", "phone": "+7 701 123 45 67", "postcode": "", "area": "",
           "city": "Алматы", "street": "Абай даңғылы, 5"},
    "BY": {"country": "BY", "name": "Васіль Быкаў", "phone": "", "postcode": "220004", "area": "", "city": "Мінск",
           "street": "вул. Мельнікайтэ, 2"},
}  # fmt: skip


def judged(country: str = "RU", /, **more: str) -> Checked:
    return checked({**GOOD[country], **more}, LETTERS)


def told(found: Checked) -> set[tuple[str, Wrong]]:
    return {(one.column, one.wrong) for one in found.faults}


@pytest.mark.parametrize("country", GOOD)
def test_a_good_address_has_its_originals_beside(country: str) -> None:
    found = judged(country)
    assert found.faults == ()
    for name in ("name", "city", "street"):
        assert found.normalised[name] == GOOD[country][name]
        assert found.latin[name].isascii()
        assert found.latin[name]


def test_what_is_normalised() -> None:
    russian, chinese = judged("RU"), judged("CN", postcode="３１００００", name="曾\u3000小贤")
    assert russian.normalised["phone"] == "+79173951234"
    assert russian.normalised["area"] == "Республика Татарстан"
    assert russian.latin == {"name": "Shcherbakov Iurii", "area": "Respublika Tatarstan", "city": "Kazan",
                             "street": "ul. Solovyova, d. 5, kv. 17"}  # fmt: skip
    assert chinese.normalised["postcode"] == "310000"
    assert chinese.normalised["phone"] == "+8613800138000"
    assert (chinese.latin["name"], chinese.latin["area"]) == ("Zeng Xiaoxian", "Zhejiang")


@pytest.mark.parametrize(
    ("country", "said", "name"),
    [
        ("RU", "Tatarstan", "Республика Татарстан"),
        ("RU", "Респ. Татарстан", "Республика Татарстан"),
        ("RU", "московская обл.", "Московская область"),
        ("RU", "г. Москва", "Москва"),
        ("RU", "Алтай", "Республика Алтай"),
        ("RU", "Алтайский край", "Алтайский край"),
        ("CN", "Shandong Sheng", "山东省"),
        ("CN", "Shaanxi", "陕西省"),
        ("CN", "shanxi province", "山西省"),
        ("CN", "新疆维吾尔自治区", "新疆"),
        ("CN", "内蒙古", "内蒙古"),
    ],
)
def test_an_area_is_understood_by_any_of_its_names(country: str, said: str, name: str) -> None:
    found = area_of(country, said)
    assert found
    assert found.name == name


def test_areas_of_people_s_own_words() -> None:
    for said, name in (
        ("Якутия", "Республика Саха (Якутия)"),
        ("СПб", "Санкт-Петербург"),
        ("ХМАО", "Ханты-Мансийский автономный округ"),
    ):
        assert judged(area=said, postcode="").normalised["area"] == name
    assert judged("CN", area="Inner Mongolia").normalised["area"] == "内蒙古"
    assert set(LETTERS.also.values()) <= {
        area.name for country in ("RU", "CN") for name in LETTERS.also.values() if (area := area_of(country, name))
    }


def test_each_country_needs_what_its_rules_say() -> None:
    assert needed("RU") == needed("CN") == {"postcode", "area", "city", "street"}
    assert needed("KZ") == needed("BY") == {"city", "street"}
    empty = dict.fromkeys(COLUMNS, "")
    for country in GOOD:
        found = checked(empty | {"country": country}, LETTERS)
        assert told(found) == {(name, Wrong.MISSING) for name in needed(country) | {"name"}}


def test_a_city_that_is_an_area_needs_no_other() -> None:
    found = judged(area="", city="Москва", postcode="101000", street="Подъездная ул., 3")
    assert found.faults == ()
    assert found.normalised["area"] == "Москва"
    assert told(judged("CN", area="", city="重庆市", postcode="400000")) == set()


@pytest.mark.parametrize(
    ("country", "cells", "expected"),
    [
        ("RU", {"country": "ru"}, {("country", Wrong.NOT_COUNTRY)}),
        ("RU", {"country": ""}, {("country", Wrong.MISSING)}),
        ("RU", {"postcode": "42011"}, {("postcode", Wrong.NOT_POSTCODE)}),
        ("RU", {"postcode": "101000"}, {("postcode", Wrong.OTHER_POSTCODE)}),
        ("RU", {"area": "Атлантида"}, {("area", Wrong.NOT_AREA)}),
        ("RU", {"phone": "123"}, {("phone", Wrong.NOT_PHONE)}),
        ("RU", {"phone": "+7 000 000-00-00"}, {("phone", Wrong.NOT_PHONE)}),
        ("RU", {"postcode": "+79173951234"}, {("postcode", Wrong.SWAPPED)}),
        ("RU", {"phone": "Казань"}, {("phone", Wrong.SWAPPED)}),
        ("RU", {"phone": "420111"}, {("phone", Wrong.SWAPPED)}),
        ("RU", {"name": "+79173951234"}, {("name", Wrong.SWAPPED)}),
        ("RU", {"city": "ул. Ленина, 5"}, {("city", Wrong.SWAPPED)}),
        ("RU", {"city": "Татарстан", "area": "Казань"}, {("city", Wrong.SWAPPED), ("area", Wrong.SWAPPED)}),
        ("CN", {"city": "文一西路969号"}, {("city", Wrong.SWAPPED)}),
        ("RU", {"name": "Юрий 😀"}, {("name", Wrong.CHARACTERS)}),
        ("RU", {"name": "Юрий\x07"}, {("name", Wrong.CHARACTERS)}),
        ("RU", {"name": "\u202eЮрий"}, {("name", Wrong.CHARACTERS)}),
        ("RU", {"street": "ул. Мира\n5"}, {("street", Wrong.CHARACTERS)}),
        ("RU", {"name": "Щepбаков"}, {("name", Wrong.MIXED_SCRIPTS)}),
        ("RU", {"name": "Sоlоvyov"}, {("name", Wrong.MIXED_SCRIPTS)}),
        ("RU", {"name": "я" * (MOST + 1)}, {("name", Wrong.TOO_LONG)}),
        ("RU", {"name": "გიორგი"}, {("name", Wrong.NOT_LATIN)}),
        ("RU", {"name": "", "city": "", "phone": "1", "postcode": "x"},
         {("name", Wrong.MISSING), ("city", Wrong.MISSING), ("phone", Wrong.NOT_PHONE), ("postcode", Wrong.SWAPPED)}),
    ],
)  # fmt: skip
def test_every_fault_is_told_with_its_column(country: str, cells: dict[str, str], expected: set[object]) -> None:
    assert told(judged(country, **cells)) == expected


def test_what_is_right_is_not_blamed() -> None:
    for column, text in (
        ("name", "Я" * MOST),
        ("name", "José Łuczak"),
        ("name", "Ш. Ахмедов"),
        ("name", "3号仓储有限公司"),
        ("street", "ул. 8 Марта, д. 5A"),
        ("street", "Склад №5"),
        ("phone", "+86 138 0013 8000"),
        ("phone", "+7 495 123-45-67 доб. 12"),
    ):
        assert judged(**{column: text}).faults == (), text


def test_look_alikes_are_named() -> None:
    (fault,) = judged(name="Щepбаков").faults
    assert "e U+0065 Latin" in fault.expected
    assert "p U+0070 Latin" in fault.expected


@settings(max_examples=200)
@given(st.fixed_dictionaries({name: st.text(max_size=600) for name in COLUMNS}), st.sampled_from([*GOOD, ""]))
def test_anything_is_judged(row: dict[str, str], country: str) -> None:
    if country:
        row["country"] = country
    found = checked(row, LETTERS)
    assert {one.column for one in found.faults} <= set(COLUMNS)
    assert [COLUMNS.index(one.column) for one in found.faults] == sorted(
        COLUMNS.index(one.column) for one in found.faults
    )
    if not found.faults:
        assert all(found.latin[name] for name in ("name", "city", "street"))
