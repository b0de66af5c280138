"""The house's own rules: who may know whom, how large things grow, what comes at once."""

import ast
import functools
import importlib.metadata
import inspect
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import labkit

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "labkit"
LABS = sorted(path.parent.name for path in PACKAGE.glob("providers/*/__init__.py"))
MODULES = sorted(PACKAGE.rglob("*.py"))
SHARED = sorted(
    path
    for kind in ("*.py", "*.html", "*.css", "*.js", "*.txt", "*.j2")
    for path in PACKAGE.rglob(kind)
    if "providers" not in path.relative_to(PACKAGE).parts
)
# Words of the labs' documents that mean nothing anywhere else.
WIRE = {
    "bephoto": ("idproduct", "idpaper", "fileurl", "totalcost", "dateconfirmation"),
    "printofoto": ("id_custom", "id_order_partner", "order_state", "api_secret", "date_event"),
    "bayphoto": ("billing_code", "node_uid", "order_services", "disable_ids", "print_size_x"),
    "profotonet": ("referenceId", "shippingMethods", "trackAndTrace", "houseNumber", "entryTotals"),
}
LINES = 300
FUNCTION = 60
# From the ground up: a room knows its own files and the rooms before it, types included.
FLOORS = (
    *("version", "plain_text", "errors", "folders", "extras", "resources"),
    *("model", "frames", "display", "lab_api", "http", "catalogs", "photos", "pricing"),
    *("ordering", "plots", "report", "sandbox", "providers", "describe"),
    *("api", "labtest", "widgets", "cli"),
)
# A test suite uses labkit as people do.
BY_THE_FRONT_DOOR = {"labtest"}
AT_THE_ROOT = 8


def name(path):
    return path.relative_to(ROOT).as_posix()


def test_there_are_labs_and_shared_files_to_look_at():
    assert LABS == ["bayphoto", "bephoto", "printofoto", "profotonet"]
    assert sorted(WIRE) == LABS
    assert len(SHARED) > 20


def found(pattern, flags=0):
    """Return file → what matches, of the shared files where something does."""
    matches = ((name(path), re.findall(pattern, path.read_text("utf-8"), flags)) for path in SHARED)
    return {path: words for path, words in matches if words}


def test_shared_code_names_no_lab():
    spellings = "|".join([*LABS, *(re.sub("photo$", " photo", lab) for lab in LABS)])
    assert found(spellings, re.IGNORECASE) == {}


def test_wire_names_stay_with_their_lab():
    words = "|".join(word for own in WIRE.values() for word in own)
    assert found(rf"\b(?:{words})\b") == {}


@pytest.mark.parametrize("lab", LABS)
def test_no_lab_knows_another(lab):
    for path in (PACKAGE / "providers" / lab).rglob("*.py"):
        others = [other for other in LABS if other != lab]
        assert not [word for word in imported(path) if set(word.split(".")) & set(others)], path


@pytest.mark.parametrize("lab", LABS)
def test_client_and_sandbox_are_two_readings(lab):
    home = PACKAGE / "providers" / lab
    for path in home.rglob("*.py"):
        if path == home / "__init__.py":
            continue
        mine, other = sides(path.relative_to(home).parts[0].removesuffix(".py"))
        prefix = f"labkit.providers.{lab}."
        for module in imported(path):
            if module.startswith(prefix):
                side = sides(module.removeprefix(prefix).split(".")[0])[0]
                assert side == mine, f"{name(path)} ({mine}) imports {module} ({other})"
        if mine == "sandbox":
            assert not [module for module in imported(path) if module.startswith("labkit.http")]


def sides(module):
    return ("sandbox", "client") if module == "sandbox" else ("client", "sandbox")


@functools.cache
def nodes(path):
    return list(ast.walk(ast.parse(path.read_text("utf-8"))))


