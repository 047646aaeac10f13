"""Where the fake may listen: on this machine and nowhere else."""

import ipaddress

from schemas.errors import UserError


def loopback(host: str) -> str:
    """The host, if it is this machine's own.

    Raises:
        UserError: it is not; the fake has no business on a network.
    """
    try:
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if not local:
        raise UserError(f"the fake server only listens on loopback, not on '{host}'", fix="Use 127.0.0.1.")
    return host
