"""Telling people and machines what happened: mail, signed webhooks, calendar, and proof of it."""
