"""Files in and out: receipts, catalogs, deals, other registers exports."""
