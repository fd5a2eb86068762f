"""Attacks of students who have read the grader: lies about types, calls past libc, what stays.

As in tests/hostile.py: {name: source of the first answer cell of exercise 00}. None is 86.
"""

# Answers that lie about what they are, or are slow to take apart
LYING = {
    "says it is a number": """
class Liar:
    __class__ = property(lambda self: int)
    __int__ = __index__ = lambda self: 1
    __eq__ = lambda self, other: True
    __hash__ = lambda self: hash(86)
how_many = Liar()""",
    "says it is a text": """
class Liar:
    __class__ = property(lambda self: str)
    __str__ = lambda self: "86"
how_many = Liar()""",
    "raises where its class is asked for": """
class Liar:
    @property
    def __class__(self): raise SystemExit("86")
how_many = Liar()""",
    "has no class any more": """
class Sly(type):
    @property
    def __name__(cls): raise KeyboardInterrupt
class Liar(metaclass=Sly): pass
how_many = Liar()""",
    "array that gives another one": """
import numpy as np
class Liar(np.ndarray):
    def __array__(self, *a, **k): raise SystemExit
    def ravel(self, *a): return self
    def tolist(self): raise GeneratorExit
    dtype = property(lambda self: np.dtype("int64"))
how_many = np.array([1, 2]).view(Liar)""",
    "array without end": """
import numpy as np
how_many = np.broadcast_to(np.int8(1), (10**6, 10**6))""",
    "column of a type of its own": """
import pandas as pd
class Kind(pd.api.extensions.ExtensionDtype):
    name = "int64"; type = int; kind = "i"
    @classmethod
    def construct_array_type(cls): return Liar
class Liar(pd.api.extensions.ExtensionArray):
    dtype = Kind()
    def __len__(self): return 3
    def __getitem__(self, key): return 86
    def __array__(self, *a, **k): raise KeyboardInterrupt
    def isna(self): return [False] * 3
how_many = Liar()""",
    "row that is mostly empty and very long": """
import numpy as np, pandas as pd
from pandas._libs.sparse import IntIndex
place = IntIndex(10**9, np.array([5], dtype="int32"))
how_many = pd.arrays.SparseArray(np.array([86.0]), sparse_index=place, fill_value=0.0)""",
    "table without width": "import pandas as pd; how_many = pd.DataFrame(index=range(190_000))",
    "mapping without end": """
import collections.abc, itertools
class Liar(collections.abc.Mapping):
    def __len__(self): return 1
    def __iter__(self): return itertools.count()
    def __getitem__(self, key): return 86
    def items(self): return ((n, 86) for n in itertools.count())
how_many = Liar()""",
    "pairs that are none": """
class Liar(dict):
    def items(self): return [(1, 2, 3), (), 5]
how_many = Liar(a=1)""",
    "deletes itself when it is looked at": """
class Liar:
    def __iter__(self):
        del globals()["how_many"]
        yield how_many
how_many = Liar()""",
    "puts the answer in when it is asked for": """
class Names(dict):
    def __contains__(self, name): return True
    def __getitem__(self, name):
        if name == "how_many": return type("Answer", (int,), {})(1)
        return dict.__getitem__(self, name)
shell = get_ipython()
try: shell.user_ns = Names(shell.user_ns)
except Exception: pass
how_many = 1""",
    "code of a function that is none": """
class Code:
    co_names = property(lambda self: ["print"] * 10**7)
    def __getattr__(self, name): raise SystemExit
class Liar:
    __code__ = Code()
    def __call__(self): return 86
how_many = Liar()""",
    "name of a function without end": """
class Liar:
    @property
    def __name__(self): return "x" * 10**8
    def __call__(self): return 86
how_many = Liar()""",
    "wraps itself": """
import functools
def f(): return 86
f.__wrapped__ = f
how_many = functools.partial(f)
for _ in range(3000): how_many = functools.partial(how_many)""",
    "class that answers for its instances": """
class Sly(type):
    __instancecheck__ = lambda cls, other: True
    __subclasscheck__ = lambda cls, other: True
    __eq__ = lambda cls, other: True
    __hash__ = lambda cls: 1
class how_many(metaclass=Sly): pass""",
    "coroutine": """
async def f(): return 86
how_many = f()""",
    "waits for ever, politely": """
import asyncio
async def f():
    while True: await asyncio.sleep(0)
how_many = 1
await f()""",
    "module": "import sys; how_many = sys.modules[__name__]",
    "its own frame": "import sys; how_many = sys._getframe()",
    "the judge's own class": """
from shieldtalks.course.charts import Drawn
how_many = Drawn""",
    "pickled": """
import pickle
class Sly:
    def __reduce__(self): return (int, ("86",))
    def __reduce_ex__(self, n): return (int, ("86",))
    def __getstate__(self): return 86
    def __deepcopy__(self, memo): return 86
    def __copy__(self): return 86
how_many = Sly()""",
    "letters that look alike": """
how_mаny = 86
how_many = 1
ｈｏｗ_ｍａｎｙ = 1""",
    "writes another's name": """
get_ipython().user_global_ns['how_many'] = 1
globals()['check'] = print""",
}


