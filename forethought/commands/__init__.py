"""One file per command, or per small family of them; each a thin shell around the folders that do the work."""
