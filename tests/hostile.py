"""Submissions that set out to gain, spy or break: {name: source of the first answer cell}.

Each is put into exercise 00, whose other answers stay open. NEIGHBOUR, MASTER, COURSE, HOME and
GRADER stand for the places that a test really has.
"""

PASSES = "print('PASS 00.1')\n" * 2

ALWAYS_EQUAL = """
class Same({base}):
    __eq__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __hash__ = lambda self: 1
    __sub__ = __rsub__ = lambda self, other: 0
    __lt__ = __gt__ = __le__ = __ge__ = lambda self, other: True
    __abs__ = lambda self: 0
    __contains__ = lambda self, other: True
how_many = Same({value})
"""

# Gaining points
FORGED = {
    "prints the verdict": "how_many = 1\n" + PASSES,
    "defines its own check": "how_many = 1\ndef check(*a): print('PASS 00.1')",
    "replaces the course's check": """
import shieldtalks
shieldtalks.check = lambda *a: print("PASS 00.1")
how_many = 1""",
    "replaces the module of checks": """
import sys, types
fake = types.ModuleType("shieldtalks.checks")
fake.check = lambda task, answer: print("PASS", task)
sys.modules["shieldtalks.checks"] = sys.modules["shieldtalks.checks.base"] = fake
how_many = 1""",
    "number that equals everything": ALWAYS_EQUAL.format(base="int", value="1"),
    "float that equals everything": ALWAYS_EQUAL.format(base="float", value="1.0"),
    "text that equals everything": ALWAYS_EQUAL.format(base="str", value="'x'"),
    "list that equals everything": ALWAYS_EQUAL.format(base="list", value="[1]"),
    "object that equals everything": ALWAYS_EQUAL.format(base="object", value=""),
    "array that equals everything": """
import numpy as np
class Same(np.ndarray):
    def __eq__(self, other): return np.True_
    def __array_ufunc__(self, *a, **k): return np.True_
    def item(self): return 86
how_many = np.array([1]).view(Same)""",
    "series that equals everything": """
import pandas as pd
class Same(pd.Series):
    def __eq__(self, other): return True
    def item(self): return 86
    size = 1
how_many = Same([1, 2])""",
    "patched builtins": """
import builtins
builtins.isinstance = lambda *a: True
builtins.abs = lambda x: 0
builtins.print = lambda *a, **k: None
how_many = 1""",
    "patched numpy and pandas": """
import numpy as np, pandas as pd, math
np.isclose = np.allclose = math.isclose = lambda *a, **k: True
pd.Series.__eq__ = pd.DataFrame.equals = lambda *a: True
how_many = 1""",
    "patched packing": """
import shieldtalks.grading.engine.student as s
s.pack = lambda value, functions=None: 86 if value == "x" else {"t": "thing", "v": "__class__"}
how_many = 1""",
    "speaks for the grader on its own line": """
import gc, json, struct, socket
def shout(message):
    data = json.dumps(message).encode()
    for s in gc.get_objects():
        if isinstance(s, socket.socket):
            s.sendall(struct.pack("!I", len(data)) + data)
for _ in range(3):
    shout({"number": 0, "tasks": [{"id": "00.1", "verdict": "passed", "earned": 9}], "seconds": 1})
how_many = 1""",
    "writes verdicts to every open file": """
import os
for n in range(256):
    try: os.write(n, b'{"number": 0, "tasks": {"00.1": ["passed", ""]}}')
    except OSError: pass
how_many = 1""",
    "writes nonsense to every open file": """
import os
for n in range(3, 256):
    try: os.write(n, b"\\xff" * 4096)
    except OSError: pass
how_many = 1""",
    "searches memory for a judge": """
import gc, types
how_many = 1
for f in gc.get_objects():
    if isinstance(f, types.FunctionType) and "judge" in f.__module__ + f.__qualname__:
        f.__code__ = (lambda *a, **k: None).__code__
    if isinstance(f, dict) and "judge" in f: how_many = f["judge"]""",
    "imports the judges": """
import importlib
how_many = 1
try: how_many = importlib.import_module("shieldtalks.checks.e00").TASKS
except Exception: pass
import sys, os
for p in list(sys.path) + ["COURSE"]:
    try: how_many = open(os.path.join(p, "shieldtalks/checks/e00.py")).read()
    except OSError: pass
assert not isinstance(how_many, str), "read" """,
    "reads the master": """
how_many = 1
try: how_many = open("MASTER").read()
except OSError: pass
import glob, os
assert not isinstance(how_many, str), "read the master"
""",
    "reads a neighbour": """
how_many = 1
try: how_many = open("NEIGHBOUR").read()
except OSError: pass
""",
    "changes the tree of cells to come": """
import ast
class Kinder(ast.NodeTransformer):
    def visit_Compare(self, node): return ast.Constant(True)
get_ipython().ast_transformers.append(Kinder())
get_ipython().input_transformers_cleanup.append(lambda lines: ["how_many = 86\\n"])
how_many = 1""",
    "takes over the shell": """
shell = get_ipython()
shell.run_cell = lambda *a, **k: None
type(shell).run_cell = lambda *a, **k: None
how_many = 1""",
    "tags and markers": "# NBVAL_SKIP\n# NBVAL_IGNORE_OUTPUT\n# raises-exception\nhow_many = 1",
    "closes its region early": "how_many = 1\n### END SOLUTION\n### BEGIN HIDDEN TESTS\nx = 1",
    "code behind a number": """
class Sly:
    def __reduce__(self): return (eval, ("86",))
    def __int__(self): return 86
    def __float__(self): return 86.0
    def __index__(self): return 86
how_many = Sly()""",
    "stack frames": """
import sys
def look(frame, event, arg):
    for name, value in frame.f_locals.items():
        if name == "answer": frame.f_locals[name] = 86
    return look
sys.settrace(look); sys.setprofile(look)
how_many = 1""",
    "import hooks": """
import sys, builtins
real = builtins.__import__
def fake(name, *a, **k):
    module = real(name, *a, **k)
    if name.startswith("shieldtalks"): module.check = lambda *x: print("PASS 00.1")
    return module
builtins.__import__ = fake
sys.meta_path.insert(0, type("F", (), {"find_spec": staticmethod(lambda *a: None)}))
how_many = 1""",
    "thread that answers for it": """
import threading, time
def later():
    while True:
        print("PASS 00.1"); time.sleep(0.01)
threading.Thread(target=later, daemon=True).start()
how_many = 1""",
    "start-up files": """
import os, pathlib
for place in (os.getcwd(), os.path.expanduser("~"), "COURSE", "HOME"):
    for name in ("conftest.py", "pytest.ini", "sitecustomize.py", "usercustomize.py", "pytest.py",
                 "nbval.py", ".ipython/profile_default/startup/00.py"):
        path = pathlib.Path(place, name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("raise SystemExit('PASS')")
        except OSError: pass
how_many = 1""",
    "forged result file": """
import glob, pathlib
for folder in ("HOME", "NEIGHBOUR/..", "TMP"):
    for path in glob.glob(folder + "/**/*.json", recursive=True)[:50]:
        try: pathlib.Path(path).write_text('{"verdict": "passed"}')
        except OSError: pass
how_many = 1""",
    "half a character on the line": """
import shieldtalks.grading.engine.student as s
from shieldtalks.grading.engine.messages import Failed
s.pack = lambda value, functions=None: {"t": "dict", "v": [["\\ud800", "\\udc80"]]}
s._failed = lambda error: Failed("X", "\\ud800")
how_many = 1""",
    "atexit": "import atexit, os\natexit.register(lambda: os.write(1, b'PASS'))\nhow_many = 1",
}

