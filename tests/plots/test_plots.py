import itertools
import xml.etree.ElementTree as ET

import pytest
from matplotlib._pylab_helpers import Gcf
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation, Text
from offers_kit import products

from labkit import plots
from labkit.errors import ColumnError, InputError
from labkit.plots.data import offers
from labkit.plots.style import colour, marker, marker_style, safe_text
from labkit.pricing.comparison import compare_products
from labkit.pricing.matrix import make_matrix
from labkit.pricing.request import read_request

SIZES = ["10x15 cm", "13x18 cm", "20x30 cm"]
DRAWINGS = [plots.price_by_size, plots.price_per_area, plots.price_by_area]


@pytest.fixture(scope="module")
def catalog():
    return products(
        ("alpha", "small", 100, 150, 0.2),
        ("alpha", "small dear", 102, 152, 0.5),
        ("alpha", "large", 200, 300, 1.8),
        ("beta", "small", 102, 152, 0.3),
        ("beta", "middle", 127, 178, 0.6),
        ("gamma", "unpriced", 100, 150, None),
        ("gamma", "sizeless", None, None, 0.1),
        price_kind=["lab"] * 3 + ["suggested_retail"] * 2 + ["unknown", "lab"],
        tax=["included"] * 3 + ["unknown"] * 4,
    )


@pytest.fixture(scope="module")
def compared(catalog):
    return [compare_products(catalog, read_request(size, quantity=100)) for size in SIZES]


def words(figure):
    """Return every text of a figure that is drawn."""
    figure.draw_without_rendering()
    parts = [*figure.axes, *figure.legends, figure._suptitle, figure._supxlabel]
    found = {text for part in parts if part is not None for text in part.findobj(Text)}
    for axis in [axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)]:
        # An axis keeps ticks beyond its ends, which it does not draw.
        drawn = {tick.label1 for tick in axis._update_ticks()}
        drawn |= {tick.label2 for tick in axis._update_ticks()}
        every = [*axis.majorTicks, *axis.minorTicks]
        found -= {label for tick in every for label in (tick.label1, tick.label2)} - drawn
    return [text for text in found if text.get_visible() and text.get_text()]


def spelled(figure):
    return "\n".join(text.get_text() for text in words(figure))


def lines(figure, marker):
    return [line for axes in figure.axes for line in axes.lines if line.get_marker() == marker]


@pytest.mark.parametrize("draw", DRAWINGS)
def test_a_frame_goes_in_and_a_figure_without_state_comes_out(draw, catalog, compared):
    for given in (catalog, compared, compared[0]):
        figure = draw(given)
        assert isinstance(figure, Figure)
        assert plots.to_bytes(figure, "png").startswith(b"\x89PNG")
    assert not Gcf.figs


def test_a_notebook_shows_a_figure_by_itself(compared):
    assert plots.price_by_size(compared)._repr_png_().startswith(b"\x89PNG")


def test_axes_are_labelled_with_units(compared):
    labels = [
        (figure.axes[0].get_xlabel(), figure.axes[0].get_ylabel())
        for figure in (draw(compared) for draw in DRAWINGS)
    ]
    assert labels == [
        ("Total for 100 [EUR]", "Size"),
        ("Price per m² [EUR/m²]", "Size"),
        ("Area [cm²]", "Unit price [EUR]"),
    ]


def test_the_cheapest_of_each_lab_carries_its_amount(compared):
    notes = [text.get_text() for text in words(plots.price_by_size(compared))]
    assert {"20.00", "30.00 *?", "60.00 *?", "180.00"} <= set(notes)
    assert "50.00" not in notes


def test_per_area_is_the_price_of_one_by_its_square_metres(compared):
    notes = [text.get_text() for text in words(plots.price_per_area(compared))]
    # 0.20 / (0.1 x 0.15) = 13.33; 1.80 / 0.06 = 30.00; 0.60 / (0.127 x 0.178) = 26.54
    assert {"13.33", "30.00", "26.54 *?"} <= set(notes)


def test_points_lie_where_area_and_price_are(catalog):
    figure = plots.price_by_area(catalog)
    (alpha,) = lines(figure, marker(0))
    found = sorted(zip(alpha.get_xdata(), alpha.get_ydata(), strict=True))
    assert [pytest.approx(pair) for pair in [(150, 0.2), (155.04, 0.5), (600, 1.8)]] == found


