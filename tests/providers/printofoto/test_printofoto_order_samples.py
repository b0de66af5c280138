"""The document's samples of resources go through the order's models and come out the same."""

import json
from pathlib import Path

import pytest

from labkit.providers.printofoto.orders import resources
from labkit.providers.printofoto.orders.model import (
    Order,
    order_wire,
    picture_fields,
    resource_wire,
)

SAMPLES = json.loads((Path(__file__).parent / "printofoto_samples.json").read_text())
# What the lab itself gives a record, and what names its parent.
GIVEN = {"date_creation", "custom", "id_photobook", "id_calendar", "id_photoprint", "id_factsheet"}
# resource → its model, and what a sample of it alone lacks (its parts).
MODELS = {
    "bookmark": (resources.Bookmark, {}),
    "businesscard": (resources.BusinessCard, {}),
    "calendar": (resources.Calendar, {}),
    "calendarevent": (resources.CalendarEvent, {}),
    "card": (resources.Card, {}),
    "factsheet": (
        resources.Factsheet,
        {
            "items": [
                {"front_image_url": "https://x.example/a", "back_image_url": "https://x.example/b"}
            ]
        },
    ),
    "factsheetitem": (resources.FactsheetItem, {}),
    "magnet": (resources.Magnet, {}),
    "notebook": (resources.Notebook, {}),
    "photobook": (
        resources.Photobook,
        {
            "pages": [
                {"image_url": "https://x.example/a", "image_aspect_ratio": "fit", "position": 1}
            ]
        },
    ),
    "photobookpage": (resources.PhotobookPage, {}),
    "photoprint": (resources.Photoprint, {"items": [{"image_url": "https://x.example/a"}]}),
    "photoprintitem": (resources.PhotoprintItem, {}),
    "polaroidbox": (resources.PolaroidBox, {}),
    "postcard": (resources.Postcard, {}),
    "poster": (resources.Poster, {}),
    "stickergrid": (resources.StickerGrid, {}),
}
ALL = [(name, n) for name in MODELS for n in range(len(SAMPLES[name]["samples"]))]
# The sample's day stands for its month (q42); the format is only in the sample (q40); the
# poster's format is the documented default.
DIFFERENT = {"start_date": "2014-01"}


def as_text(value):
    return str(value)


@pytest.mark.parametrize(("name", "number"), ALL)
def test_q38_a_sample_goes_through_its_model_and_comes_out_the_same(name, number):
    model, parts = MODELS[name]
    sample = SAMPLES[name]["samples"][number]
    fields = {
        key: value
        for key, value in sample.items()
        if key not in GIVEN and not key.startswith("id_") and key in model.model_fields
    }
    left_out = set(sample) - set(fields) - GIVEN
    assert {key for key in left_out if not key.startswith("id_")} <= {"format"}
    made = model.model_validate({**fields, **parts})
    pictures = {getattr(made, key): getattr(made, key) for key in picture_fields(model)}
    wire = {key: as_text(value) for key, value in resource_wire(made, pictures, "").items()}
    expected = {**fields, **{k: v for k, v in DIFFERENT.items() if k in fields}}
    assert {k: v for k, v in wire.items() if k in expected} == {
        k: v for k, v in expected.items() if v != ""
    }


@pytest.mark.parametrize("number", [0, 1])
def test_q38_the_sample_orders_too(number):
    sample = SAMPLES["order"]["samples"][number]
    fields = {k: v for k, v in sample.items() if k in Order.model_fields}
    detail = {"id_product": 4, "bookmark": {"image_url_1": "https://x.example/a"}}
    order = Order.model_validate({**fields, "details": [detail]})
    wire = order_wire(order, int(sample["order_state"]))
    assert {k: as_text(v) for k, v in wire.items()} == {
        k: v for k, v in sample.items() if k not in {"id_order", "date_creation"}
    }
