"""Words and tokens: nothing untranslated, nothing missing, nothing unused; contrast in both themes; little script."""

import re
import tomllib
from pathlib import Path

import pytest

import tearoad.web
from tearoad.web.words import CATALOGUE, LANGUAGES

WEB = Path(tearoad.web.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SCRIPTS = sorted((WEB / "static").glob("*.js"))
SHEETS = sorted((WEB / "static").glob("*.css"))
SOURCES = sorted(WEB.rglob("*.py"))
MOST_SCRIPT_BYTES = 30 * 1024
BODY_ATTRIBUTES = re.compile(r"{% block body %}.*?{% endblock %}", re.S)
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.S)
SPOKEN_ATTRIBUTE = re.compile(r'\b(?:alt|title|placeholder|aria-label|aria-description|content)="([^"]*)"')
CODE = re.compile(r"<code\b.*?</code>", re.S)
LETTERS = re.compile(r"[^\W\d_]{2,}")
NAMES = {"Tearoad"}  # words that are the same in all languages
TECHNICAL = {"width=device-width, initial-scale=1", "light dark"}
WORD_TAG = re.compile(r"""{%\s*word\s+['"]([^'"]+)['"]""")
# Where code looks up a name that comes from data: the beginning of the key, or its section.
BY_BEGINNING = re.compile(r"""\bf["'](\w+\.\w*){""")
BY_SECTION = re.compile(r"""(?:word_of\(\s*["']|CATALOGUE\[["']|told\(request, ["']|_in_order\(\S+, ["'])(\w+)""")
# Text on its ground, as the style sheets pair them.
TEXTS = [
    *((text, ground) for text in ("ink", "soft", "link") for ground in ("ground", "panel", "tea-pale")),
    ("ink", "tea-soft"),
    ("tea-ink", "tea"),
    ("good", "good-pale"),
    ("good", "panel"),
    ("warn", "warn-pale"),
    ("warn", "panel"),
    ("bad", "bad-pale"),
    ("bad", "panel"),
    ("bad", "ground"),
    ("ink", "water"),
    ("ink", "land"),
    ("soft", "land"),
]
# What is seen but not read: edges of fields, lines, marks.
MARKS = [("field", "panel"), ("calm", "panel"), ("link", "ground")]


def keys() -> dict[str, dict[str, str]]:
    return {f"{section}.{name}": dict(entry) for section, some in CATALOGUE.items() for name, entry in some.items()}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_say_nothing_but_words_of_the_catalogue(path: Path) -> None:
    text = TAG.sub("", BODY_ATTRIBUTES.sub("", path.read_text(encoding="utf-8")))
    spoken = [said for said in SPOKEN_ATTRIBUTE.findall(text) if said not in TECHNICAL]
    bare = re.sub(r"<[^>]*>", " ", CODE.sub("", text))
    found = [one for said in (bare, *spoken) for one in LETTERS.findall(said) if one not in NAMES]
    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_ask_for_words_that_are_there_and_style_nothing_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [key for key in WORD_TAG.findall(text) if key not in keys()] == []
    assert not re.search(r"\sstyle=|<style|<script(?![^>]*\bsrc=)|\son\w+=", text)
    assert not re.search(r'href="//|src="//|https?://', text)


def test_every_word_is_there_in_three_languages_and_in_their_letters() -> None:
    letters = {"ru": re.compile("[\u0400-\u04ff]"), "zh": re.compile("[\u4e00-\u9fff]"), "en": re.compile("[A-Za-z]")}
    for key, entry in keys().items():
        assert set(entry) == set(LANGUAGES), key
        assert all(said.strip() for said in entry.values()), key
        if re.search("[a-z]{3}", entry["en"]):  # not a code or a number
            assert all(letters[language].search(entry[language]) for language in LANGUAGES), key
        assert not letters["ru"].search(entry["zh"] + entry["en"]), key
        assert not letters["zh"].search(entry["ru"] + entry["en"]), key


def test_no_word_is_unused() -> None:
    templates = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    code = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    beginnings = (*BY_BEGINNING.findall(code), *(f"{section}." for section in BY_SECTION.findall(code)))
    spelled = {key for key in keys() if re.search(rf"""['"]{re.escape(key)}['"]""", templates + code)}
    assert [key for key in keys() if key not in spelled and not key.startswith(beginnings)] == []


def test_every_event_of_a_parcel_has_its_word() -> None:
    operations = (WEB.parent / "operations").glob("*.py")
    codes = {code for path in operations for code in re.findall(r'"(E[DM][A-Z])"', path.read_text(encoding="utf-8"))}
    assert codes
    assert codes <= set(CATALOGUE["event"])


def test_own_script_is_small() -> None:
    assert sum(path.stat().st_size for path in SCRIPTS) <= MOST_SCRIPT_BYTES


def test_both_dark_blocks_are_one() -> None:
    one, two = dark_blocks()
    assert one == two
    assert len(one) > 20


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_keeps_its_contrast(theme: str) -> None:
    colours = tokens(theme)
    faint = [(*pair, round(contrast(colours, *pair), 2)) for pair in TEXTS if contrast(colours, *pair) < 4.5]
    faint += [(*pair, round(contrast(colours, *pair), 2)) for pair in MARKS if contrast(colours, *pair) < 3]
    white = {**colours, "white": "#ffffff"}
    assert faint == []
    assert contrast(white, "white", "act") >= 4.5
    assert contrast(white, "white", "calm") >= 4.5
    assert contrast(white, "white", "over") >= 4.5


def test_sheets_use_tokens_that_are_there() -> None:
    known = set(re.findall(r"(--[\w-]+):", "".join(path.read_text(encoding="utf-8") for path in SHEETS)))
    for path in SHEETS:
        assert set(re.findall(r"var\((--[\w-]+)", path.read_text(encoding="utf-8"))) <= known, path.name


def test_the_vendored_htmx_is_the_one_of_the_manifest() -> None:
    listed = tomllib.loads((WEB / "static/vendor/MANIFEST.toml").read_text(encoding="utf-8"))["file"]
    version = next(one["version"] for one in listed if one["file"] == "htmx.min.js")
    assert f'version:"{version}"' in (WEB / "static/vendor/htmx.min.js").read_text(encoding="utf-8")


def dark_blocks() -> list[dict[str, str]]:
    text = (WEB / "static/tokens.css").read_text(encoding="utf-8")
    blocks = re.findall(
        r':root(?::not\(\[data-theme="light"\]\)|\[data-theme="dark"\]) {\s+color-scheme: dark;(.*?)}', text, re.S
    )
    return [dict(re.findall(r"--([\w-]+): ([^;]+);", block)) for block in blocks]


def tokens(theme: str) -> dict[str, str]:
    text = (WEB / "static/tokens.css").read_text(encoding="utf-8")
    light = dict(re.findall(r"--([\w-]+): ([^;]+);", text[: text.index("@media")]))
    return light if theme == "light" else {**light, **dark_blocks()[0]}


def contrast(colours: dict[str, str], text: str, ground: str) -> float:
    """By WCAG 2.2: from 1 to 21."""
    bright, dark = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
