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
from shieldtalks.grading.engine import messages
from shieldtalks.grading.engine.channel import Gone, TooLong
from shieldtalks.grading.engine.judge import JUDGING
from shieldtalks.grading.engine.processes import Processes
from shieldtalks.grading.engine.sandbox import Limits, described

AT_ONCE = 16  # submissions in one session of nbval
TRIES = 3
SLACK = 60.0  # seconds beyond a submission's own limit before its judge is given up
CPU_SLACK = 5.0  # seconds of the processor beyond those in which a judge should stop by itself
LEAST = 5.0  # seconds that a submission is given at least when it is graded anew
WARMING = 120.0  # seconds until a judge is ready
FINDING = 20  # seconds in which a Dask scheduler has to answer


REMEDY = "That is the machine's doing, not the answers'. Free some memory and grade it again."
ENDED = (
    "The grader's own processes are ended while they start. The machine may be short of memory: "
    "close other programs, or say --workers 1."
)


class Pool(contextlib.AbstractContextManager):
    """Judges on this machine. Use it in a `with`.

    workers: how many judges at once. limits, isolate: as for Processes.
    """

    def __init__(self, workers: int = 1, limits: Limits | None = None, isolate: bool = True):
        self._limits, self._isolate, self._workers = limits or Limits(), isolate, workers
        self._processes = self._fresh()
        self._isolation = described() if isolate else "none (--no-isolation)"
        self._slots = {}
        self._selector = selectors.DefaultSelector()

    def __exit__(self, *_):
        self.close()

    def close(self) -> None:
        """End every judge and all below."""
        for slot in list(self._slots.values()):
            self._drop(slot)
        self._selector.close()
        self._processes.close()

    @property
    def root(self) -> int:
        """The number of the process from which all others are forked."""
        return self._processes.number

    @property
    def judges(self) -> list[int]:
        """The numbers of the judges' processes that are at work."""
        return list(self._slots)

    def run(self, batches: list[dict]) -> Iterator[tuple[int, dict]]:
        """Grade batches; yield (number, outcome) for each job, as they come, each once.

        batches: [{"exercise": dict, "jobs": [{"number", "answers"}]}]. An outcome is
        {"tasks", "seconds", "isolation"}, or {"trouble", "again": True} where the machine did not
        let it come to an end, so that another run should try it again. Raises DataError where
        the machine ends whatever is started.
        """
        waiting = deque(batches)
        tries = {}
        while waiting or self._slots:
            while waiting and len(self._slots) < self._workers:
                self._begin(waiting.popleft())
            for slot, message in self._heard():
                yield from self._take(slot, message, waiting, tries)

    def _fresh(self):
        """Return warm processes, made anew where the machine ends them while they start."""
        for _ in range(TRIES):
            with contextlib.suppress(Gone, TooLong):
                return Processes(self._limits, self._isolate)
        raise DataError(ENDED)

    def _begin(self, batch):
        for _ in range(TRIES):
            try:
                process, channel = self._processes.judge(batch["exercise"])
                break
            except (Gone, TooLong):
                self._processes.close()  # and with them all judges, which are then heard of
                self._processes = self._fresh()
        else:
            raise DataError(ENDED)
        slot = _Slot(process, channel, batch, self._limits.total)
        self._slots[process] = slot
        self._selector.register(channel, selectors.EVENT_READ, slot)

    def _heard(self):
        """Return [(slot, message)]; None as message where a judge has ended or must be ended."""
        heard = []
        for key, _ in self._selector.select(timeout=1.0):
            try:
                message = messages.receive(key.data.channel, *messages.OF_A_JUDGE, seconds=SLACK)
            except (Gone, TooLong):
                message = None
            heard.append((key.data, message))
        silent = [s for s in self._slots.values() if all(s is not slot for slot, _ in heard)]
        return heard + [(slot, None) for slot in silent if slot.is_late()]

    def _take(self, slot, message, waiting, tries):
        slot.since = time.monotonic()
        if message is None:
            yield from self._again(slot, waiting, tries)
        elif isinstance(message, messages.Ready):
            slot.send()
        elif isinstance(message, messages.Begun):
            slot.begin(message.number)
        elif isinstance(message, messages.Checking):
            slot.cell = message.cell
        elif isinstance(message, messages.Faulted):
            job = slot.end(message.number)
            if job is not None:
                yield from self._anew(slot, job, waiting, tries, message.line)
        elif isinstance(message, messages.Graded):
            if slot.end(message.number) is not None:
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
        """A judge came to no end: let the submission it was at bear that, and try all anew."""
        self._drop(slot)
        for number, job in slot.left.items():
            if slot.over and number == slot.current:
                waiting.append({"exercise": slot.exercise, "jobs": [slot.lighter(job)]})
            elif number == slot.current or slot.current not in slot.left:
                yield from self._anew(slot, job, waiting, tries, "a judge was ended from outside")
            else:
                waiting.append({"exercise": slot.exercise, "jobs": [job]})

    def _anew(self, slot, job, waiting, tries, line):
        """Try a job once more; tell of it after some times."""
        number = job["number"]
        tries[number] = tries.get(number, 0) + 1
        if tries[number] < TRIES:
            waiting.append({"exercise": slot.exercise, "jobs": [job]})
            return
        trouble = f"it could not be graded: {TRIES} times {line}. {REMEDY}"
        yield number, {"trouble": trouble, "again": True, "isolation": self._isolation}

    def _drop(self, slot):
        self._slots.pop(slot.process, None)
        self._selector.unregister(slot.channel)
        slot.channel.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(slot.process, signal.SIGKILL)


