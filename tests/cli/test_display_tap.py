"""What the relay hears of a display: nobody waits for it, each screen is told alone, and what found no place is told at its place."""

from __future__ import annotations

import json
import socket
import threading
from itertools import count

from pos_assist.cli.feed_connection import Connection
from pos_assist.cli.relay import Tap
from pos_assist.services.feeds.token_file import Access
from pos_assist.services.relaying.relay_files import NoReport


def test_what_found_no_place_while_the_window_was_slow_is_told_where_it_is_missing() -> None:
    """Told before, an order that ended in between would have been believed again, and the next one with the gap in it."""
    listener = socket.create_server(("127.0.0.1", 0))
    access = Access(listener.getsockname()[1], "token")
    seconds = count()
    connections: list[Connection] = []
    heard: list[tuple[str, bool]] = []
    sent: list[str] = []

    def connect() -> Connection:
        connections.append(Connection(access, "relay"))
        return connections[-1]

    tap = Tap(connect, None, None, NoReport(), lambda: float(next(seconds)))

    def slow_window() -> None:
        client, _ = listener.accept()
        with client, client.makefile("rb") as lines:
            for line in lines:
                said = json.loads(line)
                if said["method"] == "display.put":
                    heard.append((bytes.fromhex(said["params"]["data"]).decode(), said["params"]["missed"]))
                    while not tap.dropped:  # the register goes on while the window does not answer
                        sent.append(f"screen {len(sent)}")
                        tap.put(sent[-1].encode())
                client.sendall(json.dumps({"id": said["id"], "result": {"quiet_ms": 120}}).encode() + b"\n")

    window = threading.Thread(target=slow_window)
    window.start()
    tap.put(b"first")
    tap.step()
    for _ in sent[:-1]:
        tap.step()
    for screen in ("after the gap", "and the next"):
        tap.put(screen.encode())
        tap.step()
    [connection] = connections
    connection.close()
    window.join()
    listener.close()
    assert heard[:-2] == [(x, False) for x in ("first", *sent[:-1])], "each alone, and nothing is missing before it"
    assert heard[-2:] == [("after the gap", True), ("and the next", False)]