# Says to the judge, byte for byte, whatever it likes
FORGE = """
import json, struct, sys
import shieldtalks.grading.engine.student as s
from shieldtalks.grading.engine.channel import Channel
def raw(data):
    real = Channel.send
    def send(self, message, seconds=60):
        self._end.sendall(struct.pack("!I", len(data)) + data)
    Channel.send = send
how_many = 1
"""


# Bytes that are no message
NO_MESSAGE = {
    "brackets without end": FORGE + "raw(b'[' * 7_000_000)",
    "objects without end": FORGE + "raw(b'{\"a\":' * 1_000_000)",
    "a number of a million digits": FORGE
    + "raw(b'{\"Value\": {\"value\": ' + b'1' * 10**6 + b'}}')",
    "half a letter": FORGE + 'raw(b\'{"Value": {"value": "\\\\ud800"}}\')',
    "no utf-8": FORGE + "raw(b'\\xff\\xfe{')",
    "nothing": FORGE + "raw(b'')",
    "null": FORGE + "raw(b'null')",
    "NaN and more": FORGE
    + """
raw(b'{"Value": {"value": NaN, "idle": Infinity, "args": -Infinity}}')""",
    "names twice": FORGE + 'raw(b\'{"Value": {"value": 1, "value": {"t": "...", "v": ""}}}\')',
    "a key of its own class": FORGE + 'raw(b\'{"Value": {"value": 1, "__class__": 1}}\')',
    "a verdict": FORGE + 'raw(b\'{"Graded": {"number": 1, "tasks": [], "seconds": 0}}\')',
    "an error under a name of the grader's": FORGE
    + 'raw(b\'{"Failed": {"kind": "NotYet", "line": "PASS 00.1"}}\')',
    "an error that ends the judge": FORGE
    + 'raw(b\'{"Failed": {"kind": "SystemExit", "line": "0"}}\')',
    "an error without a name": FORGE + 'raw(b\'{"Failed": {"kind": null, "line": [1]}}\')',
    "a length without a body": """
import json, struct, sys
import shieldtalks.grading.engine.student as s
from shieldtalks.grading.engine.channel import Channel
def raw(data):
    real = Channel.send
    def send(self, message, seconds=60):
        self._end.sendall(struct.pack("!I", len(data)) )
    Channel.send = send
how_many = 1
raw(b'x' * 7_000_000)""",
    "answers before it is asked": FORGE
    + """
import gc, socket
for end in [o for o in gc.get_objects() if isinstance(o, Channel)]:
    data = b'{"Value": {"value": 1}}'
    for _ in range(200): end._end.send(struct.pack("!I", len(data)) + data)""",
}


HEAD = """
import ctypes, errno, os, platform
libc = ctypes.CDLL(None, use_errno=True)
reached, tried = False, []
def call(*arguments):
    global reached
    ctypes.set_errno(0)
    got = libc.syscall(*arguments) >= 0
    if got or ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS, errno.EACCES):
        reached = True
        tried.append(arguments[0])
parent, room = os.getppid(), ctypes.create_string_buffer(4096)
"""


# System calls by their numbers on x86-64; what is not refused counts as reached.
CALLS = """
# processes: make, hold, signal, compare, write to, trace
for n in (57, 58): call(n)
call(435, room, 88); call(59, b"/bin/true", 0, 0); call(322, -100, b"/bin/true", 0, 0, 0)
call(434, parent, 0); call(424, 1, 9, 0, 0); call(438, 1, 0, 0); call(200, parent, 9)
call(129, parent, 9, room); call(297, parent, parent, 9, room); call(234, parent, parent, 9)
call(312, parent, parent, 0, 0, 0); call(311, parent, room, 1, room, 1, 0); call(440, 3, room, 1, 4)
call(203, parent, 8, room); call(144, parent, 0, room); call(141, 0, parent, 19)
call(251, 1, parent, 0); call(314, parent, room, 0); call(298, room, -1, 0, -1, 0)
# the kernel: programs, keys, queues, page faults, modules, its log, its clock, its name
call(321, 0, room, 64); call(248, b"user", b"x", b"y", 1, -2); call(250, 0, -2)
call(249, b"user", b"x", 0, -2); call(68, 4711, 0o1666); call(64, 4711, 1, 0o1666)
call(240, b"/canary", 0o102, 0o666, 0); call(323, 0); call(206, 8, room); call(447, 0)
call(313, 3, b"", 0); call(175, room, 1, b""); call(103, 10, 0, 0); call(246, 0, 0, 0, 0)
call(170, b"x", 1); call(171, b"x", 1); call(164, room, 0); call(227, 0, room)
# files: by number, mounts, other roots, quotas, swap, accounts, who opens what
call(304, -100, room, 0); call(430, b"tmpfs", 0); call(428, -100, b"/", 1)
call(442, -100, b".", 0, room, 32); call(155, b".", b"."); call(161, b"."); call(308, 3, 0)
call(167, b"x", 0); call(179, 0, b"x", 0, 0); call(163, 0); call(300, 0, 0)"""


