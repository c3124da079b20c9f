"""The worker: it wakes what is due. Several may run, on one machine or on many."""
