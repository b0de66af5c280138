import itertools

import numpy as np
import pandas as pd
import pytest
from matplotlib._pylab_helpers import Gcf
from matplotlib.colors import to_hex
from matplotlib.text import Text
from offers_kit import READ, products

from labkit import frames, plots
from labkit.errors import ColumnError, InputError
from labkit.photos.fit import fit_products


def quotes(*rows, **attrs):
    """Make a frame of quotes from dicts of what differs."""
    plain = dict.fromkeys(frames.QUOTES.names)
    plain |= {"products": "", "currency": "EUR", "price_kind": "lab", "tax": "included"}
    plain |= {"fx_date": "", "complete": True, "notes": ""}
    full = [plain | row for row in rows]
    columns = {name: [row[name] for row in full] for name in frames.QUOTES.names}
    frame = frames.build(frames.QUOTES, columns, rows=len(full))
    frame.attrs.update({"sizes": [["10x15 cm", 100]], "country": "NL", "sample": []} | attrs)
    return frame


WHOLE = {
    "lab": "alpha",
    "items_total": 20.0,
    "options_total": 3.0,
    "shipping_total": 5.0,
    "starting_total": 0.99,
    "known_total": 28.99,
    "total": 28.99,
}
PARTIAL = {"lab": "beta", "items_total": 18.0, "known_total": 18.0, "complete": False}
RETAIL = {
    "lab": "gamma",
    "items_total": 30.0,
    "shipping_total": 10.0,
    "total": 40.0,
    "known_total": 40.0,
    "price_kind": "suggested_retail",
    "tax": "unknown",
    "fx_date": "2026-10-30",
}
NOTHING = {
    "lab": "$delta_{x}$",
    "complete": False,
    "notes": "nothing of 10x15 cm",
    "price_kind": "",
    "tax": "",
}


def history(*pairs, endpoint="embedded", currency="EUR"):
    days, prices = zip(*pairs, strict=True) if pairs else ((), ())
    columns = {"date": list(days), "price": list(prices)}
    columns |= {"currency": currency, "endpoint": endpoint}
    return frames.build(frames.PRICE_HISTORY, columns, rows=len(days))


def fit():
    rows = products(
        ("one", "in", 152.4, 101.6, 0.2), ("two", "large", 500, 750, 9), ("two", "?", None, None, 1)
    )
    return fit_products(rows, (1800, 1200), 200.0)


def spelled(figure):
    figure.draw_without_rendering()
    return "\n".join(text.get_text() for text in figure.findobj(Text) if text.get_visible())


def bars(figure):
    """Return (row, from, length) of every bar, and which of them are hatched."""
    found = []
    for container in figure.axes[0].containers:
        for bar in container:
            place = round(bar.get_y() + bar.get_height() / 2)
            found.append((place, bar.get_x(), bar.get_width(), bar.get_hatch()))
    return found


def test_every_picture_is_a_figure_without_state():
    for figure in (
        plots.landed_cost(quotes(WHOLE)),
        plots.price_over_time(history(("2026-11-01", 0.2))),
        plots.ppi_by_size(fit()),
    ):
        assert plots.to_bytes(figure, "png").startswith(b"\x89PNG")
        assert b"<svg" in plots.to_bytes(figure, "svg")
    assert not Gcf.figs


# Landed cost


def test_parts_are_stacked_one_behind_the_other():
    found = bars(plots.landed_cost(quotes(WHOLE)))
    # 20 + 3 + 5 + 0.99, each beginning where the one before ends
    assert [(start, length) for _, start, length, _ in found] == [
        (0, 20),
        (20, 3),
        (23, 5),
        (28, pytest.approx(0.99)),
    ]


def test_what_is_not_known_is_hatched_and_said():
    figure = plots.landed_cost(quotes(WHOLE, PARTIAL))
    hatched = [(place, start) for place, start, _, hatch in bars(figure) if hatch == "////"]
    assert hatched == [(1, 18)]
    words = spelled(figure)
    assert "18.00 + unknown shipping" in words
    assert "28.99" in words
    assert "Hatched: amount not known" in words


def test_where_all_is_known_nothing_is_hatched():
    figure = plots.landed_cost(quotes(WHOLE))
    assert "////" not in [hatch for *_, hatch in bars(figure)]
    assert "Hatched" not in spelled(figure)


def test_parts_too_narrow_for_their_amounts_have_them_behind_the_bar():
    # 0.99 of 28.99 is 3 %
    words = spelled(plots.landed_cost(quotes(WHOLE)))
    assert "28.99 (starting costs 0.99)" in words
    assert {"20.00", "3.00", "5.00"} <= set(words.splitlines())