def test_another_kind_of_price_is_hollow_and_explained(compared):
    figure = plots.price_by_size(compared)
    beta = lines(figure, marker(1))
    assert beta
    assert all(to_hex(line.get_markerfacecolor()) == "#ffffff" for line in beta)
    assert all(to_hex(line.get_markerfacecolor()) != "#ffffff" for line in lines(figure, marker(0)))
    said = spelled(figure)
    assert "beta *?" in said
    assert "* suggested retail price, not what you pay" in said
    assert "? tax not known" in said
    assert "Prices of different kind or tax stand side by side" in said


def test_sources_days_samples_and_what_is_left_out_stand_below(catalog, compared):
    for frame in compared:
        frame.attrs["sample"] = ["alpha"]
    said = spelled(plots.price_by_size(compared)).replace("\n", " ")
    assert "Sources: alpha (127.0.0.1:9, 2026-11-01)" in said
    assert "SAMPLE DATA from labkit's own sandbox: alpha" in said
    assert "Not shown, without a known price or size: 1" in said
    assert "without shipping" in said
    dollars = compare_products(catalog, read_request("10x15", currency="USD", on="2014-03-28"))
    assert "Exchange rates (ECB) of 2014-03-28" in spelled(plots.price_by_size(dollars))


def test_a_part_of_a_total_is_marked(catalog):
    compared = compare_products(catalog, read_request("10x15", country="NL"))
    said = spelled(plots.price_by_size(compared))
    assert "0.20 ↑" in said
    assert "0.30 ↑*?" in said
    assert "↑ not complete" in said


def test_products_are_drawn_in_one_currency():
    frame = products(("a", "x", 100, 150, 1.0), ("b", "y", 100, 150, 1.0), currency=["AED", "EUR"])
    found = offers(frame, "EUR")
    assert found.rows["total"].tolist() == [1.0]
    assert (found.left_out, found.labs) == (1, ("a", "b"))


def test_sizes_of_products_have_the_trades_names():
    frame = products(
        ("a", "x", 152, 102, 1.0), ("a", "y", 203, 305, 1.0), ("a", "z", 127, 177.8, 1.0)
    )
    assert offers(frame).rows["size"].tolist() == ["10x15 cm", "20x30 cm", "13x18 cm"]


def test_no_texts_lie_on_each_other(compared):
    crowd = [(f"lab {place}", "x", 100, 150, 0.2 + place / 50) for place in range(11)]
    crowded = compare_products(products(*crowd), read_request("10x15"))
    for figure in [draw(given) for draw in DRAWINGS for given in (compared, crowded)]:
        boxes = [
            (text.get_text(), text.get_window_extent().shrunk(0.98, 0.85)) for text in words(figure)
        ]
        for (one, first), (other, second) in itertools.combinations(boxes, 2):
            assert not first.overlaps(second), (one, other)


def test_amounts_lie_on_no_points(compared):
    figure = plots.price_by_size(compared)
    amounts = [text for text in words(figure) if isinstance(text, Annotation)]
    assert len(amounts) == 4
    (axes,) = figure.axes
    at = [axes.transData.transform(line.get_xydata()) for line in axes.lines]
    for text in amounts:
        # The text's own box, without the point it belongs to.
        box = Text.get_window_extent(text)
        assert not any(box.contains(x, y) for points_at in at for x, y in points_at)


def test_texts_stay_inside_the_picture(compared):
    for figure in [draw(compared) for draw in DRAWINGS]:
        frame = figure.bbox.padded(1)
        for text in words(figure):
            box = text.get_window_extent()
            assert frame.contains(box.x0, box.y0), text.get_text()
            assert frame.contains(box.x1, box.y1), text.get_text()


HOSTILE = [
    "$x^2$ & $y",
    r"$\frac{1}{$",
    "_begins with a line",
    "emoji 🖨 and 中文",
    "مرحبا",
    "new\nline\tand\x07bell",
    "{{ 7*7 }} <script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "a very long name " * 20,
]


def test_hostile_names_are_drawn_as_they_stand():
    frame = products(*[(name, name, 100, 150, 0.2) for name in HOSTILE])
    result = compare_products(frame, read_request("10x15"))
    result.attrs["sample"] = HOSTILE
    matrix = make_matrix(HOSTILE, ["10x15"], lambda _: result)
    drawn = [draw(result) for draw in DRAWINGS]
    for figure in (*drawn, plots.matrix_heatmap(matrix)):
        root = ET.fromstring(plots.to_bytes(figure, "svg"))
        assert not [part for part in root.iter() if part.tag.endswith(("script", "foreignObject"))]