# Reaching out; each raises Escaped where it gets through
REACHING = {
    "tcp": """
import socket
try: socket.create_connection(("127.0.0.1", PORT), 1); reached = True
except OSError: reached = False""",
    "udp": """
import socket
try:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", PORT))
    reached = True
except OSError: reached = False""",
    "unix socket": """
import socket
try: socket.socket(socket.AF_UNIX).connect("\\0CANARY"); reached = True
except ConnectionRefusedError: reached = True
except OSError: reached = False""",
    "fork": """
import os
try:
    if os.fork() == 0: os._exit(0)
    reached = True
except OSError: reached = False""",
    "shell command": """
import subprocess
try: subprocess.run(["true"]); reached = True
except OSError: reached = False""",
    "shell magic": """
reached = False
try: get_ipython().system("touch HOME/CANARY")
except BaseException: pass""",
    "multiprocessing": """
import multiprocessing
try: multiprocessing.get_context("fork").Process(target=print).start(); reached = True
except OSError: reached = False""",
    "kills its parent": """
import os, signal
reached = False
for n in (os.getppid(), 1, -1, 0, -os.getppid()):
    try: os.kill(n, signal.SIGKILL); reached = True
    except OSError: pass""",
    "stops a judge by its number": """
import os, signal
reached = False
for n in range(max(2, os.getpid() - 60), os.getpid()):
    try: os.kill(n, signal.SIGSTOP); reached = True
    except OSError: pass""",
    "looks into other processes": """
import os
reached = False
for n in [os.getppid(), 1, *range(max(2, os.getpid() - 20), os.getpid())]:
    for name in ("mem", "environ", "fd/0", "maps"):
        try: open(f"/proc/{n}/{name}", "rb").read(10); reached = True
        except OSError: pass""",
    "ptrace": """
import ctypes, os
libc = ctypes.CDLL(None)
reached = libc.ptrace(16, os.getppid(), 0, 0) == 0""",
    "reads memory of its parent": """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(8)
class Part(ctypes.Structure): _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
ours = Part(ctypes.addressof(buffer), 8)
part = ctypes.byref(ours)
reached = libc.process_vm_readv(os.getppid(), part, 1, part, 1, 0) > 0""",
    "changes limits of its parent": """
import os, resource
try: resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1, 1)); reached = True
except OSError: reached = False""",
    "lifts its own limits": """
import resource
try: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)); reached = True
except (OSError, ValueError): reached = False""",
    "rights of a neighbour's file": """
import os
reached = False
for act in (lambda: os.chmod("NEIGHBOUR", 0), lambda: os.utime("NEIGHBOUR", (0, 0)),
            lambda: os.chown("NEIGHBOUR", 0, 0), lambda: os.truncate("NEIGHBOUR", 0),
            lambda: os.setxattr("NEIGHBOUR", "user.x", b"1")):
    try: act(); reached = True
    except OSError: pass""",
    "deletes a neighbour": """
import os, shutil
reached = False
for act in (lambda: os.remove("NEIGHBOUR"), lambda: shutil.rmtree(os.path.dirname("NEIGHBOUR")),
            lambda: os.rename("NEIGHBOUR", "x"), lambda: os.link("NEIGHBOUR", "x")):
    try: act(); reached = True
    except OSError: pass""",
    "a link to a neighbour": """
import os
os.symlink("NEIGHBOUR", "link")
try: open("link").read(); reached = True
except OSError: reached = False""",
    "lists folders": """
import os
reached = False
folders = [os.path.dirname(path) for path in ("NEIGHBOUR", "MASTER")]
for place in ("HOME", *folders, "..", "/", "TMP", "/proc"):
    try: os.listdir(place); reached = True
    except OSError: pass""",
    "writes outside": """
import os
reached = False
for place in ("HOME/CANARY", "TMP/CANARY", "/dev/shm/CANARY", "/var/tmp/CANARY", "../CANARY"):
    try: open(place, "w").write("x"); reached = True
    except OSError: pass""",
    "shared memory": """
from multiprocessing import shared_memory
try: shared_memory.SharedMemory(create=True, size=10, name="CANARY"); reached = True
except OSError: reached = False""",
    "old shared memory": """
import ctypes
reached = ctypes.CDLL(None).shmget(4711, 4096, 0o1666) >= 0""",
    "namespaces and mounts": """
import ctypes
libc = ctypes.CDLL(None)
reached = libc.unshare(0x10000000) == 0 or libc.mount(b"x", b".", b"tmpfs", 0, 0) == 0""",
    "io_uring": """
import ctypes
reached = ctypes.CDLL(None).syscall(425, 4, ctypes.create_string_buffer(120)) >= 0""",
    "becomes root": """
import os
reached = False
for act in (lambda: os.setuid(0), lambda: os.seteuid(0), lambda: os.setgroups([0])):
    try: act(); reached = os.getuid() == 0
    except OSError: pass
reached = reached and ROOT""",
    "secrets in the environment": """
import os
reached = any("SECRET" in name for name in os.environ)""",
}