class _Slot:
    """A judge at work: which batch it has, and which jobs of it are not done.

    seconds: a submission's own limit. over: whether it had to be ended over what it is at.
    """

    def __init__(self, process, channel, batch, seconds):
        self._seconds = seconds
        self.process, self.channel, self.exercise = process, channel, batch["exercise"]
        self.over = False
        self._take(batch)

    def give(self, batch):
        self._take(batch)
        self.send()

    def send(self):
        with contextlib.suppress(Gone, TooLong):  # it will be seen where the line is read
            messages.send(self.channel, messages.Grade(list(self.left.values())))

    def begin(self, number):
        self.current, self.cell = number, None
        self._begun, self._cpu = time.monotonic(), _cpu_seconds(self.process)

    def end(self, number):
        """Take note that a job is done; return it."""
        self.current = None
        return self.left.pop(number, None)

    def is_late(self):
        """Say whether this judge must be ended."""
        now = time.monotonic()
        if self.current is None:
            return now > self.since + WARMING
        self.over = _cpu_seconds(self.process) - self._cpu > JUDGING + CPU_SLACK
        return self.over or now > self._begun + self._seconds + JUDGING + SLACK

    def lighter(self, job):
        """Return a job without the check that was too much, and with what is left of its time."""
        checks = [c["id"] for c in self.exercise["judge"]["cells"] if c["kind"] == "check"]
        skip = checks if self.cell is None or job.get("skip") else [self.cell]
        spent = time.monotonic() - self._begun
        left = max(job.get("seconds", self._seconds) - spent, LEAST)
        return job | {"skip": skip, "seconds": left}

    def _take(self, batch):
        self.left = {job["number"]: job for job in batch["jobs"]}
        self.current = self.cell = None
        self.since = time.monotonic()


def _cpu_seconds(process):
    """Return the seconds of the processor that a process has used; 0 where it cannot be known."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as file:
            used = file.read().rpartition(")")[2].split()[11:13]
        return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError):
        return 0.0


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
        client = Client(address, timeout=FINDING)
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
    if getattr(_own, "kind", None) != (limits, isolate):
        if hasattr(_own, "pool"):
            _own.pool.close()
        _own.pool, _own.kind = Pool(1, Limits(**limits), isolate), (limits, isolate)
    return list(_own.pool.run([batch]))
