"""What the leak filters share: amounts read from prose and math, what they are related to, and the learned model.

A package, and no filter. `amounts` finds every numeric expression of a text with its value, `known` collects what a
problem states and what its solution arrives at, `relations` compares the two, `sentences` cuts a text, `features`
describes a sentence to the model.
"""