def test_parts_differ_without_colours():
    hatches = {round(start): hatch for _, start, _, hatch in bars(plots.landed_cost(quotes(WHOLE)))}
    # Items from 0 and shipping from 23 are both dark: one of them has dots.
    assert not hatches[0]
    assert hatches[23] == "..."


def test_labs_stand_in_the_order_of_the_frame_the_first_above():
    axes = plots.landed_cost(quotes(WHOLE, PARTIAL, RETAIL)).axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["alpha", "beta", "gamma"]
    low, high = axes.get_ylim()
    assert low > high


def test_another_kind_of_price_is_pale_marked_and_explained():
    figure = plots.landed_cost(quotes(WHOLE, RETAIL))
    shades = {
        round(bar.get_y()): to_hex(bar.get_facecolor())
        for container in figure.axes[0].containers
        for bar in container
        if bar.get_x() == 0
    }
    assert shades[0] != shades[1]
    words = spelled(figure)
    assert "40.00 *?" in words
    assert "* suggested retail price, not what you pay" in words
    assert "Prices of different kind or tax stand side by side" in words
    assert "Exchange rates (ECB) of 2026-10-30" in words


def test_a_lab_without_the_basket_says_why_and_has_no_bar():
    figure = plots.landed_cost(quotes(WHOLE, NOTHING))
    assert {place for place, *_ in bars(figure)} == {0}
    assert "nothing of 10x15 cm" in spelled(figure)


def test_what_was_asked_stands_above_and_where_from_below():
    frame = quotes(WHOLE, sample=["alpha"], sources="Sources: alpha (127.0.0.1:9, 2026-11-01)")
    words = spelled(plots.landed_cost(frame))
    assert "100 x 10x15 cm, delivered to NL" in words
    assert "SAMPLE DATA from labkit's own sandbox: alpha" in words
    assert "Sources: alpha (127.0.0.1:9, 2026-11-01)" in words
    assert "Cost of the basket [EUR]" in words


@pytest.mark.parametrize("name", ["a" * 60, "$x^2$", "_hidden", "null\x00", "🙂"])
def test_texts_stay_on_the_picture(name):
    figure = plots.landed_cost(quotes(WHOLE | {"lab": name}, PARTIAL | {"known_total": 28.0}))
    figure.draw_without_rendering()
    width = figure.get_figwidth() * figure.dpi
    for text in figure.axes[0].texts:
        assert text.get_window_extent().x1 <= width


def test_where_no_price_is_known_it_says_so():
    assert "nothing to draw" in spelled(plots.landed_cost(quotes(NOTHING)))


# Prices over time


def test_a_price_holds_until_the_next_day_it_was_read():
    figure = plots.price_over_time(history(("2026-10-01", 0.2), ("2026-10-11", 0.25)), "Print $1$")
    step, dots = figure.axes[0].lines[:2]
    assert step.get_drawstyle() == "steps-post"
    assert dots.get_ydata().tolist() == [0.2, 0.25]
    words = spelled(figure)
    assert "Unit price [EUR]" in words
    assert "Price history" in words
    assert "0.20" in words
    assert "0.25" in words


def test_an_unknown_price_is_a_gap_and_a_cross_and_never_0():
    frame = history(("2026-10-01", 0.2), ("2026-10-11", None), ("2026-10-21", 0.3))
    figure = plots.price_over_time(frame)
    step, _, crosses = figure.axes[0].lines
    assert np.isnan(step.get_ydata()[1])
    assert pd.Timestamp(crosses.get_xdata()[0]) == pd.Timestamp("2026-10-11")
    assert len(crosses.get_xdata()) == 1
    assert "price not known" in spelled(figure)


def test_no_amount_shows_the_last_bits_of_a_sum():
    words = spelled(plots.price_over_time(history(("2026-10-01", 0.1 + 0.2))))
    assert "0.30" in words
    assert "0.300000" not in words


def test_days_are_drawn_in_their_order_and_from_0():
    frame = history(("2026-10-21", 0.3), ("2026-10-01", 0.2))
    axes = plots.price_over_time(frame).axes[0]
    assert axes.lines[1].get_ydata().tolist() == [0.2, 0.3]
    assert axes.get_ylim()[0] == 0


