"""The labs labkit knows, one folder each; and how to add one.

A lab is a package that holds one `labkit.api.lab.LabSpec`, named ``LAB``, and the modules it needs
beside it. Nothing in labkit lists the labs: a package registers its own under the entry-point
group ``labkit.labs``, in its ``pyproject.toml``, whether it lies here or elsewhere::

    [project.entry-points."labkit.labs"]
    mylab = "mylab:LAB"

``lk.connect``, the catalog, the command line, the forms, the sandbox and the contract tests find it
by that. What a lab cannot do, it leaves out. A package that is broken is that lab's problem, by
name: the others work, and only asking for that lab raises.

``__init__.py``: the lab as data
    ::

        LAB = LabSpec(
            name="mylab", title="My Lab", country="DE", package=__name__,
            credentials=("key",),            # what connect takes; LABKIT_MYLAB_KEY stands in for it
            currency="EUR", price_kind=PriceKind.LAB, tax=Tax.INCLUDED,
            cache_life=dt.timedelta(days=1),
            document="My Lab API, version 3",
            live_url="https://api.mylab.example/v3",
            assumptions=("Prices include 19 % VAT: the document does not say.",),
        )

    It is imported to list the labs, so it imports nothing heavy. Whatever the document leaves open
    and labkit takes for granted is said in `assumptions`. A value that cannot be used raises when
    the spec is made. Optional: ``read_by_post=("/quotes",)``, the paths whose POST only reads;
    ``settings={"store": "main"}``, what `connect` takes beside credentials and is no secret;
    ``connections=4``, how many at once the lab allows.

``wire.py``: the lab's words on the wire
    - ``headers(credentials, token) -> dict[str, str]``: the headers that carry the secrets. Called
      just before a request leaves; nothing else ever sees them. One that also takes ``call=`` is
      given the request (`labkit.http.Outgoing`: method, path, params, body), for a signature; one
      that takes ``settings=`` the lab's settings.
    - ``read_error(answer) -> ErrorBody | None``: None where the `labkit.http.Answer` is a success
      by the document; else what the lab says. It never raises; ``unauthorized=True`` where the
      lab means the credentials.
    - where a log-in comes first: ``login(credentials) -> Call`` and ``read_token(answer) -> str``.
      The client logs in by itself, and once more when the token has run out.
    - optional: ``check_credentials(credentials)`` raises `CredentialsError` for what cannot stand
      in the headers; `connect` calls it.

``catalog.py``: what the lab sells
    For each of ``products``, ``options`` and ``shipping`` that the lab has:

    - ``fetch_products(client, *, refresh=False) -> list[Page]`` does the I/O: ``client.get(path,
      params, refresh=…)`` for one page, ``client.get_many(calls, refresh=…, label=…)`` for many
      side by side, ``client.fetch(Call("POST", path, json=…), refresh=…)`` for a read behind POST.
    - ``parse_products(pages) -> dict`` is pure: the pages' decoded JSON → column name → values,
      the columns of `labkit.frames`. Sizes in mm, prices in major units of the currency, ids as
      text; None or NaN where unknown, never 0. A column that is left out is filled with "",
      <NA> or False; ``lab``, ``currency``, ``tax``, ``price_kind``, ``source_url``, ``fetched_at``
      and ``stale`` are added. Where several pages were read, ``_page`` is the index of each row's
      page.

    `labkit.lab_api.lenient` reads columns of ids, texts, numbers and flags the way real servers
    need it. What is not the documented shape at all raises `AnswerError`; a catalog that
    contradicts itself raises `CatalogError`. Columns, not rows: a million products in the time of
    the JSON decoder.

``orders.py``: the lab's orders, in its own terms
    - ``Order``: a pydantic model of what the document asks for.
    - ``reference(order) -> str``: the key the journal files it under.
    - ``from_intent(intent, lab) -> (order, dropped)``: the order an intent becomes, and what the
      lab cannot carry.
    - ``check(order, lab) -> list[Problem]``: what only the catalog can tell.
    - ``plan(order, service) -> list[Step]``: the calls, for a preview; nothing is sent.
    - ``submit(order, service)``, ``resolve(entry, order, service, *, resend)`` and, where the API
      has them, ``status(entry, service)``, ``cancel`` and ``reprint``: generators that yield a
      `labkit.ordering.flow.Step` and receive its answer. One driver sends them, each once.
    - ``CANNOT``, ``STATES``, ``REASONS``, where they help: what a flow that is there cannot tell,
      what the lab's words for an order's state mean, and the reasons it takes for a reprint
      (`labkit.ordering.capabilities`). The tracker offers what is left.

``pricing.py``: how the lab charges
    ``RULES`` (`labkit.pricing.rules.Rules`), what its document says of shipping and starting costs;
    or ``quote(lines, country, method)``, where the lab's own server quotes: a flow as in ``orders``
    that returns a `labkit.pricing.server_quote.QuoteAnswer`. Leave the module out where there is
    nothing to say.

``photos.py``: what the lab's document says of pixels
    ``photo_notes(products) -> list[str]``: one note for each row, "" where there is nothing to say;
    ``Catalog.fit`` shows them. Leave the module out where the document names no pixels.

``sandbox.py``: the lab's emulator, as ``EMULATOR`` (`labkit.sandbox.emulator.Emulator`)
    A FastAPI application with the documented paths, checks and error bodies, written from the
    document alone. It imports neither ``wire`` nor ``catalog`` nor ``orders``: if client and
    sandbox shared a reading, a misreading would pass every test. Sample catalogs lie in ``data/``.

A module that grows is split into files beside it, named after it: ``catalog_options.py``,
``sandbox_orders.py``. Wire names stay inside the lab's folder, and no lab knows another.

Then: tests of ``parse_*`` on the document's samples, tests of what is ambiguous in the document,
under both readings, and the contract every lab keeps to (`labkit.labtest`)::

    from labkit.labtest import LabContract


    class TestMyLab(LabContract):
        lab = "mylab"
"""
