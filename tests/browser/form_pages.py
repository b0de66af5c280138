"""What tests of order forms in a browser share: what is filled in, and how a person does it."""

import re

ADDRESS = {
    "bayphoto": {
        "Name": "Ada Sample",
        "Address": "1 Test Street",
        "City": "Springfield",
        "State": "CA",
        "Country": "US",
        "ZIP code": "90001",
    },
    "bephoto": {},
    "printofoto": {
        "First name": "Ada",
        "Last name": "Sample",
        "Address": "1 rue du Test",
        "Postcode": "75001",
        "City": "Paris",
        "Country": "France",
    },
    "profotonet": {
        "First name": "Ada",
        "Last name": "Sample",
        "Street": "Teststraat",
        "House number": "1A",
        "ZIP code": "1234 AB",
        "City": "Utrecht",
        "Country": "NL",
    },
}
SEARCH = {
    "bayphoto": "4x6 in",
    "bephoto": "10x15",
    "printofoto": "poster",
    "profotonet": "foto 10x15 glans",
}
QUANTITY = {
    "bayphoto": "Quantity",
    "bephoto": "Quantity",
    "printofoto": "Copies",
    "profotonet": "Quantity",
}
LINE = {
    "bayphoto": "Product",
    "bephoto": "Product",
    "printofoto": "Detail",
    "profotonet": "Entry",
}
PHOTO = {"bayphoto": "Image", "bephoto": "Photo", "printofoto": "Image", "profotonet": "Photo"}


def field(page, label):
    """Return a field's control, of a page or of one form in it."""
    # What a filter has is looked for within each match, so it begins at the page.
    whole = getattr(page, "page", page)
    # A required field's label ends with its mark, which is hidden from screen readers.
    return (
        page.locator(".lk-field")
        .filter(has=whole.locator("label", has_text=re.compile(rf"^\s*{re.escape(label)}( \*)?$")))
        .locator("input, select, textarea")
        .first
    )


def error_of(page, control):
    return page.locator(f"#{control.get_attribute('id')}-error")


def fill(page, lab, photo):
    for label, text in ADDRESS[lab].items():
        field(page, label).fill(text)
    pick(page, SEARCH[lab])
    if lab == "bayphoto":
        surface = field(page, "Surface")
        texts = surface.locator("option").all_inner_texts()
        surface.select_option(label=next(text for text in texts if text.startswith("Lustre")))
    add_photo(page, lab, photo)


def results(page):
    return page.get_by_role("listbox", name="Products").first.get_by_role("option")


def pick(page, text):
    page.get_by_role("combobox", name="Product").first.fill(text)
    results(page).first.click()
    chosen(page)


def chosen(page):
    page.locator(".lk-chosen", has_text="·").first.wait_for()


def add_photo(page, lab, photo):
    if lab == "profotonet":
        page.get_by_role("button", name="Add file", exact=True).click()
    page.locator("input[type=file]").first.set_input_files(photo)
    page.get_by_text(re.compile("1800 × 1200 pixels")).first.wait_for()


def submit(page):
    page.get_by_role("button", name=re.compile("^Submit to 127.0.0.1:")).click()


def confirmed(page):
    page.get_by_role("heading", name="Order accepted by the lab").wait_for()
