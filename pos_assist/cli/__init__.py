"""The same services in a terminal. One module per command; each has `arguments(parser)` and `run(args) -> exit code`."""
