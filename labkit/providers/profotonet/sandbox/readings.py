"""The emulator's switches: the readings of ambiguous passages of document 003."""

from __future__ import annotations

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
    # An entry's referenceId is "your unique entry id": unique in its order, or in the account.
    "entry_reference": ("order", "account"),
    # "jpg or pdf if productId starts with 11000": pdf alone for these, or jpg as well.
    "booklet_files": ("pdf", "jpg_too"),
    # A test of a referenceId that exists already: only its fields are tested, or it is a conflict.
    "test_conflict": ("accept", "409"),
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
    "q82": "entry_reference",
    "q83": "booklet_files",
    "q84": "test_conflict",
}
"""Numbers of the notes on the labs' documents → switch."""