def test_each_endpoint_has_its_line_and_sample_data_is_called_so():
    both = pd.concat([history(("2026-10-01", 0.2)), history(("2026-10-01", 0.4), endpoint="live")])
    figure = plots.price_over_time(both)
    shapes = [
        line.get_marker() for line in figure.axes[0].lines if line.get_marker() not in {"None", "x"}
    ]
    assert len(set(shapes)) == 2
    words = spelled(figure)
    assert "SAMPLE DATA" in words
    assert "embedded" in words
    assert "SAMPLE" not in spelled(
        plots.price_over_time(history(("2026-10-01", 1), endpoint="live"))
    )


def test_the_source_and_its_days_are_named():
    words = spelled(plots.price_over_time(history(("2026-10-01", 0.2), ("2026-10-11", 0.2))))
    assert "labkit's snapshots, 2 days from 2026-10-01 to 2026-10-11" in words


def test_each_currency_has_a_panel_of_its_own():
    euros = history(("2026-10-01", 0.2), ("2026-10-02", 0.3))
    dollars = history(("2026-10-01", 0.4), ("2026-10-02", 0.5), currency="USD")
    figure = plots.price_over_time(pd.concat([dollars, euros]))
    labels = [axes.get_ylabel() for axes in figure.axes]
    assert labels == ["Unit price [EUR]", "Unit price [USD]"]
    drawn = [axes.lines[1].get_ydata().tolist() for axes in figure.axes]
    assert drawn == [[0.2, 0.3], [0.4, 0.5]]
    assert "Each currency has its own scale" in spelled(figure)
    assert "Each currency" not in spelled(plots.price_over_time(euros))


def told(price, **said):
    """Make two days of one line, with what tells it from others."""
    frame = history(("2026-10-01", price), ("2026-10-11", price * 2))
    return frame.assign(**{"price_kind": "lab", "tax": "included"} | said)


def legend(figure):
    return [text.get_text() for text in figure.legends[0].get_texts()]


def test_each_variant_has_a_line_with_its_name():
    both = pd.concat(
        [
            told(0.2, lab="alpha", name="Print", variant="matte", variant_id="1"),
            told(0.3, lab="alpha", name="Print", variant="glossy", variant_id="2"),
        ]
    )
    figure = plots.price_over_time(both)
    assert legend(figure) == ["matte", "glossy"]
    assert "Price history: alpha, Print" in spelled(figure)
    dots = {
        line.get_marker(): line.get_ydata().tolist()
        for line in figure.axes[0].lines
        if line.get_linestyle() == "None"
    }
    assert dots == {"o": [0.2, 0.4], "s": [0.3, 0.6]}
    dashes = {
        str(line._dash_pattern) for line in figure.axes[0].lines if line.get_marker() == "None"
    }
    assert len(dashes) == 2


def test_a_variant_in_the_name_is_said_once_and_ids_tell_what_names_do_not():
    both = pd.concat(
        [
            told(0.2, lab="alpha", name="Print, matte", variant="matte", product_id="1"),
            told(0.3, lab="beta", name="Poster", variant="matte", product_id="2"),
        ]
    )
    assert legend(plots.price_over_time(both)) == ["alpha, Print, matte", "beta, Poster, matte"]
    twins = pd.concat(
        [told(0.2, name="Print", product_id="1"), told(0.3, name="Print", product_id="2")]
    )
    assert legend(plots.price_over_time(twins)) == ["1", "2"]


def test_another_kind_of_price_over_time_is_hollow_and_marked():
    both = pd.concat(
        [
            told(0.2, lab="alpha"),
            told(0.3, lab="beta", price_kind="suggested_retail", tax="unknown"),
        ]
    )
    figure = plots.price_over_time(both)
    assert legend(figure) == ["alpha", "beta *?"]
    faces = {
        line.get_marker(): to_hex(line.get_markerfacecolor())
        for line in figure.axes[0].lines
        if line.get_linestyle() == "None"
    }
    assert faces["s"] == "#ffffff"
    assert faces["o"] != "#ffffff"
    words = spelled(figure)
    assert "0.60 *?" in words
    assert "Prices of different kind or tax stand side by side" in words
    assert "* suggested retail price, not what you pay; ? tax not known" in words


def test_many_lines_are_counted_and_their_texts_do_not_meet():
    many = [
        told(0.2 + place / 100, name=f"Print {place}", product_id=str(place)) for place in range(20)
    ]
    figure = plots.price_over_time(pd.concat(many))
    assert "The first 16 of 20 lines" in spelled(figure)
    few = plots.price_over_time(pd.concat(many[:8]))
    few.draw_without_rendering()
    boxes = [text.get_window_extent() for text in few.axes[0].texts]
    assert len(boxes) == 8
    for one, other in itertools.combinations(boxes, 2):
        assert not one.shrunk(0.98, 0.85).overlaps(other.shrunk(0.98, 0.85))
    frame = few.axes[0].get_window_extent().padded(6)
    assert all(frame.contains(box.x1, box.y1) for box in boxes)


