"""One answer for a picture everywhere, and at the lab the pixels that are meant.

Broken, one after the other, each seen to fail: the orientation of PNG tags behind the pixels and of
TIFF, the turning of a portrait, white under what is transparent, the check by bytes.
"""

import io
import itertools
import re

import picture_kit as kit
import pytest
from PIL import Image, ImageCms, ImageFile
from promises import PICTURES

import labkit as lk
from labkit import sandbox
from labkit.errors import PhotoError
from labkit.providers.printofoto.sandbox import pictures
from labkit.widgets.photo_field import PhotoField

pytestmark = pytest.mark.reliability

# Bay Photo's 4x5 print is listed as 5 wide and 4 high, Printofoto's poster as 420 x 297 mm: places
# that lie as they do. The other two print on paper, which is laid along the picture.
LINES = {
    "bayphoto": {"product_id": "1975", "options": ("13462",)},
    "bephoto": {"product_id": "103", "variant_id": "1"},
    "printofoto": {"product_id": "14", "variant_id": "420x297"},
    "profotonet": {"product_id": "1000101000150001"},
}
LANDSCAPE = {"bayphoto", "printofoto"}
# Document 000, fileurl: JPEG. 001, image: jpg|gif|png. 003, file: jpg. 002 names none; the
# sandbox's photo store has no WebP.
TAKEN = {
    "bayphoto": {"JPEG", "PNG", "TIFF"},
    "bephoto": {"JPEG"},
    "printofoto": {"JPEG", "PNG"},
    "profotonet": {"JPEG"},
}
SIZES = [(480, 320), (320, 480), (400, 320), (320, 400), (360, 360), (640, 360), (960, 240)]
FEW_BROKEN = {"cut-JPEG-0.95.jpg", "cut-TIFF-0.6.tif", "eps.jpg"}
ADDRESS = lk.Address(first_name="Jo", last_name="Sample", street="Teststreet", house_number="1",
                     postcode="1234 AB", city="Sampletown", country="NL")  # fmt: skip


@pytest.fixture(scope="module")
def box():
    with sandbox.start() as started:
        yield started


@pytest.fixture(scope="module")
def labs(box):
    return {name: lk.connect(name, base_url=box.base_url(name)) for name in LINES}


def every_picture():
    """Return the pictures of the full version."""
    for kind, modes in kit.KEPT.items():
        for mode, orientation in itertools.product(modes, range(1, 9)):
            yield kit.picture(kind, mode, orientation)
    for size, orientation in itertools.product(SIZES, range(1, 9)):
        name = f"{size[0]}x{size[1]}-{orientation}.jpg"
        yield kit.picture("JPEG", "RGB", orientation, size, name=name)
    for (space, profile), mode in itertools.product(kit.profiles().items(), ("RGB", "L", "CMYK")):
        for kind, orientation in itertools.product(("JPEG", "TIFF"), (1, 3, 6)):
            name = f"{space}-on-{mode}-{orientation}.{kit.ENDINGS[kind]}"
            yield kit.picture(kind, mode, orientation, profile=profile, name=name)
    for name in ("no-ending", "photo.png", "photo.jpeg", "PHOTO.JPG", "a b.c"):
        yield kit.picture("JPEG", name=name)
    for name in ("no-ending-png", "png.jpg", "png.tif"):
        yield kit.picture("PNG", name=name)


def few_pictures():
    """Return one picture for each kind of fault that was seen."""
    return [
        kit.picture("JPEG", "RGB", 6),
        kit.picture("JPEG", "RGB", size=(320, 480), name="portrait.jpg"),
        kit.picture("PNG-late", "RGBA", 8),
        kit.picture("TIFF", "RGB", 7),
        kit.picture("JPEG", name="photo"),
        kit.picture("PNG", name="png.jpg"),
    ]


@pytest.mark.timeout(3600)
def test_pictures(box, labs, full, promise, tmp_path):
    made = list(every_picture() if full else few_pictures())
    assert len({one.name for one in made}) == len(made)
    forms = set(labs) if full else {"bephoto"}
    right = sum(followed(one, box, labs, tmp_path, forms) for one in made)
    crops = [one for one in made if one.orientation in {1, 6}] if full else made[1:2]
    right += sum(cropped(one, box, labs, tmp_path) for one in crops)
    broken = {n: b for n, b in kit.broken().items() if full or n in FEW_BROKEN}
    refused = sum(refused_everywhere(name, broken[name], labs, tmp_path) for name in broken)
    every = len(made) + len(crops) + len(broken)
    promise(PICTURES, f"{right + refused} of {every} (cropped {len(crops)}), at 4 labs each")
    assert right + refused == every


def followed(made, box, labs, folder, forms):
    path = folder / made.name
    path.write_bytes(made.content)
    fit = lk.catalog(list(labs.values())).fit(path)
    assert tuple(fit.attrs["pixels"]) == made.size
    for name, lab in labs.items():
        line = lk.Line(photo=str(path), **LINES[name])
        rows = fit[(fit["lab"] == name) & (fit["product_id"] == line.product_id)]
        row = rows[rows["variant_id"] == line.variant_id].iloc[0]
        ordered(made, box, lab, line, row, form=name in forms)
    return True


