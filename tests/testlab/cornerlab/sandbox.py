"""The Corner Lab's emulator."""

from __future__ import annotations

import secrets

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from labkit.sandbox.emulator import Emulator, EmulatorContext

SIZES = ((102, 152, 29), (127, 178, 59), (203, 305, 249), (203, 254, 229))


def build(context: EmulatorContext) -> FastAPI:
    app = FastAPI(title="Corner Lab", openapi_url="/openapi.json", docs_url=None, redoc_url=None)

    @app.get("/articles")
    def articles(request: Request) -> JSONResponse:
        given = request.headers.get("X-Corner", "")
        if not secrets.compare_digest(given.encode(), context.credentials["word"].encode()):
            return JSONResponse({"fault": "unknown word"}, 401)
        return JSONResponse(
            {
                "articles": [article(number) for number in range(context.scale or len(SIZES))],
                "extras": [{"code": "frame", "label": "White frame", "cents": 5}],
                "postage": {"DE": 495, "*": 995},
            }
        )

    taken: list[dict[str, object]] = []

    @app.post("/orders")
    async def order(request: Request) -> JSONResponse:
        body = await request.json()
        if body["who"] == "Nobody":
            return JSONResponse({"fault": "nobody lives there", "at": "who"}, 422)
        taken.append({**body, "number": len(taken) + 1, "state": "taken"})
        return JSONResponse(taken[-1])

    @app.get("/orders/{number}")
    def one(number: int) -> JSONResponse:
        return JSONResponse(taken[number - 1])

    return app


def article(number: int) -> dict[str, object]:
    width, height, cents = SIZES[number % len(SIZES)]
    return {
        "no": str(7000000000000001 + number),
        "label": f"Print {width}x{height}",
        "mm": [width, height],
        "cents": cents,
    }


EMULATOR = Emulator(
    lab="cornerlab",
    mount="/cornerlab",
    credentials={"word": "sandbox-corner"},
    build=build,
    assumptions=("The Corner Lab does not exist.",),
)
