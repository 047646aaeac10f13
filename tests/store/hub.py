"""A Hub on loopback, as much of it as streaming one dataset takes."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "a" * 40
FILE = "train.jsonl"


class Handler(BaseHTTPRequestHandler):
    """Serves `team/toy`, one file at one commit; everything else is not found."""

    content: bytes

    def do_GET(self) -> None:
        base = self.path.partition("?")[0]
        info = {"id": "team/toy", "sha": COMMIT, "siblings": [{"rfilename": FILE}], "private": False}
        if base in ("/api/datasets/team/toy", "/api/datasets/team/toy/revision/v1", f"{API}/revision/{COMMIT}"):
            self._send(200, json.dumps(info).encode())
        elif base == f"{API}/tree/{COMMIT}":
            tree = [{"type": "file", "path": FILE, "size": len(self.content), "oid": "b" * 40}]
            self._send(200, json.dumps(tree).encode())
        elif base == f"/datasets/team/toy/resolve/{COMMIT}/{FILE}":
            self._send(200, self.content)
        else:
            self._send(404, b"{}", self._missing(base))

    do_HEAD = do_GET

    def _missing(self, base: str) -> str:
        if COMMIT in base:
            return "EntryNotFound"
        return "RevisionNotFound" if base.startswith(API) else "RepoNotFound"

    def _send(self, code: int, body: bytes, error: str = "") -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Repo-Commit", COMMIT)
        if error:
            self.send_header("X-Error-Code", error)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


API = "/api/datasets/team/toy"


@contextmanager
def hub(content: bytes) -> Iterator[str]:
    """The address of a Hub whose dataset `team/toy` holds `content` as JSON lines."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("ToyHandler", (Handler,), {"content": content}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
