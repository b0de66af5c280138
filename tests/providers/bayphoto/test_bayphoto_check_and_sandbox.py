"""Whatever the sandbox refuses by a rule of the document, `check` names first; and no more.

Random orders of the shipped catalog and of small made-up ones; the sandbox reads the document on
its own. Broken on purpose: exclusions looked for among the services of one product alone, a
required group below a chosen option left out, blanks taken for a name: each was found.
"""

import copy
import datetime as dt
from decimal import Decimal

import pytest
from bayphoto_sandbox_kit import dotted, walk
from bayphoto_trees_kit import Served, choice, errors, node, order, section, serve
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

EXAMPLES = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
THOROUGHLY = settings(EXAMPLES, max_examples=600)


@pytest.fixture
def examples(pytestconfig):
    return THOROUGHLY if pytestconfig.getoption("--full") else EXAMPLES


class Verdicts:
    """Compares the two readings of each order, and counts how often they agree on what."""

    def __init__(self):
        self.taken = self.refused = 0

    def compare(self, served, made):
        made["order_name"] = f"A-{self.taken}"  # what was taken is taken
        named = {section(field) for field in errors(served.check(made))}
        refused = {section(field) for field in served.place(made)}
        assert refused <= named, (refused, named)
        assert bool(refused) == bool(named), named
        self.taken += not refused
        self.refused += bool(refused)

    def both(self, least):
        assert min(self.taken, self.refused) >= least, (self.taken, self.refused)


# --- made-up catalogs --------------------------------------------------------------------------


@st.composite
def trees(draw, first, *, plain):
    """Make some options with ids from `first` on, nested at random; plain ones do not clash."""
    numbers = range(first, first + draw(st.integers(2, 6)))
    below = {number: [] for number in [0, *numbers]}
    for number in numbers:
        below[draw(st.sampled_from([0, *range(first, number)]))].append(number)
    made = {}
    for number in reversed(numbers):
        level = draw(st.sampled_from([None, 1, 1, 1, 2, 3, 3]))
        made[number] = choice(
            number,
            *(made[each] for each in below[number]),
            level=level,
            required=draw(st.booleans()),
            read_only=draw(st.sampled_from([False] * 9 + [True])),
            multiple=draw(st.booleans()),
            disable_ids="" if plain else draw(st.sampled_from(["", "", *map(str, numbers)])),
            nodes=[] if plain else draw(st.sampled_from([[]] * 4 + [[node(str(number))]])),
        )
    return [made[number] for number in below[0]]


@st.composite
def products(draw, first, *, plain):
    tops = draw(trees(first, plain=plain))
    uids = draw(st.sampled_from(["", "1", "1", "12"]))
    options = st.sampled_from([None] if plain else [None, *range(first, first + 4)])
    kinds = st.sampled_from([1] if plain else [1, 1, 1, 2])
    nodes = [node(uid, option_id=draw(options), node_type=draw(kinds)) for uid in uids]
    return tops, nodes


def services(tops, *levels):
    """Return the services of options and of all below them, of some levels or of all."""
    found = [each["service"] for each in walk(tops, "options") if each.get("service")]
    return [one["id"] for one in found if not levels or one["service_type"] in levels]


def picked(draw, numbers, **sizes):
    return draw(st.lists(st.sampled_from(numbers), **sizes)) if numbers else []


def of_each_required(draw, tops, level):
    groups = [services([each], level) for each in walk(tops, "options") if each["required"]]
    return [number for group in groups for number in picked(draw, group, min_size=1, max_size=1)]


