"""What is often written: plain requests with retries, and all over again when that fails.

It stands before the same faults as labkit, to show that they can be seen.
"""

import contextlib
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

_PERSON = {"firstName": "Jo", "lastName": "Sample", "zipCode": "1234 AB", "houseNumber": "1"}
_SHIP = {"firstname": "Jo", "name": "Sample", "address_1": "1 Teststreet", "zipcode": "1234 AB"}


def order(lab, url, credentials, reference, photo):
    """Order one print; return whether the client believes that it is ordered."""
    with requests.Session() as session:
        session.trust_env = False
        retry = Retry(total=2, backoff_factor=0, status_forcelist=(500, 502, 503),
                      allowed_methods=None, redirect=0, raise_on_redirect=False)  # fmt: skip
        session.mount("http://", HTTPAdapter(max_retries=retry))
        for _ in range(2):
            with contextlib.suppress(requests.RequestException, KeyError, ValueError):
                _ORDERS[lab](_Api(session, url, photo), credentials, reference)
                return True
    return False


class _Api:
    def __init__(self, session, url, photo):
        self._session, self._url = session, url
        self.photo = Path(photo).read_bytes()

    def send(self, method, path, **content):
        answer = self._session.request(method, self._url + path, timeout=0.25, **content)
        answer.raise_for_status()
        return answer.json() if answer.content else {}

    def publish(self):
        origin = "/".join(self._url.split("/")[:3])
        files = {"file": ("p.jpg", self.photo)}
        return self._session.post(f"{origin}/_labkit/photos", files=files).json()["url"]


def _bephoto(api, credentials, reference):
    token = api.send("POST", "/user/login", json=credentials)["token"]
    given = {"headers": {"Authorization": f"Bearer {token}"}}
    made = api.send("POST", "/orders", json={"metadata": reference}, **given)
    number = made["order"][0]["idorder"]
    line = {"idproduct": 103, "idpaper": 1, "quantity": 1, "filename": "p.jpg"}
    line |= {"fileurl": api.publish(), "filesize": len(api.photo)}
    api.send("POST", f"/orders/{number}/products", json=line, **given)
    api.send("POST", f"/orders/{number}/close", json={}, **given)


def _printofoto(api, credentials, reference):
    given = {"headers": credentials}
    files = {"image": ("p.jpg", api.photo)}
    image = api.send("POST", "/image", data={"public": "0"}, files=files, **given)
    poster = {"image_url": image["preview_url"], "format": "420x297"}
    custom = api.send("POST", "/poster", json=poster, **given)["id_poster"]
    order = {f"shipping_{name}": value for name, value in _SHIP.items()}
    order |= {"shipping_city": "Sampletown", "shipping_country": "France"}
    order |= {"id_order_partner": reference, "order_state": 0}
    number = api.send("POST", "/order", json=order, **given)["id_order"]
    detail = {"id_order": number, "id_product": 14, "id_custom": custom, "shipping_type": "normal"}
    api.send("POST", "/orderdetail", json=detail, **given)
    api.send("PUT", f"/order/{number}", json={**order, "order_state": 1}, **given)


def _profotonet(api, credentials, reference):
    entry = {"referenceId": 1, "productId": 1000101000100001, "quantity": 1}
    entry |= {"file": {"name": "p.jpg", "url": api.publish()}}
    place = {"street": "Teststreet", "city": "Sampletown", "country": "NL"}
    body = {"referenceId": reference, **_PERSON, **place, "shippingMethod": "send"}
    api.send("POST", "/order", json={**body, "entries": [entry]}, headers=credentials)


def _bayphoto(api, credentials, reference):
    photo = {"image_file_name": "p.jpg", "image_source_path": api.publish(), "node_uid": "1"}
    photo |= {"crop_height": "100.0", "crop_width": "100.0", "crop_x": "50.0", "crop_y": "50.0"}
    line = {"product_id": 5002, "qty": 1, "photos": [photo]}
    line["print_services"] = [{"service_id": 13462}, {"service_id": 13465}]
    to = {"name": "Jo Sample", "address1": "1 Teststreet", "city": "Sampletown", "zip": "1234 AB"}
    body = {
        "order_name": reference,
        "order_date": "2026-11-28 10:00:00 UTC",
        "shipping_billing_code": "FEDEX G_DS",
        "return_shipping_id": "",
        "drop_ship": False,
        "customer": {**to, "state": "", "country": "NL", "address2": "", "email": "", "phone": ""},
        "products": [line],
        "order_services": [],
    }
    headers = {"Authorization": f'Token token="{credentials["token"]}"'}
    api.send("POST", "/api/v1/orders.json", json=body, headers=headers)


_ORDERS = {
    "bephoto": _bephoto,
    "printofoto": _printofoto,
    "profotonet": _profotonet,
    "bayphoto": _bayphoto,
}
