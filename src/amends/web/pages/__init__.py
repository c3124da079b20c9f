"""One file a page: read what is asked, do at most one thing, render."""
