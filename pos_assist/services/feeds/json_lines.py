"""JSON-RPC 2.0, one object a line: bytes to lines, a line to a call, and what is answered. Knows nothing of shops.

https://www.jsonrpc.org/specification, without its batches.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Never

API = "1"  # the version that is spoken
MOST_OF_A_LINE = 1 << 20  # bytes
_HTTP = (b"GET ", b"HEAD ", b"POST ", b"PUT ", b"DELETE ", b"OPTIONS ", b"CONNECT ", b"PATCH ", b"TRACE ", b"PRI ")
_LONGEST_HTTP = max(map(len, _HTTP))


class ErrorCode(IntEnum):
    """Codes of JSON-RPC, and from -32001 on our own."""

    PARSE = -32700
    BAD_REQUEST = -32600
    NO_METHOD = -32601
    BAD_PARAMS = -32602
    INTERNAL = -32603
    NOT_AUTHENTICATED = -32001
    API_VERSION = -32002
    UNKNOWN_ORDER = -32003
    STALE_REVISION = -32004
    UNKNOWN_PRODUCT = -32005
    BUSY = -32006
    TOO_LARGE = -32007
    OTHER_DRIVER = -32008
    FEED_OFF = -32009


_MESSAGES = {
    ErrorCode.PARSE: "this line is not JSON in UTF-8",
    ErrorCode.BAD_REQUEST: "not a request of JSON-RPC 2.0",
    ErrorCode.NO_METHOD: "there is no such method",
    ErrorCode.BAD_PARAMS: "the parameters are not as docs/api.md has them",
    ErrorCode.INTERNAL: "something went wrong inside; nothing was changed",
    ErrorCode.NOT_AUTHENTICATED: "say session.hello first, with the token of the token file",
    ErrorCode.API_VERSION: "this version of the API is not spoken here",
    ErrorCode.UNKNOWN_ORDER: "there is no such order",
    ErrorCode.STALE_REVISION: "a newer revision of this order is known",
    ErrorCode.UNKNOWN_PRODUCT: "the order has products that the catalog has not; send them with catalog.put",
    ErrorCode.BUSY: "not now; try again later",
    ErrorCode.TOO_LARGE: "too large",
    ErrorCode.OTHER_DRIVER: "another client drives this till",
    ErrorCode.FEED_OFF: "nothing is followed until a person allows it in the back office, Other register",
}


class RpcError(Exception):
    """A call that is answered with an error; it changed nothing."""

    def __init__(self, code: ErrorCode, **data: Any) -> None:
        super().__init__(code, data)
        self.code = code
        self.data = data


def bad(name: str, why: str) -> Never:
    """Refuse a parameter: BAD_PARAMS with its name and what is wrong with it."""
    raise RpcError(ErrorCode.BAD_PARAMS, field=name, reason=why)


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `wants_answer` is False for a notification."""

    method: str
    params: dict[str, Any] = field(default_factory=dict)
    id: Any = None
    wants_answer: bool = True


def read_call(line: bytes) -> Call:
    """The call of one line. Raises RpcError (PARSE, BAD_REQUEST, BAD_PARAMS); where its id can be told, that is in `data`
    under «id» and does not belong to what is answered."""
    try:
        said = json.loads(line.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise RpcError(ErrorCode.PARSE) from error
    if not isinstance(said, dict):
        raise RpcError(ErrorCode.BAD_REQUEST)
    number = said.get("id")
    if isinstance(number, bool) or not isinstance(number, str | int | None):
        raise RpcError(ErrorCode.BAD_REQUEST)
    params = said.get("params", {})
    if said.get("jsonrpc") != "2.0" or not isinstance(said.get("method"), str):
        raise RpcError(ErrorCode.BAD_REQUEST, id=number)
    if not isinstance(params, dict):
        raise RpcError(ErrorCode.BAD_PARAMS, id=number, field="params", reason="must be an object")
    return Call(said["method"], params, number, "id" in said)


def _no_constant(name: str) -> Never:
    raise ValueError(name)  # NaN and Infinity are no JSON


def result_line(number: Any, result: Any) -> bytes:
    """The line that answers a call."""
    return _line({"jsonrpc": "2.0", "id": number, "result": result})


def error_line(number: Any, error: RpcError) -> bytes:
    """The line that answers a call with an error."""
    said: dict[str, Any] = {"code": int(error.code), "message": _MESSAGES[error.code]}
    data = {name: value for name, value in error.data.items() if name != "id"}
    if data:
        said["data"] = data
    return _line({"jsonrpc": "2.0", "id": number, "error": said})


def notice_line(method: str, params: dict[str, Any]) -> bytes:
    """The line of a notification of ours."""
    return _line({"jsonrpc": "2.0", "method": method, "params": params})


def _line(value: dict[str, Any]) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:  # half of a pair of surrogates came in and goes out again
        return json.dumps(value, separators=(",", ":")).encode() + b"\n"


class LineCutter:
    """Bytes as they come -> whole lines. `broken`: what came is a browser's talk, or a line that is too long; nothing more
    is read then."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self.broken: RpcError | None = None
        self.is_http = False

    def lines(self, data: bytes) -> Iterator[bytes]:
        """The lines that are complete by now, without their ends; empty ones are left out."""
        if self.broken or self.is_http:
            return
        self._rest += data
        searched = len(self._rest) - len(data)
        while True:
            if self._looks_like_http():
                self.is_http = True
                self._rest.clear()
                return
            end = self._rest.find(b"\n", searched)
            searched = 0
            if max(end, len(self._rest) if end < 0 else 0) > MOST_OF_A_LINE:
                self.broken = RpcError(ErrorCode.TOO_LARGE, most=MOST_OF_A_LINE)
                self._rest.clear()
                return
            if end < 0:
                return
            line = bytes(self._rest[:end]).strip()
            del self._rest[: end + 1]
            if line:
                yield line

    def _looks_like_http(self) -> bool:
        return bytes(self._rest[:_LONGEST_HTTP]).startswith(_HTTP)
