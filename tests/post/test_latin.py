"""Names and places in Latin letters: by passports' rules, with the surnames and cities that libraries read wrongly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.post import latin
from tearoad.wire.letters import own_letters

LETTERS = own_letters()
RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Щербаков Юрий", "Shcherbakov Iurii"),
        ("ЩЕРБАКОВ ЮРИЙ", "SHCHERBAKOV IURII"),
        ("Ю. Щербаков", "Iu. Shcherbakov"),
        ("Салтыкова-Щедрина Ия", "Saltykova-Shchedrina Iia"),
        ("Хуснутдинова Гүзәл", "Khusnutdinova Guzal"),
        ("Ўладзімір", "Uladzimir"),
        ("Li Ming", "Li Ming"),
        ("单雄信", "Shan Xiongxin"),
        ("曾小贤", "Zeng Xiaoxian"),
        ("仇英", "Qiu Ying"),
        ("区志航", "Ou Zhihang"),
        ("解晓东", "Xie Xiaodong"),
        ("查良镛", "Zha Liangyong"),
        ("朴树", "Piao Shu"),
        ("任我行", "Ren Woxing"),
        ("华佗", "Hua Tuo"),
        ("尉迟恭", "Yuchi Gong"),
        ("欧阳娜娜", "Ouyang Nana"),
        ("吕布", "Lyu Bu"),
        ("李 明", "Li Ming"),
        ("买买提·艾力", "Maimaiti Aili"),
    ],
)
def test_names_are_written_as_in_passports(said: str, written: str) -> None:
    assert latin.name(said, LETTERS) == written


def test_a_surname_is_read_so_only_where_it_is_one() -> None:
    assert latin.name("王单", LETTERS) == "Wang Dan"
    assert latin.name("王曾", LETTERS).startswith("Wang ")
    assert latin.name("杭州单氏贸易有限公司", LETTERS).split()[0] in ("Hang", "Hangzhou")


@pytest.mark.parametrize(
    ("write", "said", "written"),
    [
        (latin.street, "ул. Соловьёва, д. 5, кв. 17", "ul. Solovyova, d. 5, kv. 17"),
        (latin.street, "Ёлкин пер., 3А", "Yolkin per., 3A"),
        (latin.street, "余杭区文一西路969号", "Yuhang Qu Wenyixi Lu 969 Hao"),
        (latin.street, "朝阳区建国路88号3号楼1201室", "Chaoyang Qu Jianguo Lu 88 Hao 3 Hao Lou 1201 Shi"),
        (latin.city, "重庆市", "Chongqing"),
        (latin.city, "六安市", "Lu'an"),
        (latin.city, "西安", "Xi'an"),
        (latin.city, "哈尔滨市", "Harbin"),
        (latin.city, "厦门市", "Xiamen"),
        (latin.city, "长沙市", "Changsha"),
        (latin.city, "Йошкар-Ола", "Yoshkar-Ola"),
        (latin.area, "陕西省", "Shaanxi"),
        (latin.area, "山西省", "Shanxi"),
        (latin.area, "Республика Татарстан", "Respublika Tatarstan"),
    ],
)
def test_places_are_written_to_be_read(write: object, said: str, written: str) -> None:
    assert write(said, LETTERS) == written  # type: ignore[operator]


@given(st.text(st.sampled_from(RUSSIAN + RUSSIAN.upper() + "іўәғқңөұүһ .-"), max_size=30))
def test_no_cyrillic_letter_is_left(text: str) -> None:
    for write in (latin.name, latin.street, latin.city):
        assert write(text, LETTERS).isascii()


@given(st.text(max_size=40))
def test_whatever_is_said_is_written_and_what_is_left_is_told(text: str) -> None:
    for write in (latin.name, latin.street, latin.city, latin.area):
        written = write(text, LETTERS)
        left = latin.not_latin(written)
        assert set(left) <= set(written)
        assert bool(left) == any(one.isalpha() and "LATIN" not in latin.unicodedata.name(one, "") for one in written)


def test_the_table_of_surnames_says_what_the_library_does_not_or_has_two_characters() -> None:
    assert len(LETTERS.surnames) >= 50
    for surname, pinyin in LETTERS.surnames.items():
        assert 1 <= len(surname) <= 2
        assert pinyin.isascii()
        assert pinyin.islower()
