"""A run's numbers as Prometheus text, on a port of this machine only, for as long as the run lasts."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from pipelines.run_state import RunState
from pipelines.snapshot import EndpointLoad, Observer, Snapshot
from schemas.errors import UserError

LOOPBACK = "127.0.0.1"
"""Nobody else's machine is meant to read it; a proxy may carry it further."""


@contextmanager
def serving(state: RunState, port: int) -> Iterator[int]:
    """Serve `http://127.0.0.1:PORT/metrics`; gives the port, which the system chooses for 0.

    Raises:
        UserError: the port is taken.
    """
    registry = CollectorRegistry()
    registry.register(RunCollector(Observer(state)))
    try:
        server, thread = start_http_server(port, LOOPBACK, registry)
    except OSError as error:
        fix = "Name another port, or 0 for any free one."
        raise UserError(
            f"cannot serve metrics on port {port} ({error.strerror})", where="--metrics-port", fix=fix
        ) from error
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class RunCollector(Collector):
    """Takes a snapshot whenever somebody looks."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer

    def collect(self) -> Iterable[Metric]:
        """All metrics of the run."""
        snapshot = self._observer.snapshot()
        yield from _traces(snapshot)
        yield from _requests(snapshot)
        yield from _endpoints(snapshot.endpoints)
        yield from _budget(snapshot.budget)


def _traces(now: Snapshot) -> Iterable[Metric]:
    by_status = {name: getattr(now, name) for name in ("accepted", "rejected", "failed", "left_out")}
    yield _counter("traces", "Finished traces, by status.", "status", by_status)
    yield GaugeMetricFamily("forethought_traces_in_flight", "Traces being worked on.", now.in_flight)
    yield GaugeMetricFamily("forethought_traces_planned", "Traces the run will make.", now.total or 0)
    yield _gauge("phase", "1 for what the run is doing.", "phase", {now.phase: 1})
    yield GaugeMetricFamily("forethought_elapsed_seconds", "Seconds since the run began.", now.elapsed_s)
    if now.eta_s is not None:
        yield GaugeMetricFamily("forethought_eta_seconds", "Seconds to go at the present pace.", now.eta_s)


def _requests(now: Snapshot) -> Iterable[Metric]:
    sources = {"model": now.requests, "journal": now.from_journal}
    yield _counter("requests", "Answered requests, by who answered.", "source", sources)
    tokens = {"prompt": now.prompt_tokens, "completion": now.completion_tokens}
    yield _counter("tokens", "Tokens of answers made in this run.", "kind", tokens)
    yield CounterMetricFamily("forethought_cost_usd", "Cost of answers made in this run, where known.", now.cost_usd)
    yield CounterMetricFamily("forethought_abandoned_calls", "Calls of unknown cost.", now.abandoned)
    yield _counter("failed_calls", "Failed calls by kind, retried ones included.", "kind", now.failed_calls)
    yield GaugeMetricFamily("forethought_requests_per_second", "Over the last seconds.", now.requests_per_s)


def _endpoints(loads: list[EndpointLoad]) -> Iterable[Metric]:
    for name, text in (
        ("limit", "Calls the endpoint may have in flight now."),
        ("in_flight", "Calls it has in flight."),
        ("waiting", "Calls that wait for a place."),
        ("dead", "1 while it fails nearly all calls and is only probed."),
    ):
        yield _gauge(f"endpoint_{name}", text, "endpoint", {load.endpoint: getattr(load, name) for load in loads})
    calls = CounterMetricFamily("forethought_endpoint_calls", "Calls by outcome.", labels=["endpoint", "outcome"])
    for load in loads:
        for outcome in ("answered", "rejected", "failed"):
            calls.add_metric([load.endpoint, outcome], getattr(load, outcome))
    yield calls


def _budget(budget: dict[str, dict[str, float]]) -> Iterable[Metric]:
    if budget:
        yield _gauge("budget_cap", "What the run may spend.", "unit", budget["caps"])
        yield _gauge("budget_spent", "What of it is spent, unknown costs at their worst.", "unit", budget["spent"])


def _counter(name: str, text: str, label: str, values: dict[str, int]) -> Metric:
    family = CounterMetricFamily(f"forethought_{name}", text, labels=[label])
    for value, count in values.items():
        family.add_metric([value], count)
    return family


def _gauge(name: str, text: str, label: str, values: dict[str, float]) -> Metric:
    family = GaugeMetricFamily(f"forethought_{name}", text, labels=[label])
    for value, number in values.items():
        family.add_metric([value], number)
    return family
