"""The promises of labkit, each with the name its figure stands under in the table.

A test of a promise ends with ``promise(ORDERS, "0 of 1,204 wrong")``: what it counted.
"""

ORDERS = "no double, lost, foreign or wrong order"
NAIVE = "a naive client under the same faults"
KILLED = "SIGKILL in mid-submit"
REPEATS = "POST repeated only when provably unsent; GET obeys Retry-After"
MALFORMED = "malformed answers: catalogs and order flows"
BOUNDS = "body over 50 MB decompressed; deadline with dripped bytes"
SECRETS = "redirects, netrc, proxies: secrets off the origin; writes to live hosts"
PROCESSES = "2 to 6 processes on one cache and journal"
DISK = "disk full, read-only, damaged cache, snapshot or journal"
CLOCKS = "time zones, clock changes, clock set back"
CALLBACKS = "callbacks repeated, reordered, forged, lab down meanwhile"
HOSTILE = "hostile names in frames, widgets, HTML, PDF, CSV, XLSX, terminal"
PICTURES = "pictures through fit, check, form, order"
CANARIES = "canaries through every path"
OPENAPI = "calls made up from each lab's OpenAPI document"
NOTES = "points of the labs' documents with a named test"

TABLE = (
    ORDERS,
    NAIVE,
    KILLED,
    REPEATS,
    MALFORMED,
    BOUNDS,
    SECRETS,
    PROCESSES,
    DISK,
    CLOCKS,
    CALLBACKS,
    HOSTILE,
    PICTURES,
    CANARIES,
    OPENAPI,
    NOTES,
)
