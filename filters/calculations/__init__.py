"""Calculations that a text states (`5 + 3 = 8`): found, read as exact arithmetic, worked out again. No model, no disk.

`tokens` cuts a text, `statements` finds the two sides of every equals sign that are plain arithmetic, `checking` works
them out. Precision before recall: what can be read in a way that is right is right, and what cannot be read for sure
is left alone.
"""
