"""Orders: building, checking, submitting and following them.

The journal is written before anything leaves; flows are generators; one driver sends each call
once. What a lost answer means is each lab's own rule.
"""
