"""What every suite does before it starts programs that it interrupts."""

import signal


def hear_ctrl_c() -> None:
    """Take Ctrl-C as a terminal's program does.

    A suite that was started in the background is deaf to it, and so would be every program that it starts.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
