"""Answers that are small where they are made and large where they are judged; gaps in the walls.

As in tests/hostile.py: {name: source of the first answer cell of exercise 00}.
"""

# Speaks to the judge in the code of the line, past what would be refused on this side.
FORGE = """
import shieldtalks.grading.engine.student as s
P = 2**61 - 1
def forge(code): s.pack = lambda value, functions=None: code
how_many = 1
"""
ROW = "{'t': 'range', 'n': None, 'v': [0, %s, 1]}"

# Costly for a judge
LARGE = {
    "long index": "import pandas as pd; how_many = pd.DataFrame(index=pd.RangeIndex(10**12))",
    "long index, forged": f"{FORGE}forge({ROW % '10**12'})",
    "index too long to be counted": f"{FORGE}forge({ROW % '10**30'})",
    "many long indexes": f"{FORGE}forge([{ROW % '199_000'}] * 9000)",
    "one long text among many": """
import numpy as np
how_many = np.array(['x' * 900] + [''] * 10**5)""",
    "one long text among many, forged": FORGE
    + "forge({'t': 'array', 'd': 'U', 'n': [20000], 'v': ['x' * 60000] + [''] * 19999})",
    "fraction of endless digits": f"{FORGE}forge({{'t': 'Fraction', 'v': '1e999999999'}})",
    "decimal of endless digits": f"{FORGE}forge({{'t': 'Decimal', 'v': '1e999999999'}})",
    "long moment": f"{FORGE}forge({{'t': 'Timestamp', 'v': '1' * 7_000_000}})",
    "number whose text never ends": """
from fractions import Fraction
class Endless(Fraction):
    def __str__(self):
        while True: pass
how_many = Endless(1, 2)""",
    "moment whose text never ends": """
import pandas as pd
class Endless(pd.Timestamp):
    def isoformat(self, *a, **k):
        while True: pass
how_many = Endless("2007-04-02")""",
    "numbers of one hash": "how_many = {n * (2**61 - 1) for n in range(1, 3000)}",
    "numbers of one hash, in a list": f"{FORGE}how_many = [n * P for n in range(1, 60_000)]",
    "numbers of one hash, forged": FORGE
    + "forge({'t': 'set', 'v': [{'t': 'int', 'v': str(n * P)} for n in range(1, 100_000)]})",
    "pairs of one hash": FORGE
    + "forge([{'t': 'complex', 'v': [-1000003 * n, n]} for n in range(1, 50_000)])",
    "empty array of a large shape": FORGE
    + "forge({'t': 'array', 'd': 'f', 'n': [0, 10**12], 'v': []})",
    "levels of unlike length": FORGE
    + """
rows = [{'t': 'tuple', 'v': [1] * 50_000}] + [{'t': 'tuple', 'v': []}] * 20_000
forge({'t': 'index', 'many': True, 'n': ['a', 'b'], 'v': {'d': 'object', 'v': rows}})""",
    "columns of unlike length": FORGE
    + f"""
columns = [{{'d': 'object', 'v': [1] * 50_000}}] + [{{'d': 'object', 'v': [1]}}] * 899
forge({{'t': 'frame', 'i': {ROW % "50_000"}, 'c': {ROW % "900"}, 'v': columns}})""",
    "many columns": "import numpy as np, pandas as pd\n"
    "how_many = pd.DataFrame(np.ones((1, 50_000)))",
    "many classes": f"{FORGE}forge([{{'t': 'thing', 'v': f'A{{n}}'}} for n in range(50_000)])",
    "long last words": """
import shieldtalks.grading.engine.student as s
from shieldtalks.grading.engine.messages import Failed
s._failed = lambda error: Failed("X", "y" * 7_000_000)
1 / 0""",
    "one long text, to be told back": "how_many = 'x' * 900_000",
    "long text like a number": "how_many = '1' + ' ' * 900_000 + 'x'",
    "nothing, many times": "how_many = [None] * 190_000",
    "dots, many times": "how_many = [1] + [...] * 150_000",
    "writes and never reads": """
import time
import shieldtalks.grading.engine.student as s
s.receive = lambda *a: time.sleep(10**6)
how_many = 1""",
}

