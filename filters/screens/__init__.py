"""Screens of a whole table, row after row, in memory of one signature or key per row. No disk."""