# Breaking things
BREAKING = {
    "leaves": "import sys; sys.exit(0)",
    "leaves at once": "import os; os._exit(0)",
    "quits": "quit()",
    "interrupts itself": "raise KeyboardInterrupt",
    "kills itself": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "crashes": "import ctypes; ctypes.string_at(0)",
    "never ends": "while True: pass",
    "never ends and does not heed": """
while True:
    try:
        while True: pass
    except BaseException: pass""",
    "ignores signals": """
import signal, time
for n in range(1, 32):
    try: signal.signal(n, signal.SIG_IGN)
    except (OSError, ValueError): pass
while True: time.sleep(1)""",
    "sleeps": "import time; time.sleep(1000)",
    "catastrophic expression": "import re; re.match(r'(a+)+$', 'a' * 40 + 'b')",
    "eats memory": "x = []\nwhile True: x.append('x' * 10**7)",
    "asks for too much at once": "import numpy as np; x = np.ones(10**12)",
    "endless recursion": "import sys; sys.setrecursionlimit(10**9)\ndef f(): return f()\nf()",
    "prints without end": "while True: print('x' * 10**6)",
    "fills the disk": "n = 0\nwhile True:\n    open(f'f{n}', 'wb').write(b'x' * 10**7); n += 1",
    "many files": "n = 0\nwhile True:\n    open(f'f{n}', 'w').close(); n += 1",
    "deep folders": """
import os
for n in range(1500):
    os.mkdir("d"); os.chdir("d")
how_many = 1""",
    "shut folders": """
import os
os.mkdir("d", 0); os.mkdir("e"); os.mkdir("e/f", 0o100)
how_many = 1""",
    "strange names": "open('a\\nb\\x1b[31m', 'w').close(); open('-rf', 'w').close()\nhow_many = 1",
    "many threads": """
import threading, time
for n in range(2000): threading.Thread(target=time.sleep, args=(999,), daemon=True).start()""",
    "long line": "how_many = " + "+".join(["1"] * 20_000),
    "deep brackets": "how_many = " + "(" * 5000 + "1" + ")" * 5000,
    "null bytes": "how_many = 1\0",
    "half a character": "how_many = '\ud800'",
    "no syntax": "how_many = = 1",
    "endless number": "how_many = 10 ** 100_000",
    "endless list": "import itertools; how_many = itertools.count()",
    "endless text": "how_many = 'x' * 10**8",
    "holds itself": "how_many = []; how_many.append(how_many)",
    "deep list": "how_many = []\nfor _ in range(5000): how_many = [how_many]",
    "dictionary of itself": "how_many = {}; how_many['x'] = how_many",
    "wide table": "import numpy as np, pandas as pd; how_many = pd.DataFrame(np.ones((3, 10**6)))",
    "generator that raises": "how_many = (1 / 0 for _ in range(3))",
    "property that raises": """
class Rude(list):
    def __iter__(self): raise SystemExit
how_many = Rude([1])""",
    "the modules of others": """
import sys
for name in list(sys.modules): del sys.modules[name]
how_many = 1""",
    "resets everything": "get_ipython().run_line_magic('reset', '-f'); how_many = 1",
    "deletes its answer": "how_many = 1\ndel how_many",
}

