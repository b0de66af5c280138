import datetime as dt

import pytest

from labkit.errors import CredentialsError, EndpointError, InputError
from labkit.lab_api.endpoints import Kind, is_loopback, resolve
from labkit.lab_api.spec import LabSpec
from labkit.model.money import PriceKind, Tax

SPEC = LabSpec(
    name="mylab",
    title="My Lab",
    country="NL",
    package="nowhere",
    credentials=("user", "word"),
    currency="EUR",
    price_kind=PriceKind.LAB,
    tax=Tax.INCLUDED,
    cache_life=dt.timedelta(days=1),
    document="none",
    live_url="https://live.example/v1",
    sandbox_url="http://try.example/v1",
)
BOTH = {"user": "u", "word": "w"}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:9000/v1", True),
        ("http://localhost/x", True),
        ("http://LOCALHOST:1/x", True),
        ("http://[::1]:9000", True),
        ("http://127.8.9.1", True),
        ("https://127.0.0.1.example/x", False),
        ("https://localhost.example", False),
        ("http://2130706433/", False),
        ("http://0x7f000001/", False),
        ("http://127.1/", False),
        ("http://0.0.0.0/", False),
        ("http://192.168.0.1/", False),
        ("https://LIVE.example./v1", False),
    ],
)
def test_only_certain_loopback_counts_as_this_machine(url, expected):
    assert is_loopback(url) is expected


def test_a_base_url_is_a_sandbox_on_loopback_and_live_elsewhere():
    here = resolve(SPEC, base_url="http://127.0.0.1:9/v1/", credentials=BOTH)
    there = resolve(SPEC, base_url="https://shop.example/v1", credentials=BOTH)
    assert (here.kind, here.base_url) == (Kind.SANDBOX, "http://127.0.0.1:9/v1")
    assert there.kind is Kind.LIVE


def test_live_and_sandbox_take_the_documents_addresses():
    assert resolve(SPEC, endpoint="live", credentials=BOTH).base_url == "https://live.example/v1"
    with pytest.raises(EndpointError, match="plain http"):
        resolve(SPEC, endpoint="sandbox", credentials=BOTH)
    opted = resolve(SPEC, endpoint="sandbox", credentials=BOTH, allow_plain_http=True)
    assert (opted.kind, opted.base_url) == (Kind.SANDBOX, "http://try.example/v1")


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://x/y", "just words", "http://user:pw@127.0.0.1/", "http://", "", 5),
        *("https://x/v1?token=pw", "https://x/v1#pw", "https://x/v1?", "https://x/a b"),
        *("https://x/\nv1", "http://[::1", "http://127.0.0.1:pw/", "https://x:99999/"),
    ],
)
def test_what_is_no_address_is_refused_and_not_repeated(url):
    with pytest.raises(EndpointError) as caught:
        resolve(SPEC, base_url=url, credentials=BOTH)
    assert "pw" not in str(caught.value)


def test_an_unknown_endpoint_names_the_nearest():
    with pytest.raises(EndpointError, match="did you mean 'sandbox'"):
        resolve(SPEC, endpoint="sandbx", credentials=BOTH)


def test_endpoint_and_base_url_together_are_refused():
    with pytest.raises(EndpointError, match="both"):
        resolve(SPEC, endpoint="live", base_url="http://127.0.0.1/", credentials=BOTH)


def test_credentials_come_from_the_argument_before_the_environment(monkeypatch):
    monkeypatch.setenv("LABKIT_MYLAB_USER", "env-u")
    monkeypatch.setenv("LABKIT_MYLAB_WORD", "env-w")
    found = resolve(SPEC, endpoint="live").credentials
    assert {name: secret.reveal() for name, secret in found.items()} == {
        "user": "env-u",
        "word": "env-w",
    }
    found = resolve(SPEC, endpoint="live", credentials=BOTH).credentials
    assert found["user"].reveal() == "u"


def test_missing_credentials_name_argument_and_variable(monkeypatch):
    monkeypatch.delenv("LABKIT_MYLAB_USER", raising=False)
    with pytest.raises(CredentialsError, match=r"word=.*LABKIT_MYLAB_WORD"):
        resolve(SPEC, endpoint="live", credentials={"user": "u"})


@pytest.mark.parametrize("value", ["", "a\nb", "a\r\nX: y", 7])
def test_a_credential_that_cannot_be_sent_is_refused_without_repeating_it(value):
    with pytest.raises(CredentialsError) as caught:
        resolve(SPEC, endpoint="live", credentials={"user": value, "word": "hidden-word"})
    assert "hidden-word" not in str(caught.value)


def test_an_unknown_credential_names_the_nearest():
    with pytest.raises(InputError, match="did you mean 'user'"):
        resolve(SPEC, endpoint="live", credentials={"usr": "u"})


def test_no_secret_shows_in_a_repr():
    endpoint = resolve(SPEC, endpoint="live", credentials={"user": "u-secret", "word": "w-secret"})
    assert "u-secret" not in repr(endpoint)
    assert "w-secret" not in str(endpoint.credentials)


def test_the_label_says_kind_and_host():
    endpoint = resolve(SPEC, endpoint="live", credentials=BOTH)
    assert endpoint.label == "LIVE · live.example"
