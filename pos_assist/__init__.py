"""pos_assist: what to offer at a shop counter, and what it would really cost."""

import os

__version__ = "0.1.0"

# Before anything imports numpy: it serves small matrices in a worker, one core is enough, and several that wait for each
# other were measured ten times as slow on a busy two-core PC. The counter keeps the rest.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
