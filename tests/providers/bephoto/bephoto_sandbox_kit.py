"""A running sandbox of Bephoto alone, and a client that knows nothing but document 000."""

import requests

JPEG = b"\xff\xd8\xff\xe0" + bytes(96)  # 100 bytes
PNG = b"\x89PNG\r\n\x1a\n" + bytes(92)


class Caller:
    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.base = sandbox.base_url("bephoto")
        self.session = requests.Session()
        self.session.trust_env = False

    def call(self, method, path, **kwargs):
        return self.session.request(method, self.base + path, timeout=20, **kwargs)

    def get(self, path, **kwargs):
        return self.call("GET", path, **kwargs)

    def post(self, path, body=None, **kwargs):
        return self.call("POST", path, json={} if body is None else body, **kwargs)

    def log_in(self):
        answer = self.post("/user/login", self.sandbox.credentials("bephoto"))
        self.session.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        return self

    def new_order(self, **body):
        return self.post("/orders", body).json()["order"][0]["idorder"]

    def order(self, idorder):
        (order,) = self.get(f"/orders/{idorder}").json()["order"]
        return order

    def products(self):
        return self.get("/products").json()["products"]

    def add(self, idorder, **changes):
        return self.post(f"/orders/{idorder}/products", line(**changes))


def line(**changes):
    body = {
        "idproduct": 106,
        "idpaper": 1,
        "quantity": 2,
        "fileurl": "https://photos.example/1.jpg",
        "filename": "1.jpg",
        "filesize": 482133,
    }
    return {name: value for name, value in (body | changes).items() if value is not ...}


def error_of(answer, status):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert set(body) == {"error"}
    return body["error"]
