"""Lists of the Printofoto emulator: filters, order and paging, under both readings."""

from __future__ import annotations

import datetime as dt

import pytest
from printofoto_sandbox_kit import Lab, id_name, make_context, operation, resources


@pytest.fixture
def lab():
    return Lab()


@pytest.fixture
def spread():
    """Three posters, a day apart, oldest first."""
    lab = Lab()
    made = []
    for name in ("first", "second", "third"):
        made.append(lab.make("poster", custom=name))
        lab.context.clock.advance(days=1)
    return lab, made


def _customs(rows):
    return [row["custom"] for row in rows]


def test_q30_a_list_is_an_array_and_an_error_an_object(lab):
    assert lab.list("poster") == []
    assert isinstance(lab.call("GET", "/poster", 400, params={"limit": "x"}), dict)


def test_q30_one_resource_is_an_object_or_a_list_of_one(lab):
    made = lab.make("poster")
    path = f"/poster/{made['id_poster']}"
    assert lab.call("GET", path, 200) == made
    lab.context.readings.set("q30", "list")
    assert lab.call("GET", path, 200) == [made]
    assert "id" in lab.errors("GET", "/poster/77", 404)


def test_q31_date_from_is_less_than_as_written(spread):
    lab, made = spread
    moment = made[1]["date_creation"]
    assert _customs(lab.list("poster", date_from=moment)) == ["first"]
    assert _customs(lab.list("poster", date_to=moment)) == ["third"]


def test_q31_date_from_the_other_way_round(spread):
    lab, made = spread
    lab.context.readings.set("q31", "straight")
    moment = made[1]["date_creation"]
    assert _customs(lab.list("poster", date_from=moment)) == ["third"]
    assert _customs(lab.list("poster", date_to=moment)) == ["first"]


def test_q31_a_day_alone_is_its_midnight(spread):
    lab, made = spread
    day = made[1]["date_creation"][:10]
    assert _customs(lab.list("poster", date_from=day)) == ["first"]
    assert _customs(lab.list("poster", date_to=day)) == ["second", "third"]


def test_q31_dates_of_events_are_as_reversed(lab):
    calendar = lab.make("calendar")["id_calendar"]
    for day in ("2015-01-01", "2015-06-15", "2015-12-31"):
        lab.make("calendarevent", id_calendar=calendar, date_event=day)

    def days(**query):
        return [row["date_event"] for row in lab.list("calendarevent", **query)]

    assert days(date_event_from="2015-06-15") == ["2015-01-01"]
    assert days(date_event_to="2015-06-15") == ["2015-12-31"]
    lab.context.readings.set("q31", "straight")
    assert days(date_event_from="2015-06-15") == ["2015-12-31"]
    assert days(date_event_to="2015-06-15") == ["2015-01-01"]


def test_q31_q36_what_was_never_shipped_matches_no_date_of_shipping(lab):
    shipped = lab.order("4")
    lab.order("0")
    day = lab.list("orderdetail", id_order=shipped)[0]["shipping_date_update"]
    assert day != "0000-00-00 00:00:00"

    def orders(**query):
        return [row["id_order"] for row in lab.list("orderdetail", **query)]

    assert orders(shipping_date_update_from="2999-01-01") == [shipped]
    assert orders(shipping_date_update_to="2999-01-01") == []
    assert orders(shipping_date_update_to="2000-01-01") == [shipped]
    assert orders(shipping_date_update_from=day) == []  # less than, not up to


@pytest.mark.parametrize("value", ["yesterday", "2015-02-30", "2015-1-1", "01/01/2015", "", "2015"])
@pytest.mark.parametrize("name", ["date_from", "date_to"])
def test_q32_dates_that_are_none_are_refused_by_name(lab, name, value):
    assert list(lab.errors("GET", "/poster", 400, params={name: value})) == [name]