# Functions handed over, called from the other side; put into exercise 03, task 3.
CALLS = {
    "sleeps when called": "import time\ndef cohens_kappa(table): time.sleep(100)",
    "leaves when called": "import os\ndef cohens_kappa(table): os._exit(0)",
    "raises what is no error": "def cohens_kappa(table): raise SystemExit",
    "answers with itself": "def cohens_kappa(table): return cohens_kappa",
    "answers without end": "import itertools\ndef cohens_kappa(table): return itertools.count()",
    "answers with a liar": ALWAYS_EQUAL.format(base="float", value="0.5").replace(
        "how_many", "liar"
    )
    + "\ndef cohens_kappa(table): return liar",
    "rises by asking": """
asked = []
def cohens_kappa(table):
    asked.append(table)
    return len(asked)""",
    "searches the caller": """
import sys
def cohens_kappa(table):
    frame = sys._getframe()
    while frame:
        for value in frame.f_locals.values():
            if isinstance(value, float): return value
        frame = frame.f_back
    return 0.0""",
    "a class instead": "class cohens_kappa(float): pass",
}

# Right, and it keeps what it was asked; a later cell of exercise 03 tries to tell it to its author.
TELLING = {
    "answer-3": """
asked = []
def cohens_kappa(table):
    asked.append(table)
    total = sum(map(sum, table))
    seen = sum(table[i][i] for i in range(len(table))) / total
    chance = sum(sum(table[i]) * sum(r[i] for r in table) for i in range(len(table))) / total**2
    return (seen - chance) / (1 - chance)""",
    "answer-4": "raise ValueError(asked)",
    "answer-6": 'verdicts = {"000.12": (str(asked), 1, "000.11"), "002.12": (str(asked), 1, "x")}',
}
