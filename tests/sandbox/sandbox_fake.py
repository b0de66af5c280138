"""A lab that does not exist: just enough of an emulator to try the sandbox's own parts on."""

import datetime as dt

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from labkit.sandbox.emulator import Emulator, OrderRow
from labkit.sandbox.photo_store import DownloadFailedError

KEY = "fake-secret-key"
DAY = dt.timedelta(days=1)


def build(context):
    app = FastAPI(openapi_url="/openapi.json", docs_url=None, redoc_url=None)

    @app.exception_handler(404)
    def missing(_request, _error):
        return JSONResponse({"fake_error": "not here"}, 404)

    @app.post("/login")
    async def login(request: Request):
        await request.body()
        return {"token": "issued-token-1", "user": {"session_token": "issued-token-2", "id": 7}}

    @app.post("/orders")
    async def place(request: Request):
        given = await request.json()
        return _place(context, given)

    @app.get("/orders/{number}")
    def show(number: int):
        found = context.store.get("order", number)
        return found.body if found else JSONResponse({"fake_error": "no order"}, 404)

    @app.get("/photo")
    def photo(url: str):
        try:
            found = context.photos.fetch(url)
        except DownloadFailedError:
            return JSONResponse({"fake_error": "download failed"}, 422)
        return {"md5": found.md5 if found else None}

    @app.get("/pick")
    def pick():
        return {
            "reading": context.readings["q31"],
            "scale": context.scale,
            "base": context.base_url,
        }

    @app.get("/broken")
    def broken():
        raise ZeroDivisionError

    return app


def _place(context, given):
    with context.store.transaction():
        body = {"reference": given.get("reference", ""), "state": "placed"}
        number = context.store.insert("order", body, key=given.get("reference"))
        context.clock.schedule("fake", context.clock.now() + DAY, "ship", {"order": number})
        if "callback" in given:
            context.outbox.post(
                "fake",
                given["callback"],
                {"order": number},
                every=dt.timedelta(hours=2),
                give_up_after=3 * DAY,
            )
    return {"id": number}


def on_event(context, event):
    number = event.payload["order"]
    context.store.put(
        "order", number, {**context.store.get("order", number).body, "state": event.name}
    )


def orders(context):
    return [
        OrderRow(
            id=str(found.id),
            reference=found.body["reference"],
            state=found.body["state"],
            created_at="2030-01-01",
            lines=1,
        )
        for found in context.store.find("order")
    ]


FAKE = Emulator(
    lab="fake",
    mount="/fake/v1",
    credentials={"key": KEY, "email": "user@fake.example"},
    build=build,
    on_event=on_event,
    orders=orders,
    readings={"q31": ("reversed", "straight"), "q58": ("list", "object")},
    assumptions=("It exists.",),
)
OTHER = Emulator(
    lab="another",
    mount="/another",
    credentials={"token": "another-token"},
    build=lambda _box: FastAPI(),
    readings={"q31": ("one", "straight")},
    error=lambda status: {"problem": status},
)