def test_a_dollar_is_a_dollar_and_a_line_at_the_start_stays():
    result = compare_products(products(("_$a$", "x", 100, 150, 0.2)), read_request("10x15"))
    figure = plots.price_by_size(result)
    (label,) = figure.legends[0].get_texts()
    assert label._preprocess_math(label.get_text()) == ("_$a$", False)


def test_plain_text_is_cut_and_boxed():
    assert safe_text("a" * 40, 10) == "a" * 9 + "…"
    assert safe_text("中x\x00\u202ey") == "□xy"
    assert safe_text("5 $") == r"5 \$"


@pytest.mark.parametrize("draw", DRAWINGS)
def test_where_there_is_nothing_the_picture_says_so(draw, compared):
    for given in (products(), compared[0].head(0), products(("a", "x", 100, 150, None))):
        given.attrs["currency"] = "EUR"
        assert "no offer has a known price and size" in spelled(draw(given))


def test_a_comparison_that_does_not_say_its_currency_needs_it_said(compared):
    bare = compared[0].copy()
    bare.attrs.clear()
    with pytest.raises(InputError, match="currency="):
        plots.price_by_size(bare)
    assert "[CHF]" in spelled(plots.price_by_size(bare, currency="chf"))


def test_unlike_comparisons_are_not_drawn_together(catalog, compared):
    other = compare_products(catalog, read_request("10x15", quantity=2))
    with pytest.raises(InputError, match="100, 2"):
        plots.price_by_size([compared[0], other])
    with pytest.raises(InputError, match="nothing to draw"):
        plots.price_by_size([])
    with pytest.raises(ColumnError, match="notes"):
        plots.price_by_size(compared[0].drop(columns="notes"))


def test_of_many_sizes_those_most_labs_have_are_drawn():
    rows = [("a", "x", 100 + 20 * place, 300, 1.0 + place) for place in range(20)]
    figure = plots.price_by_size(products(*rows, ("b", "x", 480, 300, 2.0)))
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert len(labels) == 12
    assert "30x48 cm" in labels
    assert "The 12 sizes most labs have, of 20" in spelled(figure)


CROWD = [(f"lab {place:02d}", "x", 100, 150, 0.2 + place / 50) for place in range(40)]
LONG = [(f"a lab with a name that is too long for it {place}", "x", 100, 150, 1) for place in "abc"]


@pytest.mark.parametrize("rows", [CROWD, LONG, CROWD[:1]], ids=["crowd", "long", "one"])
@pytest.mark.parametrize("draw", DRAWINGS)
def test_crowds_and_long_names_stay_inside_and_apart(draw, rows):
    figure = draw(compare_products(products(*rows), read_request("10x15", quantity=100)))
    assert figure.get_figheight() < 12
    frame = figure.bbox.padded(1)
    boxes = [(text.get_text(), text.get_window_extent()) for text in words(figure)]
    for text, box in boxes:
        assert frame.contains(box.x0, box.y0), text
        assert frame.contains(box.x1, box.y1), text
    apart = [(text, box.shrunk(0.98, 0.85)) for text, box in boxes]
    for (one, first), (other, second) in itertools.combinations(apart, 2):
        assert not first.overlaps(second), (one, other)


def test_long_names_that_begin_alike_can_be_told_apart():
    figure = plots.price_by_size(compare_products(products(*LONG), read_request("10x15")))
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert legend == [f"a lab with a name … for it {place}" for place in "abc"]
    assert max(map(len, legend)) == 28


def test_of_a_crowd_the_cheapest_are_drawn_and_the_rest_is_counted():
    found = compare_products(products(*CROWD), read_request("10x15"))
    figure = plots.price_by_size(found)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [
        f"lab {place:02d}" for place in range(16)
    ]
    said = spelled(figure).replace("\n", " ")
    assert "The 16 of 40 labs and price kinds with most sizes, cheapest first" in said
    assert "and 28 more labs" in said
    legend = [text.get_text() for text in plots.price_by_area(found).legends[0].get_texts()]
    assert (len(legend), legend[-1]) == (25, "and 16 more")


def test_what_is_hollow_and_who_has_no_price_is_said(compared):
    said = spelled(plots.price_by_size(compared))
    assert "Hollow: not the price the lab charges" in said
    assert "Without any known price: gamma" in said
    alone = compare_products(products(("one", "x", 100, 150, 1)), read_request("10x15"))
    assert "Hollow" not in spelled(plots.price_by_size(alone))
    assert "Without any" not in spelled(plots.price_by_size(alone))


