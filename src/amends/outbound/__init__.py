"""The one way out: every request that Amends itself sends to another system."""