def test_q32_date_creation_is_naive_and_as_in_the_samples(lab):
    made = dt.datetime.strptime(lab.make("poster")["date_creation"], "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - naive is the point
    assert abs(made - lab.context.clock.now().replace(tzinfo=None)) < dt.timedelta(seconds=30)


def test_q33_ten_come_by_default_and_a_thousand_at_most(lab):
    for n in range(12):
        lab.make("poster", custom=str(n))
    assert _customs(lab.list("poster")) == [str(n) for n in range(10)]
    assert len(lab.list("poster", limit=1000)) == 12
    assert list(lab.errors("GET", "/poster", 400, params={"limit": 1001})) == ["limit"]
    lab.context.readings.set("q33_limit", "clamp")
    assert len(lab.list("poster", limit=100000)) == 12


@pytest.mark.parametrize("limit", ["0", "-1", "ten", "1.5", ""])
def test_q33_a_limit_that_is_none_is_refused(lab, limit):
    assert list(lab.errors("GET", "/poster", 400, params={"limit": limit})) == ["limit"]


@pytest.mark.parametrize("offset", ["-1", "x", "1.5", ""])
def test_q33_an_offset_that_is_none_is_refused(lab, offset):
    assert list(lab.errors("GET", "/poster", 400, params={"offset": offset})) == ["offset"]


@pytest.mark.parametrize(
    ("reading", "offset", "first"),
    [("zero", 0, "0"), ("zero", 3, "3"), ("one", 0, "0"), ("one", 1, "0"), ("one", 3, "2")],
)
def test_q33_offset_leaves_out_or_starts_with(reading, offset, first):
    lab = Lab(make_context(readings={"q33": reading}))
    for n in range(5):
        lab.make("poster", custom=str(n))
    assert _customs(lab.list("poster", offset=offset))[0] == first
    assert lab.list("poster", offset=99) == []


def test_q33_pages_that_touch_hold_everything_once(lab):
    for n in range(7):
        lab.make("poster", custom=str(n))
    pages = [lab.list("poster", limit=3, offset=start, sort="id_poster") for start in (0, 3, 6, 9)]
    assert [_customs(page) for page in pages] == [["0", "1", "2"], ["3", "4", "5"], ["6"], []]


def test_q34_sort_goes_up_and_with_desc_down(spread):
    lab, _ = spread
    assert _customs(lab.list("poster", sort="date_creation")) == ["first", "second", "third"]
    down = ["third", "second", "first"]
    assert _customs(lab.call("GET", "/poster?sort=date_creation+DESC", 200)) == down
    assert _customs(lab.call("GET", "/poster?sort=date_creation%20DESC", 200)) == down


def test_q34_a_literal_plus_is_no_space(spread):
    lab, _ = spread
    assert list(lab.errors("GET", "/poster?sort=date_creation%2BDESC", 400)) == ["sort"]
    lab.context.readings.set("q34", "accept")
    rows = lab.call("GET", "/poster?sort=date_creation%2BDESC", 200)
    assert _customs(rows) == ["third", "second", "first"]


def test_q34_ids_and_prices_sort_as_numbers(lab):
    order = lab.make("order")["id_order"]
    prices = ["9", "10", "8.5", "100", *["1"] * 7]
    lab.context.readings.set("q39_undocumented", "accept")
    for price in prices:
        lab.detail(order, price=price)
    rows = lab.list("orderdetail", sort="price DESC", limit=4)
    assert [row["price"] for row in rows] == ["100", "10", "9", "8.5"]
    rows = lab.list("orderdetail", sort="id_order_detail DESC", limit=2)
    assert [row["id_order_detail"] for row in rows] == ["11", "10"]


@pytest.mark.parametrize("sort", ["size", "custom ASC", "custom DESC DESC", "", " DESC", "1"])
def test_q34_what_cannot_be_sorted_by_is_refused(lab, sort):
    assert list(lab.errors("GET", "/poster", 400, params={"sort": sort})) == ["sort"]


@pytest.mark.parametrize("resource", resources())
def test_every_documented_filter_is_there_and_no_other(lab, resource):
    made = lab.make(resource)
    filters = [p["name"] for p in operation("GET", f"/{resource}")["parameters"]]
    dates = {name: "2999-01-01" for name in filters if name.endswith("_from")}
    dates |= {name: "2001-01-01" for name in filters if name.endswith("_to")}
    # Read as written: made before 2999 and after 2001. What was never shipped matches no date.
    dates = {name: day for name, day in dates.items() if not name.startswith("shipping")}
    others = {name: made[name] for name in filters if name in made}
    assert lab.list(resource, **dates, **others) == [made]
    assert set(filters) - set(dates) - set(others) <= {
        "shipping_date_update_from",
        "shipping_date_update_to",
    }
    for name in ("custom", "colour", "tag", "id_order_partner", "id"):
        if name not in filters:
            errors = lab.errors("GET", f"/{resource}", 400, params={name: "1"})
            assert list(errors) == [name]


@pytest.mark.parametrize("resource", [r for r in resources() if r != "image"])
def test_filters_leave_out_what_does_not_match(lab, resource):
    lab.make(resource)
    for parameter in operation("GET", f"/{resource}")["parameters"]:
        name = parameter["name"]
        other = {"order_state": "5"}.get(name, "424242")
        if not name.endswith(("_from", "_to")):
            assert lab.list(resource, **{name: other}) == []


@pytest.mark.parametrize(("name", "value"), [("order_state", "7"), ("order_state", "open")])
def test_a_filter_by_a_state_there_is_not_is_refused(lab, name, value):
    assert list(lab.errors("GET", "/order", 400, params={name: value})) == [name]


@pytest.mark.parametrize(
    ("resource", "name"),
    [
        ("calendarevent", "id_calendar"),
        ("factsheetitem", "id_factsheet"),
        ("orderdetail", "id_order"),
        ("photobookpage", "id_photobook"),
        ("photoprintitem", "id_photoprint"),
    ],
)
def test_parts_are_found_by_what_they_belong_to(lab, resource, name):
    one, other = lab.make(resource), lab.make(resource)
    assert one[name] != other[name]
    assert lab.list(resource, **{name: one[name]}) == [one]
    assert list(lab.errors("GET", f"/{resource}", 400, params={name: "x"})) == [name]


@pytest.mark.parametrize(
    ("resource", "name"),
    [
        ("calendarevent", "id_calendar"),
        ("factsheetitem", "id_factsheet"),
        ("orderdetail", "id_order"),
        ("photobookpage", "id_photobook"),
        ("photoprintitem", "id_photoprint"),
    ],
)
def test_parts_that_moved_are_found_where_they_went(lab, resource, name):
    one, other = lab.make(resource), lab.make(resource)
    path = f"/{resource}/{one[id_name(resource)]}"
    changes = {"position": "2"} if resource == "photobookpage" else {}
    body = lab.valid(resource, "PUT", **{name: other[name]}, **changes)
    moved = lab.call("PUT", path, 200, body)
    assert lab.list(resource, **{name: one[name]}) == []
    assert moved in lab.list(resource, **{name: other[name]})


def test_q52_tag_is_one_of_those_joined_by_commas(lab):
    for tag in ("dog,animal", "cat, animal", "dog", ""):
        lab.make("image", tag=tag)

    def tags(value):
        return [row["tag"] for row in lab.list("image", tag=value)]

    assert tags("animal") == ["dog,animal", "cat, animal"]
    assert tags("dog") == ["dog,animal", "dog"]
    assert tags("do") == []
    lab.context.readings.set("q52_tag", "exact")
    assert tags("dog") == ["dog"]
    assert tags("dog,animal") == ["dog,animal"]
