"""The folder that tills share, as a codec: names, bytes, sums. Nothing here opens a database."""
