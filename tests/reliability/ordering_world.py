"""A sandbox behind a fault proxy, machines with journals of their own, and what must hold of them.

`World.violations` compares three things after everything is mended: what was meant, what the
journals say, what the labs have.
"""

import contextlib
import itertools
import shutil
import types
from dataclasses import dataclass, replace

import server_view
from fault_proxy import FaultProxy
from PIL import Image
from server_view import content, digest
from urllib3.util import retry

import labkit as lk
from labkit import sandbox
from labkit.errors import JournalError, LabkitError, RefusedError
from labkit.http.flow import LostAnswerError
from labkit.ordering import service
from labkit.ordering.journal import Journal

# Two products of each lab: id, variant, options, how many photos, fields of the lab's own.
PRODUCTS = {
    "bayphoto": [("5002", "", ("13462", "13465"), 1), ("5005", "", ("13462", "13465"), 1)],
    "bephoto": [("103", "1", (), 1), ("103", "2", (), 1)],
    "printofoto": [("14", "420x297", (), 1, {"price": "9.95"}), ("17", "11x15_by_5", (), 5)],
    "profotonet": [("1000101000100001", "", (), 1), ("1000101000100002", "", (), 1)],
}
COLOURS = ("red", "blue")
SHIPPING = {"profotonet": "send"}
IMPATIENT = 0.15  # seconds for a call while faults are on
PATIENT = 30.0


@dataclass(frozen=True)
class Line:
    """A line that is meant: which of the lab's two products, how many, which colour."""

    product: int = 0
    quantity: int = 1
    colour: str = "red"


@dataclass(frozen=True)
class Wish:
    """An order that is meant."""

    lab: str
    reference: str
    lines: tuple[Line, ...] = (Line(),)
    city: str = "Sampletown"


class KilledError(BaseException):
    """The process is gone: nothing more is sent or written down."""


