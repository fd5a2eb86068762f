"""Grading many submissions at once, on this machine or on a Dask cluster, losing none."""

import contextlib
import os
import selectors
import signal
import threading
import time
from collections import deque
from collections.abc import Iterator

from shieldtalks.errors import DataError
from shieldtalks.grading.engine.channel import Gone
from shieldtalks.grading.engine.messages import Begun, Done, Grade, Graded, Ready, receive, send
from shieldtalks.grading.engine.processes import Processes
from shieldtalks.grading.engine.sandbox import Limits, described

AT_ONCE = 16  # submissions in one session of nbval
TRIES = 2
SLACK = 90.0  # seconds beyond a submission's own limit before its judge is given up
WARMING = 120.0  # seconds until a judge is ready
TOLD = (Ready, Begun, Graded, Done)  # what a judge says


class Pool:
    """Judges on this machine. Use it in a `with`.

    workers: how many judges at once. limits, isolate: as for Processes.
    """

    def __init__(self, workers: int = 1, limits: Limits | None = None, isolate: bool = True):
        self._processes = Processes(limits, isolate)
        self._workers = workers
        self._seconds = self._processes.limits.total + SLACK
        self._isolation = described() if isolate else "none (--no-isolation)"
        self._slots = {}
        self._selector = selectors.DefaultSelector()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self) -> None:
        """End every judge and all below."""
        for slot in list(self._slots.values()):
            self._drop(slot)
        self._selector.close()
        self._processes.close()

    def run(self, batches: list[dict]) -> Iterator[tuple[int, dict]]:
        """Grade batches; yield (number, outcome) for each job, as they come, each once.

        batches: [{"exercise": dict, "jobs": [{"number", "answers"}]}]. An outcome is
        {"tasks", "seconds", "isolation"}, or {"trouble"} where a judge could not come to an end.
        """
        waiting = deque(batches)
        tries = {}
        while waiting or self._slots:
            while waiting and len(self._slots) < self._workers:
                self._begin(waiting.popleft())
            for slot, message in self._heard():
                yield from self._take(slot, message, waiting, tries)

    def _begin(self, batch):
        process, channel = self._processes.judge(batch["exercise"])
        slot = _Slot(process, channel, batch)
        self._slots[process] = slot
        self._selector.register(channel, selectors.EVENT_READ, slot)

    def _heard(self):
        """Return [(slot, message)]; None as message where a judge has ended or must be ended."""
        heard = []
        for key, _ in self._selector.select(timeout=1.0):
            try:
                heard.append((key.data, receive(key.data.channel, *TOLD, seconds=SLACK)))
            except Gone:
                heard.append((key.data, None))
        now = time.monotonic()
        late = [s for s in self._slots.values() if now > s.since + self._seconds + WARMING]
        return heard + [(slot, None) for slot in late if all(slot is not s for s, _ in heard)]

    def _take(self, slot, message, waiting, tries):
        slot.since = time.monotonic()
        if message is None:
            yield from self._again(slot, waiting, tries)
        elif isinstance(message, Ready):
            slot.send()
        elif isinstance(message, Begun):
            slot.current = message.number
        elif isinstance(message, Graded):
            slot.left.pop(message.number, None)
            yield message.number, vars(message) | {"isolation": self._isolation}
        elif slot.left:
            yield from self._again(slot, waiting, tries)
        else:
            self._next(slot, waiting)

    def _next(self, slot, waiting):
        """Give a judge the next batch of its own exercise, or let it go."""
        for batch in waiting:
            if batch["exercise"] is slot.exercise:
                waiting.remove(batch)
                slot.give(batch)
                return
        self._drop(slot)

    def _again(self, slot, waiting, tries):
        """A judge came to no end: blame the submission it was at, and try the others anew."""
        self._drop(slot)
        blamed = slot.current if slot.current in slot.left else next(iter(slot.left), None)
        jobs = list(slot.left.values())
        for job in jobs:
            if job["number"] == blamed:
                tries[blamed] = tries.get(blamed, 0) + 1
            if tries.get(job["number"], 0) >= TRIES:
                line = "the grader came to no end with it, twice. Look at it by hand."
                yield job["number"], {"trouble": line, "isolation": self._isolation}
            else:
                waiting.append({"exercise": slot.exercise, "jobs": [job]})

    def _drop(self, slot):
        self._slots.pop(slot.process, None)
        self._selector.unregister(slot.channel)
        slot.channel.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(slot.process, signal.SIGKILL)