def test_of_many_days_the_first_the_last_and_the_most_have_amounts():
    days = pd.date_range("2026-01-01", periods=100).strftime("%Y-%m-%d")
    prices = [0.2 + (day * 7 % 100) / 1000 for day in range(100)]
    figure = plots.price_over_time(history(*zip(days, prices, strict=True)))
    said = [text.get_text() for text in figure.axes[0].texts]
    # The first; 7 x 57 = 399, so 99 / 1000 more; 7 x 99 = 693
    assert said == ["0.20", "0.299", "0.293"]


@pytest.mark.parametrize("frame", [history(), history(("2026-10-01", None))])
def test_without_a_price_it_says_so(frame):
    assert "nothing to draw" in spelled(plots.price_over_time(frame))


# Sharpness


def test_points_stand_at_the_longer_side_and_its_ppi():
    axes = plots.ppi_by_size(fit()).axes[0]
    dots = {
        line.get_marker(): (line.get_xdata().tolist(), line.get_ydata().tolist())
        for line in axes.lines
        if line.get_linestyle() == "None"
    }
    # 1800 px on 6 in; 1200 px on 500 mm: 60.96
    assert dots == {"o": ([15.24], [300]), "s": ([75], [60.96])}


def test_lines_stand_where_good_and_soft_end():
    axes = plots.ppi_by_size(fit()).axes[0]
    heights = [line.get_ydata()[0] for line in axes.lines if line.get_linestyle() in {"-", "--"}]
    assert heights == [200, 150]
    words = spelled(axes.figure)
    assert "good: 200 ppi or more" in words
    assert "soft: 150 ppi or more" in words


def test_labs_of_one_size_can_all_be_seen():
    rows = products(*[(lab, "in", 152.4, 101.6, 0.2) for lab in ("a", "b", "c", "d")])
    axes = plots.ppi_by_size(fit_products(rows, (1800, 1200), 200.0)).axes[0]
    dots = [line for line in axes.lines if line.get_linestyle() == "None"]
    # One inside the other, and none is filled.
    assert [line.get_markersize() for line in dots] == [8, 7, 6, 5]
    assert {line.get_markerfacecolor() for line in dots} == {"none"}


@pytest.mark.parametrize("pixels", [(600, 400), (3000, 2000), (12000, 8000)])
def test_the_words_on_the_lines_lie_on_no_point(pixels):
    sides = [(100, 150), (127, 178), (200, 300), (300, 450), (500, 750), (1000, 1500)]
    rows = products(*[("a", "x", *pair, 1) for pair in sides])
    axes = plots.ppi_by_size(fit_products(rows, pixels, 200.0)).axes[0]
    axes.figure.draw_without_rendering()
    dots = [line for line in axes.lines if line.get_linestyle() == "None"]
    at = [axes.transData.transform(line.get_xydata()) for line in dots]
    for text in axes.texts:
        box = text.get_window_extent()
        assert not any(box.contains(x, y) for points_at in at for x, y in points_at)


def test_what_is_drawn_is_said():
    words = spelled(plots.ppi_by_size(fit()))
    assert "Print resolution by size, photo of 1,800 x 1,200 pixels" in words
    assert "Products: 1 good, 0 soft, 1 too small" in words
    assert "Not shown, without a known size: 1" in words
    assert f"one (127.0.0.1:9, {READ:%Y-%m-%d})" in words
    assert "Longer side of the print [cm]" in words


def test_another_line_may_be_asked_for():
    words = spelled(plots.ppi_by_size(fit(), min_ppi=300))
    assert "good: 300 ppi or more" in words
    assert "Products:" not in words
    with pytest.raises(InputError):
        plots.ppi_by_size(fit(), min_ppi=0)


def test_without_a_known_size_it_says_so():
    frame = fit_products(products(("one", "?", None, None, 1)), (1800, 1200), 200.0)
    assert "nothing to draw" in spelled(plots.ppi_by_size(frame))


@pytest.mark.parametrize("draw", [plots.landed_cost, plots.price_over_time, plots.ppi_by_size])
def test_a_frame_of_something_else_is_refused(draw):
    with pytest.raises(ColumnError):
        draw(pd.DataFrame({"a": [1]}))
