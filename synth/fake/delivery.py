"""How bytes reach the client: at once, in pieces, cut off, or not at all."""

import asyncio
import socket
import struct
from collections.abc import Sequence

from aiohttp import web

PIECES = 20
"""Pieces that a slow drip comes in."""

SETTLE = 0.05
"""Seconds between the last byte of a broken answer and its end, so that clients see the bytes before the break."""

JSON = "application/json"
EVENTS = "text/event-stream"


async def send_all(http: web.BaseRequest, events: Sequence[bytes]) -> web.StreamResponse:
    """A stream of server-sent events, each written by itself."""
    response = await _open(http, EVENTS, None)
    for event in events:
        await response.write(event)
    await response.write_eof()
    return response


async def drip(http: web.BaseRequest, kind: str, payload: bytes, seconds: float) -> web.StreamResponse:
    """The whole payload, in pieces spread evenly over `seconds`."""
    response = await _open(http, kind, len(payload))
    size = -(-len(payload) // PIECES)
    for start in range(0, len(payload), size):
        if start:
            await asyncio.sleep(seconds / (PIECES - 1))
        await response.write(payload[start : start + size])
    await response.write_eof()
    return response


async def send_half(http: web.BaseRequest, kind: str, payload: bytes, reset: bool) -> web.StreamResponse:
    """Headers that promise the whole payload, half of it, and the end: a close, or a reset."""
    response = await _open(http, kind, len(payload))
    await response.write(payload[: len(payload) // 2])
    await asyncio.sleep(SETTLE)
    cut(http, reset)
    return response


def cut(http: web.BaseRequest, reset: bool) -> web.Response:
    """End the connection without a word; with `reset` the client's kernel hears RST instead of a close."""
    transport = http.transport
    if transport is not None:
        raw = transport.get_extra_info("socket")
        if reset and raw is not None:  # closing with a linger time of zero sends RST
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response()


async def _open(http: web.BaseRequest, kind: str, length: int | None) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": kind, "Cache-Control": "no-cache"})
    if length is None or kind == EVENTS:
        response.enable_chunked_encoding()
    else:
        response.content_length = length
    await response.prepare(http)
    return response
