"""`forethought ui`: Prefect's own pages for runs, schedules, logs and artifacts."""

from typing import Annotated

import typer


def ui(
    port: Annotated[int, typer.Option("--port", metavar="PORT", min=1, max=65535, help="Port of loopback.")] = 4200,
) -> None:
    """Start Prefect's own server and UI on loopback, without telemetry; Ctrl-C stops it.

    It shows the runs, schedules, logs and artifacts of this machine, also those of the past. `forethought schedule` and
    `forethought deploy` use it while it runs on 4200. Where a server is there already, this prints its address.
    """
    typer.secho("starting Prefect's server, which takes some seconds", err=True, dim=True)
    import signal

    from flows.local_server import prefect_server
    from schemas.errors import UserError

    def terminated(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, terminated)
    try:
        with prefect_server(port) as server:
            typer.echo(server.ui_url)
            if server.process is None:
                typer.secho("a Prefect server is there already; it is not stopped from here", err=True)
                return
            typer.secho(f"Ctrl-C stops it. For other commands: export PREFECT_API_URL={server.api_url}", err=True)
            server.process.wait()
            raise UserError(f"Prefect's server ended by itself with code {server.process.returncode}")
    except KeyboardInterrupt:
        typer.secho("stopped", err=True)
