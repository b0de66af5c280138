"""Reading Printofoto's resources: lists, single ones, dates, flags, pages, filters."""

import datetime as dt
import json
from pathlib import Path

import pytest

import labkit as lk
from labkit.errors import AnswerError, InputError
from labkit.http import Answer, Call
from labkit.providers.printofoto import resources

LISTS = json.loads(
    (Path(__file__).parent / "fixtures" / "printofoto_lists.json").read_text("utf-8")
)


class PlayedClient:
    """Plays the server: `first` is the position it counts from, `most` what it gives at once."""

    def __init__(self, records, *, first=0, most=1000):
        self.records = records
        self.first = first
        self.most = most
        self.asked = []

    def read(self, call):
        self.asked.append(call)
        start = max(0, int(call.params.get("offset", self.first)) - self.first)
        size = min(int(call.params["limit"]), self.most)
        body = json.dumps(self.records[start : start + size]).encode()
        return Answer(call, 200, {}, body, "https://lab.example")


def orders(count, **fields):
    return [{"id_order": str(number), **fields} for number in range(1, count + 1)]


def numbers(records):
    return [int(record["id_order"]) for record in records]


def test_q30_an_array_is_a_list():
    assert resources.read_list(LISTS["image"]) == LISTS["image"]
    assert resources.read_list([]) == []


@pytest.mark.parametrize("data", [{"error": "bad"}, {}, LISTS["image"][0], None, "x", ["x"], [[1]]])
def test_q30_an_object_is_an_error_and_so_is_anything_else(data):
    with pytest.raises(AnswerError) as caught:
        resources.read_list(data, call="GET /image")
    assert "printofoto GET /image" in str(caught.value)


def test_q30_a_single_one_is_an_object_or_a_list_of_one():
    one = LISTS["image"][0]
    assert resources.read_one(one) == one
    assert resources.read_one([one]) == one


@pytest.mark.parametrize("data", [[], LISTS["image"], None, "1", [["a"]], ""])
def test_q30_none_or_two_are_not_a_single_one(data):
    with pytest.raises(AnswerError):
        resources.read_one(data)


@pytest.mark.parametrize("text", ["0000-00-00 00:00:00", "0000-00-00", "", None, " "])
def test_q36_a_date_of_zeros_is_missing(text):
    assert resources.read_date(text) is None


def test_q32_dates_are_read_as_written_and_never_converted():
    assert resources.read_date("2015-01-05 14:01:40") == dt.datetime(2015, 1, 5, 14, 1, 40)  # noqa: DTZ001 - the lab's dates have no zone
    assert resources.read_date("2015-01-05 14:01:40+02:00").hour == 14
    assert resources.read_date("2015-01-05 14:01:40+02:00").tzinfo is None


def test_q42_a_month_and_a_day_are_both_read():
    assert resources.read_date("2015-01").date() == dt.date(2015, 1, 1)
    assert resources.read_date("2014-01-01").date() == dt.date(2014, 1, 1)


@pytest.mark.parametrize("text", ["yesterday", "2015-13", "05/01/2015", "2015-02-30", 7])
def test_what_is_no_date_is_an_error(text):
    with pytest.raises(AnswerError, match="is no date"):
        resources.read_date(text)


def test_q35_flags_are_texts():
    assert resources.read_flag(LISTS["image"][0]["public"]) is True
    assert resources.read_flag(LISTS["image"][1]["public"]) is False
    assert [resources.read_flag(value) for value in (1, 0, True, False)] == [True, False] * 2
    assert resources.read_flag("") is None
    assert resources.read_flag(None) is None
    with pytest.raises(AnswerError, match="neither 0 nor 1"):
        resources.read_flag("2")


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("count", [0, 1, 2, 9, 10, 11, 19, 20, 21, 55])
def test_q33_every_record_once_wherever_the_server_counts_from(first, count):
    client = PlayedClient(orders(count), first=first)
    found = resources.list_all(client, "order", per_page=10)
    assert numbers(found) == list(range(1, count + 1))


@pytest.mark.parametrize("most", [3, 10])
def test_q33_a_server_that_gives_less_than_asked_is_read_to_its_end(most):
    client = PlayedClient(orders(25), most=most)
    assert len(resources.list_all(client, "order")) == 25
    assert {call.params["limit"] for call in client.asked} == {"1000"}


def test_q33_pages_overlap_by_one():
    client = PlayedClient(orders(25))
    resources.list_all(client, "order", per_page=10)
    assert [call.params.get("offset") for call in client.asked] == [None, "9", "18", "24"]


