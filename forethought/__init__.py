"""forethought: staged reasoning supervision for LLMs, synthesised, screened and versioned.

This package is the door: the public names below and the command line. The work is done in the folders beside it.
"""

from importlib.metadata import version

from forethought.api import open_dataset

__version__ = version("forethought")

__all__ = ["__version__", "open_dataset"]
