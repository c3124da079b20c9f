"""The one door: every order is loaded, decided and recorded here, and read from here."""
