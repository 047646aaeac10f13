"""The only folder that knows Prefect: one file per user action."""