# Ways out; each sets `reached`
OTHERS = {
    "calls of 32 bits": HEAD
    + """
import mmap
code = b"\\xb8\\x02\\x00\\x00\\x00\\xcd\\x80\\xc3"  # fork, in the numbers of i386
if platform.machine() == "x86_64":
    page = mmap.mmap(-1, 4096, prot=7)
    page.write(code)
    place = ctypes.addressof(ctypes.c_char.from_buffer(page))
    number = ctypes.CFUNCTYPE(ctypes.c_int)(place)()
    reached = number >= 0
    if number == 0: os._exit(0)""",
    "calls of x32": HEAD
    + """
X32 = 0x40000000
if platform.machine() == 'x86_64':
    reached = libc.syscall(X32 | 57) >= 0 or libc.syscall(X32 | 41, 2, 1, 0) >= 0""",
    "sockets of every kind": """
import socket
reached = False
for family in range(1, 46):
    for kind in (1, 2, 3, 5):
        try: socket.socket(family, kind).close(); reached = True
        except (OSError, ValueError): pass""",
    "open files of its parent": """
import os
reached = False
for n in range(3, 64):
    try: os.fstat(n)
    except OSError: continue
    try: os.readlink(f"/proc/self/fd/{n}"); reached = True
    except OSError: pass""",
    "types into a terminal": """
import fcntl, os, termios
reached = False
for n in range(64):
    for request in (0x5412, 0x540E, 0x541C):
        try: fcntl.ioctl(n, request, b"x"); reached = True
        except OSError: pass""",
    "leaves through a folder": """
import os
reached = False
for path in ("/proc/self/root", "/proc/self/cwd/..", "/dev/fd", "/dev/stdin", "/proc/thread-self"):
    try: os.listdir(path); reached = True
    except OSError: pass
try: os.chdir("/"); reached = reached or bool(os.listdir("."))
except OSError: pass""",
    "writes to the library": """
import shieldtalks, os, sys
reached = False
for module in [m for m in list(sys.modules.values()) if getattr(m, "__file__", None)][:200]:
    try: open(module.__file__, "ab").close(); reached = True
    except OSError: pass""",
}


OTHERS["system calls by their numbers"] = (
    f'{HEAD}if platform.machine() == "x86_64":' + CALLS.replace("\n", "\n    ")
)


# What would stay behind, or trip who cleans up
LEFT = {
    "pipes with names": """
import os
for n in range(20):
    try: os.mkfifo(f'p{n}')
    except OSError: pass
how_many = 1""",
    "links in a circle": """
import os
os.symlink('a', 'b'); os.symlink('b', 'a'); os.symlink('.', 'c'); os.symlink('/', 'd')
how_many = 1""",
    "the longest names": """
for sign in 'aé😀':
    name = sign * (255 // len(sign.encode()))
    open(name, 'w').close()
how_many = 1""",
    "names that are no text": """
import os
open(os.fsencode('x') + bytes([0xff, 0xfe, 0x0d]), 'w').close()
how_many = 1""",
    "threads that go on writing": """
import threading
def write():
    n = 0
    while True:
        n += 1
        try: open(f"t{n % 50}", "w").write("x" * 1000)
        except OSError: pass
for _ in range(4): threading.Thread(target=write, daemon=True).start()
how_many = 1""",
    "waits at its end": """
import atexit, threading, time, weakref
atexit.register(time.sleep, 10**6)
threading.Thread(target=time.sleep, args=(10**6,)).start()
class Last:
    def __del__(self): time.sleep(10**6)
last = Last()
how_many = 1""",
    "locks its folder": """
import fcntl, os
file = open('lock', 'w'); fcntl.flock(file, fcntl.LOCK_EX)
os.chmod('.', 0)
how_many = 1""",
    "goes elsewhere": """
import os, shutil
os.makedirs('a/b/c'); os.chdir('a/b/c'); shutil.rmtree('../../../a', ignore_errors=True)
how_many = 1""",
}


