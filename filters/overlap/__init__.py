"""Do two questions overlap? Pure text code for decontamination and duplicates; no disk, no model.

`words` normalises, `ngrams` finds runs of words that two texts share, `near` finds near duplicates (MinHash), and
`contamination` puts them together: is a question one of an evaluation set's, and by which rule?
"""
