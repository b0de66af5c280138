"""What one request works with: the context, and the address its client sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from labkit.sandbox.photo_store import DownloadFailedError

if TYPE_CHECKING:
    from labkit.sandbox.emulator import EmulatorContext
    from labkit.sandbox.state_store import DocumentStore

_IMAGES = "/images/"
_MOMENT = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class Desk:
    """One request's way to the state, the switches and the pictures.

    Attributes
    ----------
    context
        What the sandbox gave the emulator.
    base_url
        The address the API is served at, without a slash at its end.
    """

    context: EmulatorContext
    base_url: str

    @property
    def store(self) -> DocumentStore:
        """The lab's documents."""
        return self.context.store

    def reads(self, switch: str) -> str:
        """Return the reading in force."""
        return self.context.readings[switch]

    def now(self) -> str:
        """Return the sandbox's time as the API writes it: no time zone (it is UTC)."""
        return self.context.clock.now().strftime(_MOMENT)

    def picture_url(self, name: str) -> str:
        """Return the public URL of a picture the emulator holds."""
        return f"{self.base_url}{_IMAGES}{name}"

    def own_picture(self, url: str) -> str | None:
        """Return the name a URL of the emulator's own pictures ends in, None for any other URL."""
        start = self.base_url + _IMAGES
        return url.removeprefix(start) if url.startswith(start) else None

    def download(self, url: str) -> bytes | None:
        """Read a picture that lies on the sandbox's shelf; None for any other URL.

        Raises
        ------
        ValueError
            If it should lie there and does not.
        """
        try:
            photo = self.context.photos.fetch(url)
        except DownloadFailedError as error:
            raise ValueError(f"could not be downloaded: {error}") from None
        return None if photo is None else photo.content