class World:
    """The sandbox, the proxy before it, and the machines that order."""

    def __init__(self, folder, patch):
        self.folder = folder
        self._patch = patch
        self._dead = False
        self._painted = {}
        self._undo = contextlib.ExitStack()
        self.box = self._undo.enter_context(sandbox.start())
        self.proxy = self._undo.enter_context(FaultProxy(self.box.url))
        self.machine = ""
        # Waiting before a read is repeated is no part of what is tested here.
        patch.setattr(retry, "time", types.SimpleNamespace(sleep=lambda _: None, time=retry.time.time))
        patch.setattr(Journal, "_transaction", self._only_alive(Journal._transaction))
        self.use("warm")
        for name in PRODUCTS:
            lab = self.connect(name, self.box.url)
            lab.check(self.order(lab, Wish(name, "WARM")))
        self.reset()

    def close(self):
        """Stop everything."""
        self._undo.close()

    def reset(self):
        """Begin anew: a sandbox that forgot everything, and journals that do not know it."""
        self.proxy.mend()
        self.box.reset()
        self.proxy.seen.clear()
        self.meant = {}
        self.foreign = {lab: [] for lab in PRODUCTS}
        self.cancelled = set()
        self.use("first")

    def use(self, machine):
        """Go to another machine: a home of its own, with the catalogs, and its own journal."""
        home = self.folder / machine
        if not home.exists() and machine != "warm":
            shutil.copytree(self.folder / "warm" / "cache", home / "cache")
        self.machine = machine
        self._patch.setenv("LABKIT_HOME", str(home))

    def connect(self, name, via="", *, deadline=PATIENT):
        """Return a lab, as a process that has just started sees it."""
        url = self.box.base_url(name).replace(self.box.url, via or self.proxy.url)
        lab = lk.connect(name, base_url=url, **self.box.credentials(name))
        for session in (lab.client._reads, lab.client._writes, lab.client._bare):
            for adapter in session.adapters.values():
                adapter.deadline = deadline
        return lab

    # --- what is meant -----------------------------------------------------------------------

    def photo(self, lab, colour, name="photo"):
        """Paint a photo; one that is there is replaced."""
        path = self.folder / f"{name}.jpg"
        size = (420, 297) if lab == "printofoto" else (300, 300)
        key = self.folder / f"{colour}-{size[0]}.jpg"
        if not key.exists():
            Image.new("RGB", size, colour).save(key)
        shutil.copyfile(key, path)
        self._painted[name] = colour
        return path

    def _as_painted(self, wish):
        """Return a wish as it reads now: where the order names files, they may have changed."""
        if wish.lab != "printofoto":
            return wish
        lines = [
            replace(line, colour=self._painted[f"{wish.reference}-{n}"])
            for n, line in enumerate(wish.lines)
        ]
        return replace(wish, lines=tuple(lines))

    def order(self, lab, wish):
        """Return the lab's order for a wish, its photos painted just before."""
        lines = [self._line(wish, n, line) for n, line in enumerate(wish.lines)]
        to = lk.Address(first_name="Jo", last_name="Sample", street="Teststreet", house_number="1",
                        postcode="1234 AB", city=wish.city, country="NL")  # fmt: skip
        intent = lk.OrderIntent(reference=wish.reference, recipient=to, lines=lines,
                                shipping=SHIPPING.get(wish.lab, ""))  # fmt: skip
        order, dropped = lab.from_intent(intent)
        assert [one for one in dropped if one.severity == "error"] == []
        return order

    def _line(self, wish, n, line):
        product, variant, options, photos, *fields = PRODUCTS[wish.lab][line.product]
        path = self.photo(wish.lab, line.colour, f"{wish.reference}-{n}")
        return lk.Line(product_id=product, variant_id=variant, quantity=line.quantity,
                       options=options, photo=(path,) * photos if photos > 1 else path,
                       fields=fields[0] if fields else {})  # fmt: skip

    def content(self, wish):
        """Return what the lab has to have of a wish."""
        recipient = () if wish.lab == "bephoto" else ("Sample", "1234 AB", wish.city)
        return content(recipient, [self._meant_line(wish.lab, line) for line in wish.lines])

    def _meant_line(self, lab, line):
        product, variant, options, photos, *fields = PRODUCTS[lab][line.product]
        shown = digest(self.photo(lab, line.colour, "meant").read_bytes())
        choice = variant or ",".join(options)
        return (product, choice, *(fields[0].values() if fields else ()), *[shown] * photos), line.quantity

    # --- what is done ------------------------------------------------------------------------

    def submit(self, lab, order, wish):
        """Submit an order; remember what is meant by its reference, unless it is refused as used."""
        key, wish = (self.machine, wish.lab, wish.reference), self._as_painted(wish)
        try:
            receipt = lab.submit(order)
        except JournalError:
            return None
        except LabkitError as error:
            self.meant[key] = self.content(wish)
            return error
        except KilledError:
            self.meant[key] = self.content(wish)
            self._dead = False
            restart()
            return None
        if receipt.state in {"confirmed", "unknown"}:
            self.meant[key] = self.content(wish)
        return receipt

    def before_calls(self, lab, plan):
        """Let things happen before calls of a lab: ``plan`` gives a function to call, or ""."""
        transfer = lab.client._transfer

        def eventful(*args):
            event = plan(None)
            if event:
                event()
            return transfer(*args)

        lab.client._transfer = eventful

    def kill_at(self, lab, call, *, sent):
        """Let the process die at a call of a lab: before it is sent, or before its answer is read."""
        transfer, number = lab.client._transfer, itertools.count()

        def mortal(*args):
            now = next(number) == call
            answer = transfer(*args) if sent or not now else None
            if now:
                self._dead = True
                raise KilledError
            return answer

        lab.client._transfer = mortal

    def _only_alive(self, transaction):
        def guarded(*args):
            if self._dead:
                raise KilledError
            return transaction(*args)

        return guarded

    def place_foreign(self, wish, *, draft=False):
        """Let another client of the same account place an order, or begin one."""
        machine, plan = self.machine, self.proxy.plan
        # Only Printofoto's orders are placed by a PUT.
        self.proxy.plan = lambda request: "reset_before" * (draft and request.path[-8:-1] == "/order/")
        self.use("foreign")
        before = {one.number for one in server_view.orders(self.box, wish.lab)}
        lab = self.connect(wish.lab)
        with contextlib.suppress(LabkitError):
            lab.submit(self.order(lab, wish))
        made = [one for one in server_view.orders(self.box, wish.lab) if one.number not in before]
        self.foreign[wish.lab] += made
        self.use(machine)
        self.proxy.plan = plan

    def expire(self):
        """Let every token expire."""
        with self.box._state.store.transaction() as db:
            db.execute("DELETE FROM document WHERE kind = 'token'")

    def heal(self):
        """Mend the network, restart, and settle what is unknown, as a person would."""
        self.proxy.mend()
        for machine in ("first", "second"):
            if (self.folder / machine / "state").exists():
                self.use(machine)
                restart()
                for entry in self.rows():
                    if entry.state == "unknown":
                        self._settle(entry)

    def _settle(self, entry):
        lab = self.connect(entry.lab)
        for resend in (False, True):
            with contextlib.suppress(LostAnswerError, RefusedError):
                if lab.resolve(entry.reference, resend=resend).state != "unknown":
                    return
        # What no call can tell is for a person to decide, who asks the lab.
        placed = [one for one in server_view.placed(self.box, entry.lab) if one not in self.foreign[entry.lab]]
        meant = self.meant[self.machine, entry.lab, entry.reference]
        there = (entry.reference, meant) in [(one.reference, one.content) for one in placed]
        lab.resolve(entry.reference, decide="confirmed" if there else "abandoned")

    def rows(self):
        """Return this machine's journal rows of the sandbox as it is now."""
        place = f"sandbox:{self.box._state.store.identity()}"
        return [entry for entry in service.journal().entries() if entry.place == place]

    # --- what must hold ----------------------------------------------------------------------

    def violations(self):
        """Return what is double, lost, foreign, wrong or silent; [] where everything holds."""
        found = [] if all(map(self._untouched, self.foreign)) else ["foreign: changed"]
        rows = []
        for machine in ("first", "second"):
            if (self.folder / machine / "state").exists():
                self.use(machine)
                rows += [(machine, entry) for entry in self.rows()]
        for lab in PRODUCTS:
            ours = [(machine, entry) for machine, entry in rows if entry.lab == lab]
            found += self._of_lab(lab, ours)
        self.use("first")
        return found

    def _untouched(self, lab):
        now = server_view.orders(self.box, lab)
        return all(one in now for one in self.foreign[lab])

    def _of_lab(self, lab, rows):
        theirs = self.foreign[lab]
        placed = [one for one in server_view.placed(self.box, lab) if one not in theirs]
        found = [problem for one in placed for problem in self._of_order(lab, one, rows)]
        references = [one.reference for one in placed]
        found += [f"double: {name}" for name in set(references) if references.count(name) > 1]
        for machine, entry in rows:
            gone = entry.reference not in references and (lab, entry.reference) not in self.cancelled
            if entry.state == "confirmed" and gone:
                found.append(f"lost: {machine} {entry.reference}")
            if entry.state == "unknown" and not entry.problem:
                found.append(f"silent: {machine} {entry.reference}")
        return found

    def _of_order(self, lab, one, rows):
        names = [(m, e) for m, e in rows if e.reference == one.reference]
        if not any(e.state in {"confirmed", "unknown"} for _, e in names):
            return [f"not in a journal: {one.reference} {[e.state for _, e in names]}"]
        meant = [self.meant[m, lab, one.reference] for m, e in names if e.state == "confirmed"]
        meant = meant or [self.meant[m, lab, one.reference] for m, _ in names]
        return [] if all(each == one.content for each in meant) else [f"wrong: {one}, {meant}"]


def restart():
    """Let a process end and another one start: what it had open is closed."""
    service._journal_at.cache_clear()


__all__ = ["IMPATIENT", "KilledError", "Line", "PRODUCTS", "Wish", "World", "restart"]
