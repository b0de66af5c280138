"""Where the document can be read two ways, and what the emulator does beyond it.

Numbers are those of the notes on the labs' documents; source of all: document 003.
"""

from __future__ import annotations

__all__ = ["ALIASES", "ASSUMPTIONS", "READINGS"]

READINGS: dict[str, tuple[str, ...]] = {
    # Status of a reprint, and of GET: as listed, spelled right, or "order" as in the sample of GET.
    "reprint_status": ("repint", "reprint", "order"),
    # referenceId in a callback: String by the table, a number in the sample.
    "callback_reference": ("text", "number"),
    # Errors: the list alone, or also the orderId and status the table goes on to name.
    "error_body": ("list", "with-order"),
    # 400 and 422 apart, or one of them for both.
    "error_codes": ("split", "always-400", "always-422"),
    # Products: a bare list, wrapped in data as orders are, or a single one as a bare object.
    "product_list": ("list", "data", "object"),
    # Country of an order: capitals as in the sample, or lower case too, as in the catalog.
    "country_case": ("upper", "fold"),
    # GET of an order whose files are not downloaded yet: without orderId, or not found.
    "undownloaded_order": ("cart", "404"),
    # "Within 28 days": so many times 24 hours, or by calendar dates in UTC.
    "reprint_period": ("elapsed", "dates"),
}
ALIASES = {
    "q05": "reprint_status",
    "q06": "callback_reference",
    "q10": "error_body",
    "q12": "error_codes",
    "q14": "product_list",
    "q18": "country_case",
    "q23": "undownloaded_order",
    "q25": "reprint_period",
}
"""Numbers of the notes on the labs' documents → switch."""

# One sentence a line.
_ASSUMED = """
The key is checked first, then the content type, then the body.
A GET has no body and needs no content type.
Status 400 is for an invalid field, 422 for fields that do not fit (switch error_codes).
A path or a method the document does not have is answered 404 in the lab's form.
A body over 5 MB is answered 400.
Fields the document does not name are ignored.
Mandatory text may not be blank, optional text may be empty, and null is no value.
URLs are http or https, and a callback URL may also be false, its documented default.
An order's referenceId is taken as text or as a number, kept as text, and may have any length.
Integers have 64 bits, and 1.0 is 1.
A test looks at no stored order, so it is never answered 409.
A test of a reprint needs a processed order, as the document says, and changes nothing.
The referenceId of a deleted order stays taken.
The referenceId of an entry is used once in an order.
A note is taken with any product, and 12000 products may have a file and a referenceId.
A file's name ends in .pdf for 11000 products and in .jpg for all others, in either case.
An option has one value in an entry, and no option is mandatory.
Shipping by send costs a product's cheapest method.
Shipping by sendaspackage costs a product's cheapest method with "pakket" in its name.
Shipping by pickup costs nothing.
A product without a price for the country is refused with 422, but not for pickup.
Starting costs are 99 cents for every order.
An order starts to download after 1 minute and is prepared after 5.
It is in production 2 hours after it is prepared and shipped 22 hours after that.
Orders of three entries or more ship in two parts, a day apart, each with its own code.
An order to be picked up becomes shipped without a code.
Files on the sandbox's shelf must be there, match their md5 and be a jpg or pdf as said.
Files elsewhere are never fetched and count as downloaded.
An order on hold tries its downloads again every day, 14 times, and then stays on hold.
The answer to the POST says accepted, and callbacks begin with downloading.
The account has no default notificationUrl, so an order without one has no callbacks.
A test callback carries the order's own referenceId and made-up values for all else.
Only an order with an orderId can be reprinted, whether it is shipped or not.
A reprint stays under evaluation.
The order date is the moment of the POST.
The API deletes nothing; the sandbox's event "delete" stands for the lab's staff.
"""
ASSUMPTIONS = tuple(_ASSUMED.strip().splitlines())
