"""pos_assist: what to offer at a shop counter, and what it would really cost."""

import logging
import os

__version__ = "0.1.0"

# What is logged goes to the log or nowhere: Python would print it raw on the terminal where no log is being written.
logging.getLogger(__name__).addHandler(logging.NullHandler())

# Before anything imports numpy: it serves small matrices in a worker, one core is enough, and several that wait for each
# other were measured ten times as slow on a busy two-core PC. The counter keeps the rest.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
