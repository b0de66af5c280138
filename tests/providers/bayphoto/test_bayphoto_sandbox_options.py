"""Bay Photo's emulator against document 002: options and shipping methods."""

import re

from bayphoto_sandbox_kit import DOCUMENTS, error_of, walk

# Options


def test_options_need_a_template(bay):
    assert error_of(bay.get("options.json"), 400) == "template_id: is missing"
    assert error_of(bay.get("options.json", template_id="x"), 400).startswith("template_id: ")
    assert error_of(bay.get("options.json", template_id=1), 404).startswith("template_id: ")


def all_options(bay):
    found = {}
    for template in walk(bay.read("templates.json"), "templates"):
        if template.get("product") and template["parent_id"] not in found:
            options = bay.read("options.json", template_id=template["id"])
            found[template["parent_id"]] = options
    return found


def test_options_are_shared_by_a_container_and_differ_between_containers(bay):
    first = bay.read("options.json", template_id=2153)
    assert bay.read("options.json", template_id=18114) == first
    assert len({str(options) for options in all_options(bay).values()}) >= 7


def test_options_have_the_documented_fields(bay):
    sample = DOCUMENTS["options"][0]["options"][0]
    optional = {"handling_fee", "disable_ids", "parent_id", "service"}
    for options in all_options(bay).values():
        for option in walk(options, "options"):
            assert set(sample) - optional <= set(option) <= set(sample)
            assert option["nodes"] == []
            if option.get("service"):
                assert set(option["service"]) == {"id", "name", "price", "service_type"}
                assert option["service"]["service_type"] in {1, 2, 3}
                assert option["options"] == []
            for child in option["options"]:
                assert child["parent_id"] == option["id"]
        assert all("parent_id" not in option for option in options)


def test_options_of_every_kind_occur(bay):
    options = [each for tree in all_options(bay).values() for each in walk(tree, "options")]
    for mark in ("required", "hidden", "read_only", "default", "multiple"):
        assert any(each[mark] for each in options), mark
    services = [each["service"] for each in options if each.get("service")]
    assert {each["service_type"] for each in services} == {1, 2, 3}
    for level in (1, 2, 3):
        assert any(
            each.get("disable_ids") and each["service"]["service_type"] == level
            for each in options
            if each.get("service")
        ), level
    assert any(each["price"] == "" for each in services)  # unknown, and not free


def test_option_service_and_product_ids_do_not_meet(bay):
    options = {
        each["id"]: each for tree in all_options(bay).values() for each in walk(tree, "options")
    }
    services = {each["service"]["id"] for each in options.values() if each.get("service")}
    assert not services & set(options)


def test_every_option_can_be_asked_for(bay):
    trees = all_options(bay).values()
    options = {each["id"]: each for tree in trees for each in walk(tree, "options")}
    for option in options.values():
        single = bay.read(f"options/{option['id']}.json")
        assert "parent_id" not in single
        assert single == {name: each for name, each in option.items() if name != "parent_id"}


def containers_of(bay, number):
    templates = {each["id"]: each for each in walk(bay.read("templates.json"), "templates")}
    above = []
    while "parent_id" in templates[number]:
        number = templates[number]["parent_id"]
        above.append(number)
    return above


def test_q75_by_default_the_leaf_has_the_options(bay):
    assert bay.read("options.json", template_id=2153)
    assert bay.read("options.json", template_id=2152) == []
    assert bay.read("options.json", template_id=2145) == []


def test_q75_the_container_can_have_the_options_instead(bay, reading):
    by_leaf = bay.read("options.json", template_id=2153)
    metal = bay.read("templates.json")[1]["templates"][0]["templates"][0]["templates"][0]
    metal_options = bay.read("options.json", template_id=metal["id"])
    reading("q75", "container")
    assert bay.read("options.json", template_id=2153) == []
    assert bay.read("options.json", template_id=2152) == by_leaf
    # Here it is not the nearest container that has them.
    answers = [
        bay.read("options.json", template_id=each) for each in containers_of(bay, metal["id"])
    ]
    assert answers == [[], metal_options, []]


def test_q75_both_can_have_the_options(bay, reading):
    by_leaf = bay.read("options.json", template_id=2153)
    reading("q75", "both")
    assert bay.read("options.json", template_id=2153) == by_leaf
    assert bay.read("options.json", template_id=2152) == by_leaf
    assert bay.read("options.json", template_id=2145) == []


def test_q76_disable_ids_come_as_text_lists_and_nothing(bay):
    found = [
        each.get("disable_ids", "absent")
        for tree in all_options(bay).values()
        for each in walk(tree, "options")
    ]
    assert any(isinstance(each, list) and each for each in found)
    assert any(isinstance(each, str) and re.fullmatch(r"\d+(,\d+)*", each) for each in found)
    assert "" in found
    assert None in found
    assert "absent" in found


def test_q76_disable_ids_can_all_be_lists(bay, reading):
    before = {
        each["id"]: each.get("disable_ids")
        for tree in all_options(bay).values()
        for each in walk(tree, "options")
    }
    reading("q76", "lists")
    for tree in all_options(bay).values():
        for option in walk(tree, "options"):
            ids = option["disable_ids"]
            assert isinstance(ids, list)
            shown = before[option["id"]] or []
            expected = re.findall(r"\d+", shown) if isinstance(shown, str) else map(str, shown)
            assert list(map(str, ids)) == list(expected)
    assert bay.read("options/18116.json")["disable_ids"] == [18115, 18117]
    assert bay.read("options/18115.json")["disable_ids"] == []


def test_q77_a_required_group_can_lack_a_default_or_have_two(bay):
    defaults = [
        sum(each["default"] for each in group["options"])
        for tree in all_options(bay).values()
        for group in walk(tree, "options")
        if group["required"]
    ]
    assert {0, 1, 2} <= set(defaults)


# Shipping methods


def test_shipping_methods_have_the_documented_fields(bay):
    methods = bay.read("shipping_methods.json")
    assert len(methods) == 8
    for method in methods:
        assert set(method) | {"tier_type"} == set(DOCUMENTS["shipping_method"])
        assert bay.read(f"shipping_methods/{method['id']}.json") == method


def test_q81_tiers_have_prices_and_no_thresholds(bay):
    tiered = [each for each in bay.read("shipping_methods.json") if each["tier_prices"]]
    assert len(tiered) == 3
    for method in tiered:
        assert method["tier_type"] == "threshold"
        assert all(float(price) >= 0 for price in method["tier_prices"].split(","))


def test_q81_billing_codes_contain_spaces(bay):
    codes = [each["billing_code"] for each in bay.read("shipping_methods.json")]
    assert "FEDEX G_DS" in codes
    assert "FEDEX2" in codes
    assert len(set(codes)) == 8
