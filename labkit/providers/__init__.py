"""The labs labkit knows, one folder each.

Nothing in labkit lists them: a package registers its lab under the entry-point group
``labkit.labs``, whether it lies here or elsewhere. How to add one, step by step:
``docs/add-a-lab.md``; what each part of a lab has to have: `labkit.describe.protocols`.

Wire names stay inside a lab's folder, no lab knows another, and a lab's sandbox imports neither
its ``wire`` nor its ``catalog`` nor its ``orders``: client and sandbox are two readings.
"""
