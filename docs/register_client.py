"""A register's side of pos-assist's local API (docs/api.md): copy it, it needs Python alone. Try it beside an open companion window:
python docs/register_client.py ~/.local/share/pos-assist/burger.api"""

import json
import socket
import sys
from itertools import count


class Client:
    """`call` answers; what pos-assist tells by itself goes to `notice(method, params)`."""

    def __init__(self, token_file, notice):
        with open(token_file, encoding="utf-8") as file:
            access = json.load(file)
        self.notice = notice
        self.ids = count(1)
        self.socket = socket.create_connection(("127.0.0.1", access["port"]))
        self.lines = self.socket.makefile("rb")
        self.call("session.hello", token=access["token"], client="my register", api="1")

    def call(self, method, **params):
        """Call a method, and wait for its answer."""
        number = next(self.ids)
        call = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
        self.socket.sendall(json.dumps(call).encode() + b"\n")
        while True:
            said = self.listen()
            if said.get("id") == number:
                if "error" in said:
                    raise RuntimeError(said["error"])
                return said["result"]

    def listen(self):
        """Wait for one line, and act upon it if it is a notification."""
        line = self.lines.readline()
        if not line:
            raise ConnectionError("pos-assist has closed")
        said = json.loads(line)
        if "method" in said:
            self.notice(said["method"], said["params"])
        return said


def main():
    def notice(method, params):
        if method == "suggestion.changed":
            for offer in [params["upgrade"], *params["addons"], *params["sets"]]:
                if offer:
                    print(" ", offer["line"], offer["adds"])

    client = Client(sys.argv[1], notice)
    burger = {"line_id": "1", "sku": "cheeseburger", "qty": "1", "unit_price": 240}
    client.call("order.put", order_id="demo-1", rev=1, service="takeout", lines=[burger])
    client.listen()  # suggestion.changed
    print(client.call("order.close", order_id="demo-1", result="cancelled"))


if __name__ == "__main__":
    main()
