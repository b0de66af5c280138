"""The contract every lab keeps to, as pytest classes.

A lab's whole test file::

    from labkit.labtest import LabContract


    class TestMyLab(LabContract):
        lab = "mylab"

What a lab cannot do is skipped by name: a lab without orders, without an emulator, without a call
to cancel. What the contract takes for granted of an ordinary lab is a class attribute or a method
that a subclass overrides; see `labkit.labtest.base.Base`.

It needs ``pip install labkit[labtest]``.
"""

from __future__ import annotations

import pytest

# Failed asserts of these modules are explained as those of a test file are.
pytest.register_assert_rewrite(
    *(
        f"labkit.labtest.{name}"
        for name in ("base", "catalog_contract", "order_contract", "order_help", "sandbox_contract")
    )
)

from labkit.labtest.catalog_contract import CatalogContract  # noqa: E402 - after the line above
from labkit.labtest.order_contract import OrderContract  # noqa: E402 - as above
from labkit.labtest.sandbox_contract import SandboxContract  # noqa: E402 - as above

__all__ = ["CatalogContract", "LabContract", "OrderContract", "SandboxContract"]


class LabContract(CatalogContract, SandboxContract, OrderContract):
    """All of it: catalog, sandbox and orders."""
