"""A payment provider that misbehaves on purpose, over real HTTP: for tests, campaigns and the demo.

It speaks the parts of Stripe's and PayPal's interfaces that the gateways use, with a clock of its
own and faults that are drawn from a seed.
"""