def test_q33_a_list_that_changed_underneath_is_an_error():
    class Shrinking(PlayedClient):
        def read(self, call):
            answer = super().read(call)
            del self.records[:5]
            return answer

    with pytest.raises(AnswerError, match="changed while it was read"):
        resources.list_all(Shrinking(orders(30)), "order", per_page=10)


def test_q34_lists_are_sorted_by_their_own_ids():
    client = PlayedClient([])
    resources.list_all(client, "calendarevent", {"id_calendar": 1})
    assert client.asked == [
        Call(
            "GET",
            "/calendarevent",
            {"id_calendar": "1", "limit": "1000", "sort": "id_calendar_event"},
        )
    ]
    assert Call("GET", "/order", {"sort": "date_creation DESC"}).target.endswith(
        "sort=date_creation+DESC"
    )


def test_q38_ids_that_repeat_count_once():
    found = resources.list_all(PlayedClient(LISTS["card"]), "card")
    assert [record["image_aspect_ratio"] for record in found] == ["fit"]


def test_a_record_without_id_is_an_error():
    with pytest.raises(AnswerError, match="has no id_order"):
        resources.list_all(PlayedClient([{"id": "1"}]), "order")


def test_q29_no_content_is_no_record():
    class Empty(PlayedClient):
        def read(self, call):
            return Answer(call, 204, {}, b"", "https://lab.example")

    assert resources.list_all(Empty([]), "order") == []


def test_q31_dates_mean_what_they_say_and_are_not_sent():
    days = [f"2015-01-{day:02d} 12:00:00" for day in range(1, 11)]
    client = PlayedClient(
        [{"id_order": str(i), "date_creation": day} for i, day in enumerate(days, 1)]
    )
    window = {"date_from": "2015-01-03", "date_to": dt.date(2015, 1, 5)}
    assert numbers(resources.list_all(client, "order", window)) == [3, 4, 5]
    assert numbers(resources.list_all(client, "order", {"date_from": days[8]})) == [9, 10]
    noon = dt.datetime(2015, 1, 2, 12)  # noqa: DTZ001 - the lab's dates have no zone
    assert numbers(resources.list_all(client, "order", {"date_to": noon})) == [1, 2]
    assert not {name for call in client.asked for name in call.params} & {"date_from", "date_to"}


def test_q31_events_and_shipping_updates_have_dates_of_their_own():
    client = PlayedClient(LISTS["calendarevent"])
    found = resources.list_all(client, "calendarevent", {"date_event_from": "2015-01-02"})
    assert [record["text"] for record in found] == ["Anna's birthday"]
    # 0000-00-00 is no date: it lies in no window.
    window = {"shipping_date_update_from": "0001-01-01"}
    assert resources.list_all(PlayedClient(LISTS["orderdetail"]), "orderdetail", window) == []


def test_q32_a_filter_with_a_time_zone_is_refused():
    with pytest.raises(InputError, match="time zone"):
        resources.list_all(
            PlayedClient([]), "order", {"date_from": dt.datetime(2015, 1, 1, tzinfo=dt.UTC)}
        )
    with pytest.raises(InputError, match="no date"):
        resources.list_all(PlayedClient([]), "order", {"date_to": "soon"})


def test_filters_the_server_left_out_of_account_hold_here():
    client = PlayedClient(
        [*orders(3, id_order_partner="A"), {"id_order": "9", "id_order_partner": 7}]
    )
    assert numbers(resources.list_all(client, "order", {"id_order_partner": "7"})) == [9]
    assert client.asked[0].params["id_order_partner"] == "7"


def test_q52_tags_are_joined_by_commas():
    found = resources.list_all(PlayedClient(LISTS["image"]), "image", {"tag": "cat"})
    assert [record["name"] for record in found] == ["My cat"]
    whole = resources.list_all(PlayedClient(LISTS["image"]), "image", {"tag": "dog,animal"})
    assert [record["name"] for record in whole] == ["My dog"]


def test_the_embedded_sandbox_is_read_to_its_end():
    client = lk.connect("printofoto").client
    before = len(resources.list_all(client, "bookmark"))
    for number in range(5):
        form = {"image_url_1": "https://pictures.example/a.jpg", "custom": f"mine-{number}"}
        client.send(Call("POST", "/bookmark", json=form))
    assert len(resources.list_all(client, "bookmark", per_page=3)) == before + 5
    (one,) = resources.list_all(client, "bookmark", {"custom": "mine-3"})
    assert one["custom"] == "mine-3"
    today = {"date_from": "2000-01-01", "date_to": "9999-12-31"}
    assert len(resources.list_all(client, "bookmark", today)) == before + 5
