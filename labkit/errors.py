"""Every error labkit raises.

::

    LabkitError
    ├── InputError (also ValueError)     something that was passed in cannot be used
    │   ├── UnknownLabError
    │   ├── SizeError
    │   ├── CurrencyError
    │   ├── CountryError
    │   ├── ColumnError
    │   ├── PriceListError
    │   └── PhotoError
    ├── LabModuleError                   a lab's own module is broken
    ├── EndpointError                    where to and with which credentials
    │   ├── CredentialsError             none were given, or they cannot be sent
    │   └── LiveOrderError               an order, or any other write, aimed at a live endpoint
    ├── HttpError                        a call did not bring what it should
    │   ├── UnreachableError             no connection, or it broke
    │   ├── DeadlineError                it took too long as a whole
    │   ├── TooLargeError                it was larger than is taken in
    │   ├── RedirectError                it led away from the lab
    │   ├── AnswerError                  it is not what the document shows (HTML, other shape)
    │   ├── UnauthorizedError            the lab does not accept the credentials
    │   ├── RefusedError                 the lab says no, field by field where it names them
    │   └── ServerError                  the lab failed
    ├── CatalogError                     a catalog that contradicts itself
    ├── StoreError                       snapshots that cannot be read or written
    ├── RateError                        no exchange rate or tax rate for what was asked
    ├── OrderError                       orders: building, submitting, following
    │   ├── InvalidOrderError            problems found before anything was sent
    │   ├── JournalError                 the journal, or a reference that is used already
    │   ├── UnknownOutcomeError          the answer to a write was lost; nothing was resent
    │   └── UnsupportedError             the lab's API has no such operation
    └── SandboxError                     the embedded sandbox could not do what was asked

Each carries the lab, the call and a hint, and shows them.
"""

from __future__ import annotations

import difflib
import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from labkit.plain_text import clean


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an order.

    Attributes
    ----------
    field, message
        Its path in the lab's own terms (``"entries[0].file.url"``), and what is wrong with it.
    severity
        ``"error"`` (it cannot be sent) or ``"warning"``.
    """

    field: str
    message: str
    severity: str = "error"

    def _repr_mimebundle_(self, **_formats: object) -> dict[str, str]:
        shown = html.escape(f"{self.severity}: {self.field}: {self.message}")
        return {"text/plain": repr(self), "text/html": f"<p>{shown}</p>"}


class LabkitError(Exception):
    """Anything that goes wrong in labkit.

    Parameters
    ----------
    message
        What is wrong, in one sentence.
    lab, call
        The lab, and the call it happened in, as ``"GET /products"`` or ``"lab.quote"``.
    hint
        What to do about it.
    """

    answer: object = None  # what the lab answered, as it came: JSON, or the beginning of its text

    def __init__(self, message: str, *, lab: str = "", call: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.lab = lab
        self.call = call
        self.hint = hint

    def __str__(self) -> str:
        where = " ".join(part for part in (self.lab, self.call) if part)
        text = clean(f"{where}: {self.message}" if where else self.message)
        # Only the first line starts at the margin: a text of a lab's cannot pose as one of ours.
        lines = [f"  {clean(line)}" for line in self.hint.split("\n")] if self.hint else []
        return "\n".join([text, *lines])

    def __reduce__(self) -> tuple[object, tuple[object, ...], dict[str, object]]:
        # Keyword-only arguments would be lost when pickled, as by a process pool.
        return (_remake, (type(self), self.message), self.__dict__)


def _remake(kind: type[LabkitError], message: str) -> LabkitError:
    error = kind.__new__(kind)
    Exception.__init__(error, message)
    return error


class InputError(LabkitError, ValueError):
    """Something that was passed in cannot be used."""


class UnknownLabError(InputError):
    """There is no lab of this name."""


class SizeError(InputError):
    """A print size that cannot be read."""


class CurrencyError(InputError):
    """Not a currency, or one there are no rates for."""


class CountryError(InputError):
    """Not an ISO 3166 country."""


class ColumnError(InputError):
    """A frame lacks a column, or a column was asked for that no frame has."""


class PriceListError(InputError):
    """A user's price list that contradicts itself or cannot be read."""


