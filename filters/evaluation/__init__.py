"""How well does a filter find what it is meant to find? Measured on labelled texts; a package, and no filter."""
