"""An S3 server of its own process: deltalake holds the interpreter while it waits for one.

Usage: python s3_server.py PORT [--careless]. A careless one ignores the condition of a put, as some old stores do.
"""

import logging
import sys
from collections.abc import Iterable
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple


def careless(app: Any) -> Any:
    """The same server without an ear for conditions."""

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        environ.pop("HTTP_IF_NONE_MATCH", None)
        answered: Iterable[bytes] = app(environ, start)
        return answered

    return answer


if __name__ == "__main__":
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = DomainDispatcherApplication(create_backend_app)
    run_simple("127.0.0.1", int(sys.argv[1]), careless(app) if "--careless" in sys.argv else app, threaded=True)
