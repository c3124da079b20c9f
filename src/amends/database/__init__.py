"""The few lines of SQL that are the same for every table, on both engines."""
