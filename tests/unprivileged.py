"""Running a test as a user who may not write everywhere, even where the tests run as root."""

import os
import sys
import traceback

NOBODY = 65534


def unprivileged(function):
    """Call `function` as an ordinary user; raise AssertionError with its traceback if it fails.

    Root hands over to a child process that gives its rights away. What the function needs must
    be imported already: the child may not be allowed to read the library's folder.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        function()
        return
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            function()
            code = 0
        except BaseException:
            os.write(writer, traceback.format_exc().encode())
        finally:
            sys.stdout.flush()
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        told = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0, told
