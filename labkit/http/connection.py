"""Exchanging messages with a lab: sessions, secrets, log-in, errors; nothing is cached."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import orjson
import requests

from labkit.errors import LabkitError, UnauthorizedError, UnreachableError
from labkit.http import failures, last_seen
from labkit.http.encodings import as_utf8
from labkit.http.guard import check_leaving
from labkit.http.messages import Answer, Call, Outgoing
from labkit.http.probe import read_health
from labkit.http.signing import secret_headers, to_outgoing
from labkit.http.transport import (
    READ_SECONDS,
    SCALED_BYTES,
    SCALED_SECONDS,
    WRITE_SECONDS,
    LabAdapter,
    make_session,
    no_secrets,
)
from labkit.http.upload import read_file
from labkit.lab_api.endpoints import Endpoint, is_loopback
from labkit.model.secret import HiddenBytes, HiddenText

if TYPE_CHECKING:
    from types import ModuleType

    from labkit.lab_api.spec import LabSpec

_READ_RETRIES = 2


class Connection:
    """One lab at one endpoint: sends calls with the lab's secrets, and logs in where it has to.

    Parameters
    ----------
    spec
        The lab; its ``wire`` module says which headers carry the credentials
        (`labkit.http.signing`), what an error looks like (``read_error(answer)``), where a log-in
        comes first, how (``login(credentials)``, ``read_token(answer)``), and where its own
        sandbox is its live host, what a test is (``is_test(call)``, `labkit.http.guard`).
    endpoint
        Where.
    settings
        The lab's settings that differ from the spec's defaults.
    deadline
        For one call as a whole [s]; 45 for a read and 120 for a write by default.
    """

    def __init__(
        self,
        spec: LabSpec,
        endpoint: Endpoint,
        *,
        settings: Mapping[str, str] | None = None,
        deadline: float | None = None,
    ) -> None:
        self.spec = spec
        self.endpoint = endpoint
        self.settings = {**spec.settings, **(settings or {})}
        # Called with every answer the lab gave, before it is looked at.
        self.on_answer: Callable[[Answer], object] = lambda _answer: None
        self._token = HiddenText("")
        self._log_in_lock = threading.Lock()
        reads, writes = deadline or READ_SECONDS, deadline or WRITE_SECONDS
        self._reads = self._session(reads, retries=_READ_RETRIES)
        self._writes = self._session(writes)
        log_in = LabAdapter(no_secrets, deadline=reads, connections=1)
        self._bare = make_session(endpoint.origin, log_in)

    @cached_property
    def wire(self) -> ModuleType:
        """The lab's own words: headers, log-in, errors."""
        return self.spec.module("wire")

    @cached_property
    def health(self) -> Mapping[str, Any]:
        """What labkit's own sandbox says of itself; {} where the endpoint is another server.

        Raises
        ------
        UnreachableError
            If that is not known now; it is asked again the next time.
        """
        if not is_loopback(self.endpoint.base_url):
            return {}
        found = read_health(self.endpoint.base_url)
        last_seen.remember(self.endpoint.base_url, str(found.get("sample", "")))
        if found.get("scale"):
            # A sample that was multiplied on purpose is larger than any lab's catalog.
            adapter: Any = self._reads.get_adapter(f"{self.endpoint.origin}/")
            adapter.max_bytes, adapter.deadline = SCALED_BYTES, SCALED_SECONDS
        return found

    @property
    def identified(self) -> bool:
        """Whether it is known which server this is."""
        try:
            return self.health is not None
        except UnreachableError:
            return False

    @property
    def sample(self) -> str:
        """Which sample catalog a sandbox serves, now or when it answered last; "" for a lab."""
        if self.identified:
            return str(self.health.get("sample", ""))
        return last_seen.recall(self.endpoint.base_url) or ""

    def close(self) -> None:
        """Close the connections."""
        for session in (self._reads, self._writes, self._bare):
            session.close()

    def _checked(self, session: requests.Session, call: Call) -> tuple[Answer, requests.Response]:
        self._log_in()
        token = self._token
        try:
            return self._exchange(session, call)
        except UnauthorizedError as error:
            if not token or not (error.documented or call.method == "GET"):
                raise
        # The token may have expired: log in anew, once. What the lab refused in the form its
        # document shows it has not carried out, so resending cannot do it twice.
        self._log_in(instead_of=token)
        return self._exchange(session, call)

    def _log_in(self, instead_of: str = "") -> None:
        if not hasattr(self.wire, "login"):
            return
        with self._log_in_lock:
            if self._token != instead_of:
                return
            answer, _ = self._exchange(self._bare, self.wire.login(self._revealed()))
            try:
                self._token = HiddenText(self.wire.read_token(answer))
            except LabkitError as error:
                failed = failures.without_answer(error)
            else:
                return
            raise failed

    def _exchange(self, session: requests.Session, call: Call) -> tuple[Answer, requests.Response]:
        response = self._transfer(session, call)
        content_type = response.headers.get("Content-Type", "")
        response._content = as_utf8(response.content, content_type)  # noqa: SLF001 - it is kept so
        answer = Answer(
            call=call,
            status=response.status_code,
            headers=response.headers,
            body=response.content,
            url=self.endpoint.base_url + call.target,
            lab=self.spec.name,
            secrets=frozenset(self._all_secrets()),
        )
        self.on_answer(answer)
        failures.check(answer, self.spec, self.wire)
        return answer, response

    def _transfer(self, session: requests.Session, call: Call) -> requests.Response:
        try:
            if call.file is None:
                return self._request(session, call, None)
            field, path = call.file
            content = read_file(call, path, lab=self.spec.name)
            return self._request(session, call, {field: (path.name, content)})
        except requests.RequestException as error:
            failed = failures.raised(error, self.spec, call, self.endpoint.base_url)
        # Outside of the handler: what requests raised holds the request, a log-in's password too.
        raise failed

    def _request(
        self, session: requests.Session, call: Call, files: Mapping[str, Any] | None
    ) -> requests.Response:
        body = None if call.json is None else HiddenBytes(orjson.dumps(call.json))
        headers = dict(call.headers)
        if body is not None:
            headers["Content-Type"] = "application/json"
        return session.request(
            call.method,
            self.endpoint.base_url + call.target,
            data=body if body is not None else call.form,
            files=files,
            headers=headers,
            allow_redirects=False,
        )

    def _session(self, deadline: float, *, retries: int = 0) -> requests.Session:
        adapter = LabAdapter(
            self._secret_headers,
            guard=self._guard,
            retries=retries,
            deadline=deadline,
            connections=self.spec.connections,
        )
        return make_session(self.endpoint.origin, adapter)

    def is_read(self, call: Call | Outgoing) -> bool:
        """Say whether a call changes nothing at the lab: a GET, or one of ``spec.read_by_post``."""
        by_post = call.method == "POST" and call.path in self.spec.read_by_post
        return call.method == "GET" or by_post

    def _guard(self, request: requests.PreparedRequest) -> None:
        check_leaving(self, to_outgoing(request, self.endpoint.base_url))

    def _secret_headers(self, request: requests.PreparedRequest) -> Mapping[str, str]:
        call = to_outgoing(request, self.endpoint.base_url)
        return secret_headers(self, self._revealed(), self._token, call)

    def _all_secrets(self) -> set[HiddenText]:
        return {*self._revealed().values(), self._token}

    def _revealed(self) -> dict[str, HiddenText]:
        return {name: secret.reveal() for name, secret in self.endpoint.credentials.items()}