def cropped(made, box, labs, folder):
    """Order the upper left quarter of a picture: one colour, half of each side."""
    path = folder / made.name
    for name, lab in labs.items():
        here = f"{made.name}, cropped, at {name}"
        line = lk.Line(photo=str(path), crop=(0, 0, 0.5, 0.5), **LINES[name])
        wish = wished(f"crop-{made.name}-{name}", name, line)
        order, _ = lab.from_intent(wish)
        assert [one for one in lab.check(order) if one.severity == "error"] == [], here
        assert lab.submit(order).state == "confirmed"
        content = at_the_lab(box, name, wish.reference)
        assert kit.alike(kit.quadrants(kit.seen(content)), [made.colours[0]] * 4), here
        turned = name in LANDSCAPE and made.size[1] > made.size[0]
        half = made.size[0] // 2, made.size[1] // 2
        upright_and_of_its_profile(content, half[::-1] if turned else half, here)
    return True


def wished(reference, name, line):
    shipping = "send" if name == "profotonet" else ""
    return lk.OrderIntent(reference=reference, recipient=ADDRESS, lines=[line], shipping=shipping)


def ordered(made, box, lab, line, row, *, form):
    here = f"{made.name} at {lab.name}"
    turned = lab.name in LANDSCAPE and made.size[1] > made.size[0]
    changed = turned or made.orientation != 1
    kind = "JPEG" if changed else made.kind
    wish = wished(f"{made.name}-{lab.name}", lab.name, line)
    try:
        order, _ = lab.from_intent(wish)
    except PhotoError:
        assert kind == "WEBP", here
        return
    problems = lab.check(order)
    errors = [problem for problem in problems if problem.severity == "error"]
    assert (errors == []) == (kind in TAKEN[lab.name]), (here, errors)
    if errors:
        return
    if lab.name in LANDSCAPE:
        assert (row["orientation"] == "turned") == turned, here
    assert any("ppi" in one.message for one in problems) == (row["ppi"] < 150), here
    assert lab.submit(order).state == "confirmed"
    content = at_the_lab(box, lab.name, wish.reference)
    if changed:
        # Turned by 90° to the left: the right side comes up.
        expected = [made.colours[n] for n in (1, 3, 0, 2)] if turned else made.colours
        assert kit.alike(kit.quadrants(kit.seen(content)), expected), here
        upright_and_of_its_profile(content, made.size[::-1] if turned else made.size, here)
    else:
        assert content == made.content, here
    if lab.name == "bayphoto":
        photo = order.products[0].photos[0]
        kept = float(photo.crop_width * photo.crop_height) / 10_000
        assert 1 - kept == pytest.approx(row["crop_loss"], abs=1e-5), here
    if form:
        as_in_the_form(lab, wish, row, order, here)


def as_in_the_form(lab, wish, row, order, here):
    shown = lk.order_form(lab, wish.model_copy(update={"reference": f"{wish.reference}-form"}))
    field = next(node for node in shown.root.walk() if isinstance(node, PhotoField))
    assert f"effective {row['ppi']:.0f} ppi" in field.facts, (here, field.facts)
    lost = re.search(r"cuts off (\d+)%", field.facts)
    assert int(lost[1] if lost else 0) == round(100 * row["crop_loss"]), (here, field.facts)
    # A stored picture's address is made of its bytes.
    assert field.typed in order.model_dump_json(warnings=False), here


def upright_and_of_its_profile(content, size, here):
    with Image.open(io.BytesIO(content)) as image:
        assert image.size == size, here
        assert image.getexif().get(0x0112, 1) == 1, here
        profile = image.info.get("icc_profile")
        if profile:
            read = ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile
            spaces = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK"}
            assert read.xcolor_space.strip() == spaces[image.mode], here


def at_the_lab(box, lab, reference):
    """Return the picture of an order's one line, as the lab has it."""
    context = box._state.contexts[lab]
    with context.store.transaction():
        found = [one for one in context.store.find("order") if reference in str(one.body)]
        (order,) = [one for one in found if "-form" not in str(one.body)]
        if lab == "bephoto":
            (line,) = context.store.find("line", parent=order.id)
            return context.photos.fetch(line.body["fileurl"]).content
        if lab == "bayphoto":
            photo = order.body["order"]["products"][0]["photos"][0]
            return context.photos.fetch(photo["image_source_path"]).content
        if lab == "profotonet":
            entry = order.body["request"]["entries"][0]
            return context.photos.fetch(entry["file"]["url"]).content
        details = context.store.find("orderdetail")
        (detail,) = [one.body for one in details if one.body["id_order"] == str(order.id)]
        poster = context.store.get("poster", int(detail["id_custom"])).body
        return pictures.find(context, pictures.stored_name(context, poster["image_url"])).content


def refused_everywhere(name, content, labs, folder):
    path = folder / name
    path.write_bytes(content)
    switches = ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS
    # WeasyPrint sets the first one for the whole process; others take the limit away.
    ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS = True, None
    try:
        with pytest.raises(PhotoError):
            lk.catalog([labs["bephoto"]]).fit(path)
        for lab in labs.values():
            line = lk.Line(photo=str(path), **LINES[lab.name])
            wish = lk.OrderIntent(reference=name, recipient=ADDRESS, lines=[line])
            assert blocked(lab, wish), (name, lab.name)
        assert ImageFile.LOAD_TRUNCATED_IMAGES
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS = switches
    return True


def blocked(lab, wish):
    """Return whether an order is stopped before it is sent."""
    try:
        order, _ = lab.from_intent(wish)
    except PhotoError:
        return True
    return any(problem.severity == "error" for problem in lab.check(order))
