"""The emulator behind the real server, and under many clients at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from profotonet_sandbox_help import JPG, KEY, new_context, sample

from labkit.providers.profotonet.sandbox import EMULATOR
from labkit.providers.profotonet.sandbox.catalog import Catalog
from labkit.providers.profotonet.sandbox.orders import insert_order
from labkit.sandbox.refusals import Refusal
from labkit.sandbox.running_sandbox import Sandbox

CLIENTS = 16


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox([EMULATOR]) as sandbox:
        yield sandbox


def session():
    client = requests.Session()
    client.trust_env = False
    client.headers["key"] = KEY
    return client


@pytest.fixture
def client(sandbox):
    sandbox.reset()
    with session() as client:
        yield client


def placed(client, sandbox, **changes):
    with client.post(sandbox.base_url("profotonet") + "/order", json=sample(**changes)) as answer:
        return answer.status_code


def test_an_order_through_the_server(sandbox, client):
    base = sandbox.base_url("profotonet")
    assert base.endswith("/profotonet/v1")
    assert sandbox.credentials("profotonet") == {"key": KEY}
    url = sandbox.photos.put(JPG, "a.jpg")
    file = {"name": "a.jpg", "url": url}
    entries = [{"referenceId": 1, "productId": 1002201300190001, "quantity": 3, "file": file}]
    assert placed(client, sandbox, entries=entries) == 200
    sandbox.clock.advance(days=2)
    shown = client.get(base + "/order", params={"referenceId": "10000000"}).json()["data"]
    assert shown["status"] == "shipped"
    (row,) = sandbox.orders("profotonet")
    assert (row["state"], row["total"]) == ("shipped", "7.29 EUR")  # 3 x 127 + 249 + 99
    assert [each["body"]["status"] for each in sandbox.callbacks()] == [
        "downloading",
        "prepare",
        "production",
        "shipped",
    ]


def test_errors_through_the_server_are_the_labs(sandbox, client):
    base = sandbox.base_url("profotonet")
    for path, status in (("/order", 400), ("/orders", 404), ("/products/", 404)):
        answer = client.get(base + path)
        assert answer.status_code == status
        assert list(answer.json()) == ["errors"]
    assert requests.get(base + "/products", timeout=5).status_code == 401


def test_products_through_the_server(sandbox, client):
    products = client.get(sandbox.base_url("profotonet") + "/products").json()
    assert len(products) == 250


def test_one_reference_from_sixteen_clients_is_one_order(sandbox, client):
    def send(_):
        with session() as own:
            return [placed(own, sandbox, referenceId=f"r{number}") for number in range(5)]

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = Counter(status for each in pool.map(send, range(CLIENTS)) for status in each)
    assert answers == {200: 5, 409: 75}
    assert sorted(row["reference"] for row in sandbox.orders()) == [f"r{n}" for n in range(5)]


def test_sixteen_threads_of_a_hundred_orders_lose_and_double_none():
    context, catalog = new_context(), Catalog()

    def attempt(reference):
        try:
            return insert_order(context, catalog, sample(referenceId=reference))["id"]
        except Refusal as refusal:
            return refusal.status

    # Each thread has 80 references of its own and 20 that another thread uses too.
    def work(thread):
        own = [f"{thread}-{number}" for number in range(80)]
        shared = [f"shared-{thread // 2}-{number}" for number in range(20)]
        return [attempt(reference) for reference in own + shared]

    with ThreadPoolExecutor(CLIENTS) as pool:
        ids = [each for done in pool.map(work, range(CLIENTS)) for each in done]
    given = [each for each in ids if each != 409]
    assert len(given) == len(set(given)) == 16 * 80 + 8 * 20
    stored = {row.id for row in EMULATOR.orders(context)}
    assert stored == set(given)


def test_order_ids_are_given_once_though_two_threads_turn_the_clock():
    context, catalog = new_context(), Catalog()
    for number in range(50):
        insert_order(context, catalog, sample(referenceId=str(number), notificationUrl=False))
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda _: context.clock.advance(minutes=1), range(CLIENTS)))
    numbers = sorted(order.body["orderId"] for order in context.store.find("order"))
    assert numbers == list(range(1000024, 1000074))