# Gaps in the walls; each sets `reached`
GAPS = {
    "room on the disk at once": """
import os
reached = False
try: os.posix_fallocate(os.open("big", os.O_RDWR | os.O_CREAT), 0, 10**6); reached = True
except OSError: pass""",
    "memory beside its own": """
import os
try: os.memfd_create("x"); reached = True
except OSError: reached = False""",
    "watches names": """
import ctypes
libc = ctypes.CDLL(None)
reached = libc.inotify_init1(0) >= 0 or libc.inotify_init() >= 0""",
    "sends to a path": """
import socket
one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
try: one.sendto(b"x", "\\0CANARY"); reached = True
except PermissionError: reached = False
except OSError: reached = True""",
    "passes an open file": """
import os, socket
one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
try: socket.send_fds(one, [b"x"], [0]); reached = True
except OSError: reached = False""",
    "old shared memory by number": """
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
libc.shmat(0, None, 0)
reached = ctypes.get_errno() != errno.EPERM""",
    "signals by way of a file": """
import fcntl, os, socket
reached = False
one, _ = socket.socketpair()
for command, value in ((fcntl.F_SETOWN, os.getppid()), (fcntl.F_SETSIG, 9), (15, b"\\0" * 8)):
    try: fcntl.fcntl(one, command, value); reached = True
    except OSError: pass
for command in (0x8901, 0x8902):
    try: fcntl.ioctl(one, command, b"\\1\\0\\0\\0"); reached = True
    except OSError: pass""",
    "outlives its parent": """
import ctypes, os
libc = ctypes.CDLL(None)
reached = libc.prctl(1, 0, 0, 0, 0) == 0
for act in (os.setsid, lambda: os.setpgid(0, 0)):
    try: act(); reached = True
    except OSError: pass""",
    "ends as if the machine had done it": """
import ctypes, os, resource, signal, threading
reached = False
for act in (lambda: signal.pthread_kill(threading.get_ident(), 9), lambda: os.kill(os.getpid(), 9),
            lambda: resource.setrlimit(resource.RLIMIT_CPU, (1, 1))):
    try: act(); reached = True
    except (OSError, ValueError): pass
libc = ctypes.CDLL(None)
event = (ctypes.c_int * 16)(0, 0, 9, 0)
reached = reached or libc.timer_create(0, event, (ctypes.c_void_p * 1)()) == 0""",
    "other rights": """
import ctypes, os
reached = False
for act in (lambda: os.setresuid(-1, -1, -1), lambda: os.setgroups([])):
    try: act(); reached = True
    except OSError: pass""",
}

GAPS["lets the machine wait for its disks"] = """
import ctypes
reached = ctypes.CDLL(None).syncfs(0) == 0"""

# Gaps that only a file system of its own closes
NAMES = {
    "the size of a file": """
import os
try: os.stat("NEIGHBOUR"); reached = True
except FileNotFoundError: reached = False""",
    "the names of processes and folders": """
import os
places = ("/proc/1", "/proc/self", "HOME", "COURSE/solutions", "COURSE/tests", "/etc/passwd")
reached = any(map(os.path.lexists, places))""",
}

# Writes as fast as it can, says how much it could, and cleans up
FULL_DISK = """
import os
written = 0
try:
    for n in range(100):
        with open(f"f{n}", "wb", 0) as file:
            for _ in range(7): written += file.write(bytes(10**6))
except OSError: pass
for n in range(100):
    if os.path.exists(f"f{n}"): os.remove(f"f{n}")
raise RuntimeError(f"written: {written}")"""

# More than may be written, where a look at names and sizes would not see it
HIDDEN_FILES = {
    "deleted while open": """
import os, time
kept = []
for n in range(60):
    kept.append(open(f"f{n}", "wb", 0)); kept[-1].write(b"x" * 10**6); os.remove(f"f{n}")
time.sleep(0.9)
how_many = 1""",
    "deeper than a path": """
import os, time
for n in range(600):
    os.mkdir("d" * 200); os.chdir("d" * 200)
time.sleep(0.9)
how_many = 1""",
}
