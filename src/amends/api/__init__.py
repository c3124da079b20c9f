"""The HTTP contract for machines: parse, give one command to the door, answer."""
