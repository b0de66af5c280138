"""``new-lab`` writes a package that works as it is, also from an OpenAPI document."""

import json
import os
import subprocess
import sys
from decimal import Decimal

import pytest
from installed_labs import installed

import labkit as lk
from labkit.cli import main
from labkit.describe.check import check_lab
from labkit.describe.new_lab import write_lab
from labkit.errors import InputError

PHOTO = "https://photos.example/1.jpg"


def order(lab, product, **more):
    recipient = lk.Address(
        first_name="Ada",
        last_name="Lovelace",
        street="Keizersgracht",
        house_number="1",
        postcode="1015 CJ",
        city="Amsterdam",
        country="NL",
    )
    line = lk.Line(product_id=product, quantity=2, photo=PHOTO, **more)
    intent = lk.OrderIntent(reference="r1", recipient=recipient, lines=[line], shipping="standard")
    return lab.from_intent(intent)


def files(folder):
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in found)


def test_what_it_writes_works_as_it_is(tmp_path):
    folder = write_lab("mylab", tmp_path)
    assert files(folder) == [
        "mylab/__init__.py",
        "mylab/client.py",
        "mylab/document.py",
        "mylab/sandbox.py",
        "pyproject.toml",
        "test_mylab.py",
    ]
    assert len((folder / "test_mylab.py").read_text().splitlines()) == 5
    assert list(tmp_path.iterdir()) == [folder]
    with installed(folder, tmp_path / "installed"):
        assert check_lab("mylab") == []
        lab = lk.connect("mylab")
        made, dropped = order(lab, "P2")
        assert (dropped, lab.check(made)) == ([], [])
        receipt = lab.submit(made)
        # 2 x 0.45 + 4.95
        assert (receipt.state, receipt.total) == ("confirmed", Decimal("5.85"))
        assert lab.cancel("r1").lab_state == "cancelled"
        lab.client.close()


def test_the_contract_is_kept_as_it_is(tmp_path, outsider):
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(lk.sandbox.openapi(outsider)))
    mine, theirs = write_lab("mylab", tmp_path), write_lab("presslab", tmp_path, file)
    with installed(mine, tmp_path / "one"), installed(theirs, tmp_path / "two"):
        places = [mine, theirs, tmp_path / "one", tmp_path / "two", *filter(None, sys.path)]
        env = {
            "PYTHONPATH": os.pathsep.join(map(str, places)),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        }
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        done = subprocess.run(
            [*command, f"{mine}/test_mylab.py", f"{theirs}/test_presslab.py"],
            cwd=tmp_path,
            env=os.environ | env,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout


def test_an_openapi_document_gives_fields_path_and_header(tmp_path, outsider):
    file = tmp_path / "openapi.json"
    document = lk.sandbox.openapi(outsider)
    document["servers"] = [{"url": "https://api.press.example/v4"}]
    file.write_text(json.dumps(document))
    folder = write_lab("presslab", tmp_path, file)
    with installed(folder, tmp_path / "installed"):
        assert check_lab("presslab") == []
        lab = lk.connect("presslab")
        assert lab.spec.live_url == "https://api.press.example/v4"
        assert "Example Press" in lab.spec.document
        made, dropped = order(lab, "P1")
        assert dropped == []
        made = made.model_copy(update={"method": "budget"})
        assert json.loads(made.model_dump_json(exclude_none=True))["recipient"] == {
            "name": "Ada Lovelace",
            "line1": "Keizersgracht 1",
            "postcode": "1015 CJ",
            "town": "Amsterdam",
            "country": "NL",
        }
        (call,) = lab.preview(made)
        assert "X-Api-Key" in call.headers
        lab.client.close()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("My-Lab", "no name for a lab"),
        ("9lab", "no name for a lab"),
        ("class", "no name for a lab"),
        ("../out", "no name for a lab"),
        ("bephoto", "a lab 'bephoto' already"),
        ("json", "a Python package already"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused(tmp_path, name, message):
    with pytest.raises(InputError, match=message):
        write_lab(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "mylab").mkdir()
    with pytest.raises(InputError, match="is there already"):
        write_lab("mylab", tmp_path)
    assert files(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "cannot be read"),
        ("openapi: 3.1.0", "is no JSON"),
        ("[]", "has no paths"),
        ('{"paths": {"/orders": 7}}', "as it should be"),
        ('{"paths": {"/things": {"post": {}}}}', "no POST of JSON"),
    ],
)
def test_an_openapi_document_that_cannot_be_used_is_an_error_and_no_folder(
    tmp_path, text, message, capsys
):
    file = tmp_path / "openapi.json"
    if text is not None:
        file.write_text(text)
    command = ["new-lab", "mylab", "--into", str(tmp_path), "--openapi", str(file)]
    assert main(command) == 1
    assert message in capsys.readouterr().err
    assert not (tmp_path / "mylab").exists()


def test_the_command_says_what_is_next(tmp_path, capsys):
    assert main(["new-lab", "mylab", "--into", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "labkit check-lab mylab" in said
