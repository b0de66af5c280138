"""A sandbox behind a fault proxy, machines with journals of their own, and what must hold of them.

`ordering_verdict.violations` compares three things after everything is mended: what was meant,
what the journals say, what the labs have.
"""

import contextlib
import itertools
import shutil
from dataclasses import dataclass, replace

import server_view
from fault_proxy import FaultProxy
from PIL import Image
from server_view import content, digest

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
IMPATIENT = 0.4  # seconds for a call while something may stall
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


def deadline(kind):
    """Return how long a call may take [s] that gets this fault."""
    return IMPATIENT if kind in {"stall", "drip_head", "drip_body"} else PATIENT


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
        self.use("warm")
        for name in PRODUCTS:
            lab = self.connect(name, self.box.url)
            lab.check(self.order(lab, Wish(name, "WARM")))
        self.reset()

    def close(self):
        """Stop everything."""
        self._undo.close()

    def patch(self, patch):
        """Use a test's patches from now on, and make what this world needs of them."""
        self._patch = patch
        patch.setattr(Journal, "_transaction", self._only_alive(Journal._transaction))

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
                # Waiting before a read is repeated is no part of what is tested here.
                adapter.sleep = lambda _seconds: None
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
            replace(line, colour=self._painted[f"{wish.lab}-{wish.reference}-{n}"])
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
        path = self.photo(wish.lab, line.colour, f"{wish.lab}-{wish.reference}-{n}")
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
        chosen = [variant or ",".join(options), *(fields[0].values() if fields else ())]
        return (product, *chosen, *[shown] * photos), line.quantity

    # --- what is done ------------------------------------------------------------------------

    def submit(self, lab, order, wish):
        """Submit an order; remember what is meant, unless its reference is refused as used."""
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
        """Let the process die at a call: before it is sent, or before its answer is read."""
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
        # The PUT that places Printofoto's orders has a number after this.
        self.proxy.plan = lambda one: "reset_before" * (draft and "api/order/" in one.path)
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
        for _ in self.machines():
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
        theirs = self.foreign[entry.lab]
        placed = [one for one in server_view.placed(self.box, entry.lab) if one not in theirs]
        meant = self.meant[self.machine, entry.lab, entry.reference]
        there = (entry.reference, meant) in [(one.reference, one.content) for one in placed]
        lab.resolve(entry.reference, decide="confirmed" if there else "abandoned")

    def machines(self):
        """Go to each machine that has a journal."""
        for machine in ("first", "second"):
            if (self.folder / machine / "state").exists():
                self.use(machine)
                yield machine
        self.use("first")

    def rows(self):
        """Return this machine's journal rows of the sandbox as it is now."""
        place = f"sandbox:{self.box._state.store.identity()}"
        return [entry for entry in service.journal().entries() if entry.place == place]


def restart():
    """Let a process end and another one start: what it had open is closed."""
    service._journal_at.cache_clear()


__all__ = ["IMPATIENT", "PRODUCTS", "KilledError", "Line", "Wish", "World", "deadline", "restart"]
