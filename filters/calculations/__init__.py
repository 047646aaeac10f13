"""Calculations that a text states (`5 + 3 = 8`): found, read as exact arithmetic, worked out again. No model, no disk.

`lines` finds where a sign of equality is, `tokens` cuts such a line, `claims` reads what stands on both sides of every
sign (`edges` what may stand beside a side), `statements` puts them together for a text, `checking` works them out.
Precision before recall: what can be read in a way that is right is right, and what cannot be read for sure is left
alone.
"""
