"""What every lab's emulator keeps to, and that it refuses strangers."""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

import labkit as lk
from labkit import sandbox
from labkit.errors import UnauthorizedError
from labkit.labtest.base import Base
from labkit.sandbox import discovery

if TYPE_CHECKING:
    from labkit.api.lab import Lab
    from labkit.http import Call

_WRONG = "not-the-right-one"


class SandboxContract(Base):
    """The emulator of one lab; skipped where it has none."""

    @pytest.fixture(autouse=True)
    def _emulator(self) -> None:
        self.need("sandbox", "emulator")

    def guarded(self, lab: Lab) -> Call | None:
        """Return a read that needs credentials: by default the first one the catalog makes."""
        made: list[Call] = []
        client, fetch = lab.client, lab.client.fetch

        def note(call: Call, *, refresh: bool = False) -> object:
            made.append(call)
            return fetch(call, refresh=refresh)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(client, "fetch", note)
            for table in ("products", "options", "shipping"):
                lab.pages(table)
        return made[0] if made else None

    def test_the_sandbox_plays_it_and_says_where(self) -> None:
        """The index has its base URL and credentials, under the names connect takes."""
        shared = sandbox.shared()
        with urllib.request.urlopen(shared.url) as answer:
            index = json.load(answer)
        entry = index["labs"][self.lab]
        assert entry["base_url"].startswith(f"{shared.url}/{self.lab}")
        assert set(entry["credentials"]) == set(lk.connect(self.lab).spec.credentials)

    def test_it_has_an_openapi_document(self) -> None:
        """OpenAPI 3, with the documented paths."""
        document = sandbox.openapi(self.lab)
        assert document["openapi"].startswith("3.")
        assert document["paths"]

    def test_wrong_credentials_are_refused_by_lab_and_call(self, connected: Lab) -> None:
        """A stranger reads nothing, and the error repeats no secret."""
        call = self.guarded(connected)
        if call is None or not connected.spec.credentials:
            pytest.skip(f"{self.lab} has no read that needs credentials")
        wrong: dict[str, Any] = dict.fromkeys(connected.spec.credentials, _WRONG)
        url = sandbox.shared().base_url(self.lab)
        stranger = lk.connect(self.lab, base_url=url, **wrong)
        with pytest.raises(UnauthorizedError) as caught:
            stranger.client.read(call)
        assert caught.value.lab == self.lab
        assert caught.value.call.split()[0] in {"GET", "POST"}
        assert _WRONG not in str(caught.value)

    def test_what_the_sandbox_assumes_is_said(self) -> None:
        """Sentences."""
        emulator = discovery.emulator(self.lab)
        assert all(each.endswith(".") for each in emulator.assumptions)
