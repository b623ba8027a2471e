"""What a relay between register and printer costs: `python -m tests.benchmarks.printer_relay [ROUNDS]` prints the time of a status question with and
without it, and how fast a long picture goes through."""

from __future__ import annotations

import socket
import statistics
import sys
import threading
import time

from pos_assist.devices.printer_relay import PrinterRelay

PICTURE = b"\x1dv0\x00\x48\x00\xff\x03" + bytes(0x48 * 0x3FF)


def printer() -> socket.socket:
    """A printer that answers each DLE EOT."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve(one: socket.socket) -> None:
        while data := one.recv(65_536):
            one.sendall(b"\x12" * data.count(b"\x10\x04"))

    def run() -> None:
        while True:
            threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()

    threading.Thread(target=run, daemon=True).start()
    return server


def round_trips(port: int, rounds: int) -> list[float]:
    """Milliseconds of each question and its answer."""
    found = []
    with socket.create_connection(("127.0.0.1", port)) as register:
        register.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(rounds):
            begin = time.perf_counter()
            register.sendall(b"\x10\x04\x01")
            register.recv(1)
            found.append((time.perf_counter() - begin) * 1000)
    return found


def megabytes_a_second(port: int) -> float:
    """Of 100 pictures, until the printer has answered behind the last."""
    with socket.create_connection(("127.0.0.1", port)) as register:
        begin = time.perf_counter()
        for _ in range(100):
            register.sendall(PICTURE)
        register.sendall(b"\x10\x04\x01")
        register.recv(1)
        return len(PICTURE) * 100 / 1e6 / (time.perf_counter() - begin)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    direct = printer().getsockname()[1]
    relay = PrinterRelay(("127.0.0.1", 0), ("127.0.0.1", direct), lambda *_: None)
    threading.Thread(target=relay.run, daemon=True).start()
    for name, port in (("direct", direct), ("relayed", relay.port)):
        times = sorted(round_trips(port, rounds))
        print(
            f"{name:8} status p50 {statistics.median(times):.2f} ms  p99 {times[int(len(times) * 0.99)]:.2f} ms   pictures {megabytes_a_second(port):.0f} MB/s",
            flush=True,
        )


if __name__ == "__main__":
    main()