def imported(path):
    """Return every module and every name that a file imports, as dotted names."""
    names = []
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name(path)} imports relatively"
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def dotted(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


KNOWN = {dotted(path) for path in MODULES}


def house_imports(path):
    """Return the modules of labkit a file imports, types included."""
    modules = set()
    for each in imported(path):
        parts = each.split(".")
        heads = (".".join(parts[:many]) for many in range(len(parts), 0, -1))
        modules.add(next((head for head in heads if head in KNOWN), ""))
    return modules - {dotted(path), ""}


def floor(module):
    return FLOORS.index(module.split(".")[1])


def test_a_room_imports_none_above_it():
    for path in MODULES:
        if path.parent == PACKAGE and path.stem not in FLOORS:
            continue
        known = house_imports(path)
        if path.relative_to(PACKAGE).parts[0] in BY_THE_FRONT_DOOR:
            known -= {"labkit"}
        assert "labkit" not in known, f"{name(path)}: the package's front door is above all rooms"
        above = [module for module in known if floor(module) > floor(dotted(path))]
        assert not above, f"{name(path)} imports {above}"


def test_no_files_import_each_other_in_a_circle():
    graph = {dotted(path): house_imports(path) for path in MODULES}
    # What imports nothing that is left, or is imported by nothing, is taken away: circles stay.
    while free := _free(graph):
        graph = {module: needs for module, needs in graph.items() if module not in free}
    assert not sorted(graph)


def _free(graph):
    imported_by_some = set().union(*graph.values())
    ends = {module for module, needs in graph.items() if not needs & graph.keys()}
    return ends | (graph.keys() - imported_by_some)


def test_few_modules_lie_at_the_root():
    assert len(list(PACKAGE.glob("*.py"))) <= AT_THE_ROOT
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    assert rooms <= set(FLOORS)


def test_no_public_function_shares_its_name_with_a_module():
    functions = {each for each in labkit.__all__ if inspect.isfunction(getattr(labkit, each))}
    assert {"labs", "orders", "catalog", "connect"} <= functions
    shared = [path for path in MODULES if "providers" not in path.parts]
    names = {path.parent.name if path.stem == "__init__" else path.stem for path in shared}
    assert not functions & names


EXTRAS = {"notebook": ("widgets/", "cli/app.py", "cli/app_server.py", "cli/notebooks.py")}
EXTRAS |= {"report": ("report/pdf.py", "report/xlsx.py", "frames/export.py")}
EXTRAS |= {"keyring": ("lab_api/endpoints.py",), "docs": ("cli/docs.py",)}
EXTRAS |= {"labtest": ("labtest/",), "spreadsheet": ("pricing/price_sheets.py",)}


def test_what_is_imported_is_named_as_a_dependency():
    # What only comes along with something else may stay away one day.
    for path in MODULES:
        place = path.relative_to(PACKAGE).as_posix()
        extras = tuple(extra for extra, places in EXTRAS.items() if place.startswith(places))
        tops = {module.partition(".")[0] for module in imported(path)} - sys.stdlib_module_names
        for top in tops - {"labkit"}:
            assert BROUGHT_BY[top] & needed(*extras), f"{place}: {top} is not in pyproject.toml"


BROUGHT_BY = {
    module: {re.sub("[-_.]+", "-", each).lower() for each in names}
    for module, names in importlib.metadata.packages_distributions().items()
}


@functools.cache
def needed(*extras):
    """Return what labkit needs, and what some of its extras need in addition."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    more = [project["optional-dependencies"][extra] for extra in extras]
    return {re.match("[a-z0-9-]+", each)[0] for each in sum(more, project["dependencies"])}


def test_files_and_functions_stay_small():
    for path in MODULES:
        assert len(path.read_text("utf-8").splitlines()) <= LINES, name(path)
        long = [
            node.name
            for node in nodes(path)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and node.end_lineno - node.lineno >= FUNCTION
        ]
        assert not long, name(path)


@pytest.mark.parametrize(
    "statement",
    [
        "import labkit",
        "import labkit; labkit.labs()",
        "from labkit.cli import parser; parser.build().format_help()",
        "import labkit; labkit.sandbox.start()",
    ],
)
def test_what_is_asked_first_comes_at_once(statement):
    heavy = {"pandas", "numpy", "matplotlib", "fastapi", "requests", "pydantic", "pyarrow"}
    code = f"import sys; {statement}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert "labkit" in loaded
    assert not heavy & set(loaded)


def test_public_names_are_sorted_and_there():
    assert labkit.__all__ == sorted(labkit.__all__)
    assert not [each for each in labkit.__all__ if getattr(labkit, each, None) is None]


def test_an_unknown_public_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = labkit.nothing