def test_of_how_many_the_price_of_one_is_stands_above(compared, catalog):
    assert "Unit price by area, quantity 100" in spelled(plots.price_by_area(compared))
    assert "ordered" not in spelled(plots.price_by_area(catalog))


def test_many_labs_can_be_told_apart_without_colours_too():
    looks = [(colour(place), marker(place)) for place in range(84)]
    assert len(set(looks)) == 84
    assert len({marker(place) for place in range(12)}) == 12
    assert marker_style(0, hollow=True)["markerfacecolor"] == "white"


def test_the_same_figure_gives_the_same_file(compared):
    one, other = (plots.to_bytes(plots.price_by_size(compared), "svg") for _ in range(2))
    assert one == other


@pytest.mark.short
def test_the_heat_map_shows_each_amount_and_hatches_other_kinds(catalog):
    matrix = make_matrix(
        ["alpha", "beta", "gamma"],
        SIZES,
        lambda size: compare_products(catalog, read_request(size)),
    )
    matrix.attrs["sample"] = ["alpha"]
    figure = plots.matrix_heatmap(matrix)
    shown = [text.get_text() for text in words(figure)]
    assert [shown.count(amount) for amount in ("0.20", "1.80", "0.30 *?", "0.60 *?")] == [1] * 4
    assert shown.count("–") == 5
    hatched = [
        part for part in figure.axes[0].patches if isinstance(part, Rectangle) and part.get_hatch()
    ]
    assert sorted(part.get_xy() for part in hatched) == [(-0.5, 0.5), (0.5, 0.5)]
    said = spelled(figure)
    assert "Cheapest total for 1 [EUR]" in said
    assert "Hatched: not the price the lab charges" in said
    sources = "Sources: alpha (127.0.0.1:9, 2026-11-01); beta (127.0.0.1:9, 2026-11-01)"
    assert sources in said.replace("\n", " ")
    assert "* suggested retail price" in said
    assert "SAMPLE DATA" in said


def test_a_heat_map_of_nothing_says_so(catalog):
    matrix = make_matrix(
        ["alpha"], ["50x70"], lambda size: compare_products(catalog, read_request(size))
    )
    assert "nothing to draw" in spelled(plots.matrix_heatmap(matrix))


def test_a_heat_maps_texts_do_not_lie_on_each_other(catalog):
    labs = ["alpha", "a lab whose name is far too long for any axis of this world"]
    matrix = make_matrix(labs, SIZES, lambda size: compare_products(catalog, read_request(size)))
    boxes = [text.get_window_extent() for text in words(plots.matrix_heatmap(matrix))]
    for first, second in itertools.combinations(boxes, 2):
        assert not first.shrunk(0.98, 0.85).overlaps(second.shrunk(0.98, 0.85))


def test_a_heat_map_names_the_days_of_its_exchange_rates(catalog):
    asked = {"currency": "USD", "on": "2014-03-28"}
    matrix = make_matrix(
        ["alpha", "beta"],
        SIZES,
        lambda size: compare_products(catalog, read_request(size, **asked)),
    )
    assert "Exchange rates (ECB) of 2014-03-28" in spelled(plots.matrix_heatmap(matrix))


def test_a_heat_map_without_two_to_compare_has_no_colour_bar(catalog):
    matrix = make_matrix(
        ["alpha"], SIZES, lambda size: compare_products(catalog, read_request(size))
    )
    figure = plots.matrix_heatmap(matrix)
    assert len(figure.axes) == 1
    assert "Hatched" not in spelled(figure)
    frame = figure.bbox.padded(1)
    for text in words(figure):
        assert frame.contains(text.get_window_extent().x1, text.get_window_extent().y1)


def test_many_offers_are_thinned_and_the_cheapest_stays(catalog):
    rows = [("a", "x", 100, 150, 0.2 + place / 1000) for place in range(3000)]
    figure = plots.price_by_size(compare_products(products(*rows), read_request("10x15")))
    assert sum(len(line.get_xdata()) for line in lines(figure, marker(0))) < 100
    assert [text.get_text() for text in words(figure) if isinstance(text, Annotation)] == ["0.20"]
    cloud = plots.price_by_area(products(*rows))
    assert lines(cloud, marker(0))[0].get_rasterized()
