"""The command `shieldtalks class`: its options, and which of its jobs is meant."""

import argparse

from shieldtalks.errors import DataError

EPILOG = """solutions/CLASS.md has a class minute by minute, what to do when the network fails, and
examples for a reverse proxy and JupyterHub."""


def options(parser: argparse.ArgumentParser) -> None:
    """Give the command its options."""
    parser.epilog = EPILOG
    parser.add_argument("lesson", nargs="?", help="its number, such as 04; none: list the classes")
    parser.add_argument(
        "--name", default="", help="of the class; the same name goes on (default: lesson and day)"
    )
    parser.add_argument(
        "--share",
        nargs="?",
        const="",
        metavar="ADDRESS",
        help="let phones in this computer's network reach it (one ADDRESS: only there)",
    )
    parser.add_argument("--port", type=_port, help="default: the first free one from 8020 on")
    parser.add_argument(
        "--behind", metavar="URL", help="the address of a reverse proxy or JupyterHub in front"
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open the teacher's page")
    parser.add_argument("--delete", metavar="NAME", help="delete a class and all its answers")


def run(chosen: argparse.Namespace) -> int:
    """Hold a class: its phones answer, the projector shows, the teacher leads.

    Every answer is stored before it is acknowledged. Close it with Ctrl+C; the same command goes on
    where the class was. Without a lesson it lists the classes that are kept.
    """
    if chosen.delete is not None:
        from shieldtalks.classroom.run import only_one
        from shieldtalks.classroom.store import class_path, delete_class

        if class_path(chosen.delete).exists():
            with only_one(class_path(chosen.delete)):
                pass
        delete_class(chosen.delete)
        print(f"{chosen.delete}: deleted, with all its answers.")
        return 0
    from shieldtalks.classroom import run as running
    from shieldtalks.classroom.plan import plan_of
    from shieldtalks.predict import load_prompts

    if chosen.lesson is None:
        lines = running.list_classes()
        print("\n".join(lines or ["No class is kept. Open one: shieldtalks class 04 --share"]))
        return 0
    if not (chosen.lesson.isdecimal() and len(chosen.lesson) <= 2):
        raise DataError(f"{chosen.lesson}: no lesson. Give its number, such as 04.")
    lesson = chosen.lesson.zfill(2)
    print(f"Reading the questions of lesson {lesson} ...", flush=True)
    running.hold(
        plan_of(lesson, load_prompts(lesson)),
        lesson,
        chosen.name,
        chosen.port,
        chosen.share,
        chosen.behind,
        browser=not chosen.no_browser,
        say=lambda line: print(line, flush=True),
    )
    return 0


def _port(text):
    if not (text.isdecimal() and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a number from 1 to 65535")
    return int(text)
