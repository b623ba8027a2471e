"""Composition root: paths + database -> Shop, the services of one shop, wired. No Qt. One door for desktop, cli, tests."""
