"""`python -m synth.fake`."""

import sys

from synth.fake.cli import main

sys.exit(main())