class PhotoError(InputError):
    """A picture that cannot be read or is too large to be opened safely."""


class LabModuleError(LabkitError):
    """A lab's own module is broken."""


class EndpointError(LabkitError):
    """Where a call would go, or with which credentials, is not acceptable."""


class CredentialsError(EndpointError):
    """Credentials are missing or cannot be sent."""


class LiveOrderError(EndpointError):
    """A write was aimed at a live endpoint; nothing was sent."""


class HttpError(LabkitError):
    """A call did not bring what it should.

    Attributes
    ----------
    status
        The HTTP status; 0 where there was no answer.
    documented
        Whether it is a refusal as the lab's document shows it: what was asked is not done.
    sent
        Whether the request may have reached the lab; False where no connection came about.
    """

    status: int = 0
    documented: bool = False
    sent: bool = True

    def __init__(
        self, message: str, *, lab: str = "", call: str = "", hint: str = "", status: int = 0
    ) -> None:
        super().__init__(message, lab=lab, call=call, hint=hint)
        self.status = status


class UnreachableError(HttpError):
    """No connection could be made, or it broke before the whole answer was there."""


class DeadlineError(HttpError):
    """The call as a whole took longer than it may."""


class TooLargeError(HttpError):
    """The answer is larger than labkit takes in."""


class RedirectError(HttpError):
    """The answer led away from the lab's own address; labkit did not follow."""


class AnswerError(HttpError):
    """The answer is not what the lab's document shows."""


class UnauthorizedError(HttpError):
    """The lab does not accept the credentials."""


class ServerError(HttpError):
    """The lab failed."""


class RefusedError(HttpError):
    """The lab refuses what it was sent.

    Attributes
    ----------
    problems
        What the lab says of each field, where it names them.
    """

    def __init__(  # noqa: PLR0913 - the four of HttpError and the problems, all by name
        self,
        message: str,
        *,
        lab: str = "",
        call: str = "",
        hint: str = "",
        status: int = 0,
        problems: Sequence[Problem] = (),
    ) -> None:
        super().__init__(message, lab=lab, call=call, hint=hint, status=status)
        self.problems = tuple(problems)


class CatalogError(LabkitError):
    """A catalog that contradicts itself."""


class StoreError(LabkitError):
    """Snapshots that cannot be read or written."""


class RateError(LabkitError):
    """There is no exchange rate or tax rate for what was asked."""


class OrderError(LabkitError):
    """Building, submitting or following an order went wrong."""


class InvalidOrderError(OrderError):
    """An order has problems; nothing was sent.

    Attributes
    ----------
    problems
        One for each wrong field.
    """

    def __init__(
        self, message: str, *, lab: str = "", call: str = "", problems: Sequence[Problem] = ()
    ) -> None:
        hint = "\n".join(clean(f"{problem.field}: {problem.message}") for problem in problems)
        super().__init__(message, lab=lab, call=call, hint=hint)
        self.problems = tuple(problems)


class JournalError(OrderError):
    """The journal cannot be used, or a reference is used already."""


class UnknownOutcomeError(OrderError):
    """The answer to a write was lost, or proves nothing; nothing was resent."""


class UnsupportedError(OrderError):
    """The lab's API has no such operation."""


class SandboxError(LabkitError):
    """The embedded sandbox could not do what was asked."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that names what is known, the nearest first.

    Examples
    --------
    >>> did_you_mean("colour", ["color", "size"])
    "did you mean 'color'? There are: color, size"
    """
    names = sorted(known)
    folded = {name.lower(): name for name in names}
    near = difflib.get_close_matches(word.lower(), folded, n=1, cutoff=0.5)
    listed = f"There are: {', '.join(names)}" if names else "There are none"
    return f"did you mean {folded[near[0]]!r}? {listed}" if near else listed
