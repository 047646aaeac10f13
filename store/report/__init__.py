"""The report of a version: one HTML file without network, for people."""
