"""The emulator's switches, and what it does beyond the document."""

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
}
"""Numbers of the notes on the labs' documents → switch."""

ASSUMPTIONS: tuple[str, ...] = (
    (
        'An error is {"errors": {"<field>": "<why>"}}, all wrong fields at once; the document '
        "has no sample of one. What ids point to is looked at once the fields are right."
    ),
    (
        "A request without valid credentials is answered 403; a path or method that does not "
        "exist 404 or 405; the document has no words for either."
    ),
    "The answer is JSON whatever the Accept header says.",
    "All times are UTC, written without a time zone as in the samples.",
    (
        "Lists come in order of the id unless sort says otherwise; sort takes any field of an "
        "answer; ids, whole numbers and prices sort as numbers."
    ),
    (
        "date_from and date_to leave out the moment itself; a day alone means its midnight; a "
        "missing date (0000-00-00 00:00:00) matches no filter."
    ),
    (
        "A filter or field the document does not list is refused, so that a slip of the pen "
        "does not pass; fields that only answers have are ignored in a request."
    ),
    "An identifier in the body of a PUT must be the one of the URL.",
    (
        "null and blank text are no value: missing where a field is mandatory, and clearing it "
        "where it is optional; where a text is asked for, a number is taken as its text."
    ),
    "A file may have 25,000,000 bytes, any other body 1,000,000.",
    (
        "A picture's type is told by its first bytes; its file gets a name made here, and a new "
        "one when PUT brings a new picture."
    ),
    (
        "A picture given by a URL of the sandbox's shelf is downloaded from there; any other "
        "URL is never fetched, and its preview is a grey stand-in."
    ),
    "Preview URLs need no credentials and lie under /images/ of this API's address.",
    (
        "A logo larger than 800 x 400 px is refused where the emulator holds the picture; sizes "
        "of other pictures are recommendations."
    ),
    "A URL under this API's own /images/ must lead to a picture.",
    "template is any whole number that is not negative: the document has no list.",
    (
        'A photoprint or factsheet without a format has none (""); a notebook\'s format is '
        "always 110x150."
    ),
    'A price that was never given is ""; a negative one is refused.',
    "Deleting a calendar, factsheet, photobook or photoprint deletes its parts.",
    "A product in an order of state 2 to 5, and its parts, can be neither changed nor deleted.",
    (
        "The sandbox's client may set the states 0, 1 and 6; 0 and 1 in both directions; the "
        "others are the lab's."
    ),
    "PUT of an order without an order_state leaves the state as it is, under every reading.",
    (
        "An order can be validated, and stays valid, only if it has an order detail, every "
        "product in it still exists, a photobook has its ten pages, and a photoprint or "
        "factsheet has as many items as its format says (5 or 20, and 3; without a format any "
        "of these)."
    ),
    "A picture may be deleted at any time: the lab has its copy by then.",
    "id_order_partner need not be unique.",
    (
        "A validated order awaits print after half an hour, is printed a day later, shipped a "
        "day later and delivered two days later, by the sandbox's clock; all its details ship "
        "together, with a made-up tracking URL."
    ),
    (
        "There is no catalog and no price list, as the document has none; the sandbox's scale "
        "changes nothing here."
    ),
)
"""One sentence for each thing the emulator does beyond the document."""