@st.composite
def orders(draw, catalog):
    """Choose what is required and little more, or anything anywhere."""
    lines, whole = [], []
    tidy = draw(st.sampled_from([True, True, False]))
    for n, (tops, nodes) in enumerate(catalog, start=1):
        uids = sorted({one["uid"] for one in nodes if not (tidy and one["option_id"])})
        uids = uids if nodes else draw(st.sampled_from(["", "1"]))
        if tidy:
            chosen = of_each_required(draw, tops, 1) + picked(draw, services(tops, 1), max_size=1)
            whole += of_each_required(draw, tops, 3) + picked(draw, services(tops, 3), max_size=1)
            chosen = chosen[draw(st.sampled_from([0, 0, 1])) :]
        else:
            chosen = picked(draw, services(tops), max_size=4)
            whole += picked(draw, services(tops), max_size=2)
        lines.append((n * 10, dict.fromkeys(chosen), draw(st.sampled_from([uids, uids[:1]]))))
    return order(*lines, services=dict.fromkeys(whole) if tidy else whole)


def of_made_up_catalogs(bay, monkeypatch, examples, compare, plain):
    @examples
    @given(st.data())
    def run(data):
        catalog = [data.draw(products(1, plain=data.draw(plain)))]
        if data.draw(st.booleans()):
            catalog.append(data.draw(products(20, plain=data.draw(plain))))
        made = [data.draw(orders(catalog)) for _ in range(3)]
        with monkeypatch.context() as patched:
            served = serve(bay, patched, *catalog)
            for each in made:
                compare(served, each)

    run()


def test_orders_of_made_up_catalogs_are_judged_alike(bay, monkeypatch, examples):
    verdicts = Verdicts()
    of_made_up_catalogs(bay, monkeypatch, examples, verdicts.compare, st.booleans())
    verdicts.both(least=15)


def test_what_the_other_readings_refuse_is_warned_of(bay, monkeypatch, examples):
    counts = {"all": 0, "refused": 0, "warned": 0}
    bay.sandbox.readings.set("bayphoto", "q91", "required")
    bay.sandbox.readings.set("bayphoto", "q92", "always")

    def compare(served, made):
        counts["all"] += 1
        made["order_name"] = f"A-{counts['all']}"
        problems = served.check(made)
        refused = {section(field) for field in served.place(made)}
        assert refused <= {section(problem.field) for problem in problems}
        counts["refused"] += bool(refused)
        counts["warned"] += bool(refused) and not errors(problems)

    of_made_up_catalogs(bay, monkeypatch, examples, compare, st.just(value=False))
    assert counts["warned"] > 0, counts


# --- the shipped catalog -----------------------------------------------------------------------


@st.composite
def shipped_orders(draw, products, known):
    lines = []
    for _ in range(draw(st.integers(1, 2))):
        product, offered, uids = draw(st.sampled_from(products))
        required = [draw(st.sampled_from(ids)) for ids in offered["required"]]
        chosen = draw(st.sampled_from([required, required, []])) + picked(
            draw, offered["all"], max_size=2
        )
        lines.append((product, chosen, draw(st.sampled_from([uids, uids, uids[1:]]))))
    return order(*lines, services=picked(draw, known, max_size=2))


def read_products(served):
    """Return (product, services, uids of image nodes), from the wire: one for each container."""
    found, listed = [], walk(served.caller.read("templates.json"), "templates")
    for template in {each["parent_id"]: each for each in listed if each.get("product")}.values():
        tops = served.caller.read("options.json", template_id=template["id"])
        opened = served.caller.read(f"templates/{template['id']}.json")
        offered = {
            "all": services(tops),
            "required": [services([t]) for t in tops if t["required"]],
        }
        uids = [each["uid"] for each in opened["nodes"] if each["node_type"] == 1]
        found.append((template["product"]["id"], offered, uids))
    return found


def test_orders_of_the_shipped_catalog_are_judged_alike(bay, examples):
    served, verdicts = Served(bay), Verdicts()
    products = read_products(served)
    known = [3012, 100501, 100502, 100503, 100504]

    @examples
    @given(shipped_orders(products, known))
    def run(made):
        verdicts.compare(served, made)

    run()
    verdicts.both(least=3)


