"""`python -m store.fake_hub [--port 8766]`: a Hub to rehearse a push against, until Ctrl-C."""

import argparse
import json
import threading

from store.fake_hub import FakeHub


def main() -> None:
    """Serve, and say in the first line where, with which token."""
    parser = argparse.ArgumentParser(prog="python -m store.fake_hub", description="A Hugging Face Hub in memory.")
    parser.add_argument("--port", type=int, default=0, help="default 0: a free one, told in the first line of output")
    options = parser.parse_args()
    hub = FakeHub()
    with hub.running(options.port) as url:
        token, user = next(iter(hub.users.items()))
        owners = [user.name, *user.orgs]
        print(
            json.dumps({"HF_ENDPOINT": url, "HF_HUB_DISABLE_XET": "1", "HF_TOKEN": token, "owners": owners}), flush=True
        )
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
