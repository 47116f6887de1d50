"""The page from a server of its own, on the loopback address only: no other machine can ask for it."""

from __future__ import annotations

import contextlib
import webbrowser
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LOOPBACK = "127.0.0.1"


def serve_page(page: str, started: Callable[[str], object]) -> None:
    """Serve a page at a free port and open it in the user's browser, until interrupted.

    `started` is told the address. Only `/` is answered, and only to who asks for this very address: a page of elsewhere
    whose name was made to point here gets nothing.
    """
    with page_server(page) as server:
        address = f"http://{LOOPBACK}:{server.server_port}/"
        started(address)
        webbrowser.open(address)
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()


def page_server(page: str) -> ThreadingHTTPServer:
    """A server of one page on the loopback address, at a free port."""
    data = page.encode()
    here: set[str] = set()

    class Handler(BaseHTTPRequestHandler):
        """Answers for the page and nothing else."""

        def do_GET(self) -> None:
            if self.path.partition("?")[0] != "/" or self.headers.get("Host") not in here:
                self.send_error(404)
                return
            self.send_response(200)
            for name, value in (("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(data))),
                                ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing: standard error is for notes."""

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    here.update(f"{host}:{server.server_port}" for host in (LOOPBACK, "localhost"))
    return server
