"""What a person does with a lab from a package of its own; says what came of it as JSON.

Run by the tests in an environment that has labkit's wheel and that package, and no checkout.
"""

import json
import sys
from importlib.metadata import distribution
from pathlib import Path

import labkit as lk


def intent(reference, photo):
    ada = {"first_name": "Ada", "last_name": "Lovelace", "street": "Keizersgracht"}
    ada |= {"house_number": "1", "postcode": "1015 CJ", "city": "Amsterdam", "country": "NL"}
    line = lk.Line(product_id="PRINT-4X6", quantity=2, options=("metallic",), photo=photo)
    return lk.OrderIntent(
        reference=reference, recipient=lk.Address(**ada), lines=[line], shipping="budget"
    )


def main(photo):
    lab = lk.connect("examplepress")
    said = {"labkit": lk.__file__, "labs": lk.labs()}
    said["package"] = str(distribution("examplepress").locate_file("examplepress"))
    offer = lk.catalog(["examplepress"]).compare("10x15 cm", quantity=100, country="NL")
    said["compare"] = [offer.loc[0, "product_id"], str(offer.loc[0, "total"])]
    quote = lab.quote([intent("q", photo).lines[0]], country="NL", shipping="budget")
    said["quote"] = [str(quote.total), quote.currency, quote.notes]
    said["form"] = order_form(photo)
    said["lost"] = order_with_faults(lab, photo)
    Path("said.json").write_text(json.dumps(said))


def order_form(photo):
    form = lk.order_form("examplepress", intent("from the form", photo))
    return [problem.field for problem in form.problems]


def order_with_faults(lab, photo):
    faults = lk.sandbox.shared().faults
    faults.add("drop_after", method="POST", path="/orders")
    faults.add("drop_before", method="GET", path="/orders", times=9)
    made, dropped = lab.from_intent(intent("r1", photo))
    states = [len(dropped), lab.submit(made).state]
    faults.clear()
    states += [lab.resolve("r1").state, lab.cancel("r1").lab_state]
    return [*states, len(lk.sandbox.shared().orders("examplepress"))]


if __name__ == "__main__":
    main(sys.argv[1])
