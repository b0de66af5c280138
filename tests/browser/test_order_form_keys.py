"""An order at each lab without a mouse: every control has a name, and shows that it is meant."""

import re

import pytest
from form_pages import ADDRESS, LINE, PHOTO, QUANTITY, SEARCH, chosen, confirmed, results

# What a screen reader says of the control that has the focus, and whether a ring is around it.
HERE = """() => {
  const here = document.activeElement;
  const label = here.labels && here.labels[0] ? here.labels[0].cloneNode(true) : null;
  label?.querySelectorAll("[aria-hidden]").forEach((mark) => mark.remove());
  const text = here.getAttribute("aria-label") || (label && label.textContent) || here.textContent;
  const ring = [here, here.parentElement].some((node) => {
    const style = getComputedStyle(node);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  return { name: text.trim(), ring, form: !!here.closest(".lk-form"), tag: here.tagName };
}"""
STEPS = 150


class Walk:
    """Goes through a form by Tab; every stop is looked at."""

    def __init__(self, page):
        self.page = page
        self.seen = []

    def to(self, name, key="Tab"):
        """Press Tab until a control's name matches."""
        for _ in range(STEPS):
            self.page.keyboard.press(key)
            here = self.page.evaluate(HERE)
            if not here["form"]:
                continue
            self.seen.append(here)
            if re.fullmatch(name, here["name"]):
                return
        raise AssertionError(f"no {name!r} among {[one['name'] for one in self.seen]}")

    def type(self, text):
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)


# Each lab's form is filled in by keys or by mouse: this one has options, or a list of photos.
@pytest.mark.parametrize("lab", ["bayphoto", "profotonet"])
def test_an_order_by_keys_alone(opened, box, photo, lab):
    before = len(box.orders(lab))
    page = opened(lab)
    walk = Walk(page)
    fill_by_keys(page, walk, lab, photo)

    # An error is seen, and the summary's link leads to its field.
    walk.to("Submit to 127.0.0.1:.*")
    page.keyboard.press("Enter")
    link = f".*{QUANTITY[lab]}: must be at least 1"
    page.get_by_role("link", name=re.compile(link)).wait_for()
    walk.to(link, key="Shift+Tab")
    page.keyboard.press("Enter")
    assert page.evaluate(HERE)["name"] == QUANTITY[lab]
    walk.type("2")
    page.get_by_role("link", name=re.compile(link)).wait_for(state="detached")

    change_lines_by_keys(page, walk, LINE[lab])
    walk.to("Submit to 127.0.0.1:.*")
    page.keyboard.press("Enter")
    confirmed(page)
    assert len(box.orders(lab)) == before + 1
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(HERE)["name"] == "Request preview"
    assert [one for one in walk.seen if not one["name"]] == []
    assert [one["name"] for one in walk.seen if not one["ring"]] == []


def fill_by_keys(page, walk, lab, photo):
    for label, text in ADDRESS[lab].items():
        walk.to(label)
        walk.type(text)
    walk.to("Product")
    walk.type(SEARCH[lab])
    results(page).first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    chosen(page)
    walk.to(QUANTITY[lab])
    walk.type("0")
    page.get_by_text("must be at least 1").first.wait_for()
    if lab == "profotonet":
        walk.to("Add file")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Remove file").wait_for()
        page.keyboard.press("Shift+Tab")
    walk.to(PHOTO[lab])
    page.keyboard.type(str(photo))
    page.keyboard.press("Enter")
    page.get_by_text("1800 × 1200 pixels").first.wait_for()
    page.get_by_label("Width %").wait_for()
    walk.to("Crop: .*")
    for key in ("-", "ArrowRight"):
        page.keyboard.press(key)
    page.wait_for_function(
        "() => Number(document.querySelectorAll('.lk-numbers input')[2].value) < 99"
    )
    if lab == "bayphoto":
        walk.to("Surface")
        page.keyboard.press("ArrowDown")
        page.get_by_label("Surface").get_by_text("– choose –").wait_for(state="attached")


def change_lines_by_keys(page, walk, line):
    # Duplicated, moved, removed: the focus stays where it was.
    walk.to(f"Duplicate {line} 1")
    page.keyboard.press("Enter")
    page.get_by_role("group", name=f"{line} 2").wait_for()
    walk.to(f"Move up {line} 2")
    page.keyboard.press("Space")
    page.wait_for_function("() => document.activeElement.ariaLabel?.startsWith('Move down')")
    walk.to(f"Remove {line} 1")
    page.keyboard.press("Enter")
    page.get_by_role("group", name=f"{line} 2").wait_for(state="detached")


def test_the_focus_stays_on_a_problem_while_the_list_is_drawn_anew(opened):
    page = opened("bephoto")
    walk = Walk(page)
    walk.to(QUANTITY["bephoto"])
    walk.type("0")
    link = page.get_by_role("link", name=re.compile(f".*{QUANTITY['bephoto']}: must be at least 1"))
    link.wait_for()
    link.focus()
    named = page.evaluate(HERE)["name"]
    # What the kernel says comes when the focus is on the link already, as on a busy machine.
    page.evaluate("""() => {
      window.before = document.activeElement;
      const quantity = document.querySelector(".lk-form input[aria-invalid=true]");
      quantity.value = "-1";
      quantity.dispatchEvent(new Event("input", { bubbles: true }));
    }""")
    page.wait_for_function("() => !window.before.isConnected")
    assert page.evaluate(HERE)["name"] == named
