"""What tests draw from: the same number in every run, unless LANEWISE_SEED names another one or says `random`."""

import os
import secrets

FIXED = 20_250_131
RANDOM_BELOW = 1_000_000

WANTED = os.environ.get("LANEWISE_SEED", str(FIXED))
EXPLORES = WANTED == "random"
SEED = secrets.randbelow(RANDOM_BELOW) if EXPLORES else int(WANTED)