class _Slot:
    """A judge at work: which batch it has, and which jobs of it are not done."""

    def __init__(self, process, channel, batch):
        self.process, self.channel, self.exercise = process, channel, batch["exercise"]
        self.since = time.monotonic()
        self._take(batch)

    def give(self, batch):
        self._take(batch)
        self.send()

    def send(self):
        with contextlib.suppress(Gone):  # the end of the line will be seen where it is read
            send(self.channel, Grade(list(self.left.values())))

    def _take(self, batch):
        self.left = {job["number"]: job for job in batch["jobs"]}
        self.current = None


def batches_of(jobs: list, workers: int) -> list[dict]:
    """Return jobs in batches of one exercise each, small enough that every worker has some.

    jobs: [(exercise dict, {"number", "answers"})].
    """
    grouped = {}
    for exercise, job in jobs:
        grouped.setdefault(id(exercise), (exercise, []))[1].append(job)
    batches = []
    for exercise, listed in grouped.values():
        size = max(1, min(AT_ONCE, -(-len(listed) // (2 * workers))))
        for start in range(0, len(listed), size):
            batches.append({"exercise": exercise, "jobs": listed[start : start + size]})
    return batches


def run_here(
    batches: list[dict], workers: int, limits: Limits | None, isolate: bool
) -> Iterator[tuple[int, dict]]:
    """Yield (number, outcome) of all batches, graded on this machine."""
    with Pool(workers, limits, isolate) as pool:
        yield from pool.run(batches)


def run_on_cluster(
    batches: list[dict], address: str, limits: Limits | None, isolate: bool
) -> Iterator[tuple[int, dict]]:
    """Yield (number, outcome) of all batches, graded by the workers of a Dask cluster.

    A worker that dies takes nothing with it: its batches go to another one, and a result that
    comes twice counts once. Raises DataError if the scheduler cannot be reached.
    """
    try:
        from distributed import Client, as_completed
    except ModuleNotFoundError:
        raise DataError(
            "--scheduler needs Dask, which is not installed in this Python. "
            "Run `python -m pip install distributed`."
        ) from None
    try:
        client = Client(address, timeout=20)
    except (OSError, TimeoutError, ValueError) as error:
        raise DataError(
            f"{address}: no Dask scheduler answers there ({type(error).__name__}). "
            "Start one with `dask scheduler`, and give the address that it prints."
        ) from None
    seen = set()
    with client:
        sent = [
            client.submit(_batch_over_there, batch, vars(limits), isolate, pure=False)
            for batch in batches
        ]
        places = dict(zip(sent, batches, strict=True))
        for future in as_completed(sent):
            for number, outcome in _outcomes(future, places[future]):
                if number not in seen:
                    seen.add(number)
                    yield number, outcome
            future.release()


def _outcomes(future, batch):
    """Return what a future holds; an error of the whole batch becomes a trouble of each job."""
    error = future.exception()
    if error is None:
        return future.result()
    line = f"the cluster could not grade it ({' '.join(str(error).split())[:200]})"
    return [(job["number"], {"trouble": f"{line}. Grade it again."}) for job in batch["jobs"]]


_own = threading.local()


def _batch_over_there(batch, limits, isolate):
    """Grade a batch in a worker of a cluster, which keeps its warm processes between batches."""
    from shieldtalks.grading.engine.sandbox import Limits

    if getattr(_own, "kind", None) != (limits, isolate):
        if hasattr(_own, "pool"):
            _own.pool.close()
        _own.pool, _own.kind = Pool(1, Limits(**limits), isolate), (limits, isolate)
    return list(_own.pool.run([batch]))
