"""Rows in exactly the shapes trainers read: one file per trainer, each with the trainer's own rules as checks. Pure."""
