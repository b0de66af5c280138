import pytest

from labkit.errors import SandboxError
from labkit.sandbox.discovery import emulators
from labkit.sandbox.emulator import Emulator
from labkit.sandbox.readings import Readings
from labkit.sandbox.running_sandbox import Sandbox

CHOICES = {"date_filters": ("reversed", "straight"), "offset": ("zero", "one")}


@pytest.fixture
def readings():
    return Readings(CHOICES, {"q31": "date_filters"}, "lab")


@pytest.mark.parametrize("name", ["date_filters", "q31", "lab:date_filters", "lab:q31"])
def test_a_switch_goes_by_its_name_and_by_its_alias(readings, name):
    readings.set(name, "straight")
    assert dict(readings) == {"date_filters": "straight", "offset": "zero"}
    assert readings["q31"] == readings["date_filters"] == "straight"
    readings.reset()
    assert readings["date_filters"] == "reversed"


@pytest.mark.parametrize("name", ["date_filter", "other:date_filters", "q33", ""])
def test_an_unknown_switch_is_an_error_that_names_those_there_are(readings, name):
    with pytest.raises(SandboxError, match=rf"(?s)no switch '{name}'.*date_filters") as caught:
        readings.set(name, "straight")
    assert caught.value.lab == "lab"


def test_the_nearest_name_is_suggested(readings):
    with pytest.raises(SandboxError, match="did you mean 'date_filters'"):
        readings.switch("datefilter")
    with pytest.raises(SandboxError, match="date_filters reads reversed or straight, not 'x'"):
        readings.set("q31", "x")


def test_the_table_has_values_choices_and_aliases(readings):
    assert readings.table() == {
        "date_filters": {
            "value": "reversed",
            "choices": ["reversed", "straight"],
            "alias": "q31",
        },
        "offset": {"value": "zero", "choices": ["zero", "one"]},
    }


@pytest.mark.parametrize("text", ["date_filters=straight", "q31=straight", "aliased:q31=straight"])
def test_a_sandbox_starts_with_readings_by_name_or_alias(text):
    aliased = Emulator(
        "aliased", "/aliased", {}, dict, readings=CHOICES, aliases={"q31": "date_filters"}
    )
    with Sandbox([aliased], readings=[text]) as sandbox:
        assert sandbox.readings.get("aliased", "q31") == "straight"
        sandbox.readings.set("aliased", "date_filters", "reversed")
        sandbox.reset()
        assert sandbox.readings.get("aliased", "aliased:date_filters") == "straight"


@pytest.mark.parametrize("emulator", emulators(), ids=lambda each: each.lab)
def test_every_alias_stands_for_a_switch(emulator):
    assert set(emulator.aliases.values()) <= set(emulator.readings)
    assert not set(emulator.aliases) & set(emulator.readings)
