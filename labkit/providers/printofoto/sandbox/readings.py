"""The emulator's switches: the readings of ambiguous passages of the document."""

from __future__ import annotations

READINGS: dict[str, tuple[str, ...]] = {
    # Status of a request without valid credentials; the document has no 401.
    "unauthorized_status": ("403", "401"),
    # What GET of one resource answers.
    "single_resource": ("object", "list"),
    # date_from is "less than" and date_to "after than", as written, or the other way round.
    "date_filters": ("reversed", "straight"),
    # offset=150: leave out 150 of them, or begin with the 150th, as written.
    "offset_start": ("zero", "one"),
    # limit above 1000.
    "large_limit": ("refuse", "clamp"),
    # sort with a literal plus before DESC, %2B in the URL.
    "sort_plus": ("refuse", "accept"),
    # An optional field PUT does not name.
    "unsent_fields": ("keep", "clear"),
    # A field the document lists for one write only: price on POST, backcover_url on PUT.
    "undocumented_fields": ("ignore", "accept"),
    # start_date as it is answered: 2015-01 becomes 2015-01-01, or stays as it was sent.
    "start_date": ("full", "as_sent"),
    # A polaroid with both image_url_n and pic_url_n.
    "polaroid_pictures": ("refuse", "accept"),
    # Validating an order with nothing in it or with incomplete products.
    "incomplete_order": ("refuse", "accept"),
    # A canceled order: over, or editable, as the document marks only 2 to 5.
    "canceled_order": ("final", "editable"),
    # Pictures a product points to: any URL, or only those of image resources.
    "picture_urls": ("any", "own"),
    # tag=dog: pictures with that tag among theirs, or with just this text, as written.
    "tag_filter": ("member", "exact"),
    # The details of an order are shipped at once, or the first of them a step before the others.
    "shipping_of_details": ("together", "each"),
}
"""Switch → its values, the first being the default."""
ALIASES = {
    "q29": "unauthorized_status",
    "q30": "single_resource",
    "q31": "date_filters",
    "q33": "offset_start",
    "q33_limit": "large_limit",
    "q34": "sort_plus",
    "q39": "unsent_fields",
    "q39_undocumented": "undocumented_fields",
    "q42": "start_date",
    "q44": "polaroid_pictures",
    "q45": "incomplete_order",
    "q46": "canceled_order",
    "q52": "picture_urls",
    "q52_tag": "tag_filter",
    "q95": "shipping_of_details",
}
"""Numbers of the notes on the labs' documents → switch."""
