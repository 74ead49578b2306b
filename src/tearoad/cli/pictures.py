"""Charts as files: SVG or PNG, by the name's ending."""

from pathlib import Path

from tearoad.boot.whole_file import write_whole
from tearoad.terms.refusal import BadInput

PICTURES = (".svg", ".png")
PIXELS = 2.0  # of a PNG, a point


def expect_picture(path: Path | None) -> None:
    """BadInput where the name has another ending."""
    if path and path.suffix not in PICTURES:
        raise BadInput(f"{path}: expected a name that ends in {' or '.join(PICTURES)}")


def write_chart(path: Path, specification: dict[str, object]) -> None:
    """A chart of Vega-Lite, whole or not at all."""
    import altair as alt  # half a second to load, and seldom wanted
    import vl_convert

    version = alt.SCHEMA_VERSION.removeprefix("v").rpartition(".")[0]
    if path.suffix == ".png":
        content = vl_convert.vegalite_to_png(specification, vl_version=version, scale=PIXELS, allowed_base_urls=[])
    else:
        content = vl_convert.vegalite_to_svg(specification, vl_version=version, allowed_base_urls=[]).encode()
    write_whole(path, content)