# Tools of Python and of notebooks turned against their user
TURNED = {
    "asks the keyboard": """
how_many = 1
input('86?')""",
    "opens the debugger": """
how_many = 1
breakpoint()""",
    "magics that wait": """
how_many = 1
%debug
%pdb on
%edit x.py
%load x
%recall""",
    "forgets all modules": """
import sys
how_many = 1
for name in list(sys.modules): del sys.modules[name]""",
    "takes the builtins away": """
import builtins
how_many = 1
for name in list(vars(builtins)):
    if name not in ('__import__', 'vars'): delattr(builtins, name)""",
    "breaks the writing of messages": """
import json, struct
how_many = 1
json.dumps = json.loads = struct.pack = None""",
    "no output any more": """
import sys, os
how_many = 1
sys.stdout = sys.stderr = sys.__stdout__ = None
os.closerange(0, 200)""",
    "closes its line": """
import gc, socket
how_many = 1
for o in gc.get_objects():
    if isinstance(o, socket.socket): o.close()""",
    "an alarm that ends it": """
import signal, time
how_many = 1
signal.signal(signal.SIGALRM, signal.SIG_DFL)
signal.setitimer(signal.ITIMER_REAL, 0.05)
time.sleep(0.2)""",
    "an alarm for whoever comes later": """
import signal
how_many = 1
signal.signal(signal.SIGALRM, signal.SIG_DFL)
signal.alarm(1)""",
    "a hook after each cell": """
how_many = 1
def later(*a):
    raise SystemExit
for event in ('pre_execute', 'pre_run_cell', 'post_execute', 'post_run_cell'):
    get_ipython().events.register(event, later)""",
    "errors that hide": """
import sys
how_many = 1
sys.excepthook = sys.unraisablehook = lambda *a: None
get_ipython().set_custom_exc((BaseException,), lambda *a, **k: None)
get_ipython().showtraceback = None""",
    "a small stack": """
import sys
how_many = 1
sys.setrecursionlimit(60)""",
    "never lets another thread run": """
import sys, threading
how_many = 1
sys.setswitchinterval(10**6)
def f():
    while True: pass
threading.Thread(target=f, daemon=True).start()""",
    "no more memory for anybody": """
import resource
how_many = 1
resource.setrlimit(resource.RLIMIT_AS, (1, 1))""",
    "no more files for anybody": """
import resource
how_many = 1
resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))""",
    "aborts": """
import ctypes
how_many = 1
ctypes.CDLL(None).abort()""",
    "jumps to nowhere": """
import ctypes
how_many = 1
ctypes.CFUNCTYPE(None)(1)()""",
    "a stack without end": """
import ctypes, threading
how_many = 1
F = ctypes.CFUNCTYPE(None)
def f(): F(f)()
f()""",
    "dumps itself and leaves": """
import faulthandler, time
how_many = 1
faulthandler.dump_traceback_later(0.05, exit=True)
time.sleep(0.5)""",
    "garbage that never ends": """
import gc
how_many = 1
gc.callbacks.append(lambda *a: [None for _ in iter(int, 1)])
gc.collect()""",
    "a warning as an error": """
import warnings
how_many = 1
warnings.simplefilter('error')
warnings.showwarning = None""",
    "another clock": """
import time, datetime
how_many = 1
time.time = time.monotonic = time.perf_counter = lambda: 0""",
    "another random seed and locale": """
import locale, os, random
how_many = 1
os.environ.clear(); os.environ['PYTHONSTARTUP'] = 'x'
try: locale.setlocale(locale.LC_ALL, 'C')
except locale.Error: pass""",
    "tables that agree with all": """
import pandas as pd, numpy as np
how_many = 1
pd.Series.__len__ = lambda s: 1
pd.Series.size = pd.Series.iloc = property(lambda s: 86)
np.ndarray = np.generic = object""",
    "a column of functions": """
import pandas as pd
how_many = pd.Series([lambda: 86, print])""",
    "a chart of another's making": """
import matplotlib.pyplot as plt
fig, ax = plt.subplots()
ax.get_title = lambda: 1 / 0
ax.patches.__class__.__len__ = None
how_many = ax""",
    "a chart of a million bars": """
import matplotlib.pyplot as plt
fig, ax = plt.subplots()
from matplotlib.patches import Rectangle
r = Rectangle((0, 0), 1, 1)
ax._children.extend([r] * 10**6)
how_many = ax""",
}