# --- the fields --------------------------------------------------------------------------------

BLANKS = ["", " ", "\t", "\u00a0", "\u2003", "\u200b", "\x00", "\n", "x", "\u00e9", "\U0001f600"]
TEXTS = st.sampled_from(BLANKS) | st.text(max_size=4)
URLS = ["http://h/x.jpg", "HTTPS://h", "http://", "ftp://h/x", "http://h/a b", "//h/x", "http:///x"]
MOMENTS = st.datetimes(timezones=st.just(dt.UTC) | st.just(dt.timezone(dt.timedelta(hours=14))))
PERCENTS = st.decimals(-1, 101, places=4) | st.sampled_from([Decimal(100) / 3, Decimal("1e-9")])
FIELDS = {
    **{(name,): TEXTS for name in ("order_name", "shipping_billing_code", "return_shipping_id")},
    **{("customer", name): TEXTS for name in ("name", "email", "phone", "address1", "address2")},
    **{("customer", name): TEXTS for name in ("city", "state", "zip")},
    ("customer", "country"): st.sampled_from(["US", "us", "NL", "U", "USA", "", "1A", "\u00dcS"]),
    ("order_date",): MOMENTS | st.sampled_from(["", "2015-02-30 00:00:00 UTC"]),
    ("pick_up",): st.booleans(),
    ("drop_ship",): st.booleans(),
    ("products", 0, "qty"): st.integers(-1, 2**40),
    ("products", 0, "product_id"): st.sampled_from([1975, 2153, 0, 2**31, "1975", "x"]),
    **{
        ("products", 0, "photos", 0, name): TEXTS if name == "node_uid" else strategy
        for name, strategy in {
            "image_file_name": TEXTS,
            "image_source_path": st.sampled_from(URLS) | TEXTS,
            "node_uid": TEXTS,
            "crop_width": PERCENTS,
            "crop_height": PERCENTS,
            "crop_x": PERCENTS,
            "crop_y": PERCENTS,
        }.items()
    },
}


@st.composite
def changed_orders(draw):
    made = copy.deepcopy(order((1975, (13462, 13465), "1")))
    for place in draw(st.sets(st.sampled_from(sorted(FIELDS, key=str)), min_size=1, max_size=2)):
        put(made, place, draw(FIELDS[place]))
    return made


def test_a_value_that_passes_is_taken(bay, examples):
    served = Served(bay)
    counts = {"named": 0, "taken": 0}

    @settings(examples, max_examples=examples.max_examples * 4)
    @given(changed_orders())
    def run(made):
        if made["order_name"] == "A-1":
            made["order_name"] = f"A-{counts['taken']}"
        wrong = named(served, made)
        if not wrong:
            refused = served.place(made)
            assert refused in ({}, {"order_name": ["has already been taken"]}), refused
        counts["named" if wrong else "taken"] += 1

    run()
    assert min(counts.values()) >= 10, counts


@pytest.mark.parametrize("blank", [" ", "\t", "\u00a0", "\u200b"], ids=ascii)
@pytest.mark.parametrize(
    "place",
    [
        ("order_name",),
        *[("customer", name) for name in ("name", "address1", "city", "zip", "state")],
        ("products", 0, "photos", 0, "image_file_name"),
    ],
    ids=lambda place: str(place[-1]),
)
def test_blanks_are_no_text_where_one_is_mandatory(bay, place, blank):
    made = copy.deepcopy(order((1975, (13462, 13465), "1")))
    put(made, place, blank)
    assert list(named(Served(bay), made)) == [dotted(place)]


def put(made, place, value):
    *way, last = place
    for step in way:
        made = made[step]
    made[last] = value


def named(served, made):
    """Return what is wrong with an order, by the model or else by the catalog."""
    try:
        return errors(served.check(made))
    except ValidationError as error:
        return {dotted(each["loc"]): each["msg"] for each in error.errors()}
