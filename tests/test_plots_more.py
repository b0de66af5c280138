import numpy as np
import pandas as pd
import pytest
from matplotlib._pylab_helpers import Gcf
from matplotlib.colors import to_hex
from matplotlib.text import Text
from offers_kit import READ, products

from labkit import frames, plots
from labkit.errors import ColumnError, InputError
from labkit.fitting import fit_products


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
    hatched = [(place, start) for place, start, _, hatch in bars(figure) if hatch]
    assert hatched == [(1, 18)]
    words = spelled(figure)
    assert "18.00 + unknown shipping" in words
    assert "28.99" in words
    assert "Hatched: not known, so of no known length" in words


def test_where_all_is_known_nothing_is_hatched():
    figure = plots.landed_cost(quotes(WHOLE))
    assert not [hatch for *_, hatch in bars(figure) if hatch]
    assert "Hatched" not in spelled(figure)


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
    assert "Price of one [EUR]" in words
    assert "Price over time" in words
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
    assert "labkit's own snapshots, 2 from 2026-10-01 to 2026-10-11" in words


def test_several_currencies_are_refused():
    both = pd.concat([history(("2026-10-01", 0.2)), history(("2026-10-02", 0.2), currency="USD")])
    with pytest.raises(InputError, match="EUR, USD"):
        plots.price_over_time(both)


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
    assert "good from 200 ppi on" in words
    assert "soft from 150 ppi on" in words


def test_what_is_drawn_is_said():
    words = spelled(plots.ppi_by_size(fit()))
    assert "Sharpness by size of a picture of 1,800 x 1,200 pixels" in words
    assert "Products: 1 good, 0 soft, 1 too small" in words
    assert "Not shown, without a known size: 1" in words
    assert f"one (127.0.0.1:9, {READ:%Y-%m-%d})" in words
    assert "Longer side of the print [cm]" in words


def test_another_line_may_be_asked_for():
    words = spelled(plots.ppi_by_size(fit(), min_ppi=300))
    assert "good from 300 ppi on" in words
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
