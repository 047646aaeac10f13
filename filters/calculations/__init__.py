"""Calculations that a text states (`5 + 3 = 8`): found, read as exact arithmetic, worked out again. No model, no disk.

`lines` finds where a sign of equality is, `tokens` cuts such a line, `worded` puts words of arithmetic into signs,
`claims` reads what stands on both sides of every sign (`edges` what may stand beside a side), `carried` what a name is
said to be twice in a row; `statements` puts them together for a text, `checking` works them out (`values` each side).
Precision before recall: what can be read in a way that is right is right, and what cannot be read for sure is left
alone.
"""
