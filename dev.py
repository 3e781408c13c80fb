"""Everything a newcomer or a developer does here: run, test, lint, bench, pictures, build. Standard library alone.

`python3 dev.py run` (Windows: `py dev.py run`) makes the environment in `.venv` and opens the window on the sample;
`python3 dev.py test` installs the checkers and runs them all. Nothing is installed outside `.venv` but, on Debian and
Ubuntu, the system packages listed below. The package sources are those pip and apt are set up with.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

NEEDED = (3, 11)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
RUNTIME_LOCKS = ("requirements.lock",)
DEV_LOCKS = ("requirements.lock", "requirements-dev.lock")

# fmt: off
# What Qt loads (window and offscreen) and a font with Japanese, 𠮷, 髙 and variation sequences.
QT_PACKAGES = [
    "fonts-noto-cjk", "libdbus-1-3", "libegl1", "libfontconfig1", "libfreetype6", "libgl1", "libglib2.0-0",
    "libx11-xcb1", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0",
    "libxcb-render-util0", "libxcb-shape0", "libxcb-shm0", "libxcb-sync1", "libxcb-xfixes0", "libxcb-xkb1",
    "libxkbcommon-x11-0", "libxkbcommon0",
]
# What the tests check with: real windows, sheets as an office program shows them, graphs, system calls, HTML pages;
# binutils is what PyInstaller looks into libraries with.
CHECK_PACKAGES = [
    "binutils", "chromium", "graphviz", "libreoffice-calc", "poppler-utils", "strace", "xauth", "xvfb",
]
# fmt: on
BROWSERS = ("chromium", "chromium-browser", "google-chrome")  # any of them
CHECK_PROGRAMS = ("soffice", "pdftoppm", "pdftotext", "dot", "strace", "xvfb-run")


class Stop(Exception):
    """The reason, in Japanese and English, why nothing more can be done here."""


def say(japanese: str, english: str) -> None:
    """One remark in both languages, on standard error (standard output belongs to the program that is run)."""
    print(f"dev.py: {japanese}\n        {english}", file=sys.stderr, flush=True)


def run(*command: object, env: dict[str, str] | None = None, quiet: bool = False) -> int:
    """Run a program in the project folder and return its exit code; with ``quiet`` its output is dropped."""
    sink = subprocess.DEVNULL if quiet else None
    return subprocess.run(
        [str(c) for c in command], cwd=ROOT, env=env, stdout=sink, stderr=sink, check=False
    ).returncode


def must(*command: object, env: dict[str, str] | None = None) -> None:
    """Like :func:`run`, but a failure ends everything with the command that failed."""
    code = run(*command, env=env)
    if code:
        text = shlex.join(str(c) for c in command)
        raise Stop(f"次のコマンドが失敗しました（終了コード {code}）: {text}\nThis command failed (exit code {code}).")


# --- system packages -------------------------------------------------------------------------------------------------


def is_debian() -> bool:
    """True where apt and dpkg say what is installed."""
    return sys.platform == "linux" and bool(shutil.which("dpkg-query")) and bool(shutil.which("apt-get"))


def missing_packages(names: list[str]) -> list[str]:
    """Those of ``names`` that dpkg does not know as installed (Ubuntu's …t64 successors count)."""
    asked = [n + suffix for n in names for suffix in ("", "t64")]
    answer = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *asked],
        capture_output=True,
        text=True,
        check=False,
    )
    have = {line.split()[0] for line in answer.stdout.splitlines() if line.endswith(" installed")}
    return [n for n in names if n not in have and n + "t64" not in have]


def apt_prefix() -> list[str] | None:
    """How apt-get may be called without a question: as root, by passwordless sudo, or not at all (None)."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and run("sudo", "-n", "true", quiet=True) == 0:
        return ["sudo", "-n"]
    return None


def apt_install(names: list[str]) -> bool:
    """Install Debian packages; False when this user may not or apt refuses."""
    prefix = apt_prefix()
    if prefix is None:
        return False
    path = os.environ.get("PATH", "") + os.pathsep + "/usr/sbin" + os.pathsep + "/sbin"  # dpkg wants ldconfig
    env = {**os.environ, "PATH": path}
    setting = ["env", "DEBIAN_FRONTEND=noninteractive"]
    install = [*prefix, *setting, "apt-get", "install", "-y", "--no-install-recommends", *names]
    say(f"システムの部品を入れます: {' '.join(names)}", "Installing system packages.")
    run(*prefix, *setting, "apt-get", "update", env=env)  # an old list may still do; the installation decides
    return run(*install, env=env) == 0


def apt_line(names: list[str]) -> str:
    """The one exact command for the person who may install."""
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(names)}"


def venv_package() -> list[str]:
    """Debian's own Python comes without ensurepip; this package brings it. Empty where nothing is missing."""
    if importlib.util.find_spec("ensurepip") is not None or not sys.executable.startswith("/usr/"):
        return []
    return [f"python{sys.version_info.major}.{sys.version_info.minor}-venv"]


def system_for_run() -> list[str]:
    """Qt's libraries and a Japanese font. What this user may not install is named and returned; Qt may load without."""
    if not is_debian():
        return []
    missing = missing_packages(QT_PACKAGES + venv_package())
    if not missing or apt_install(missing):
        return []
    say(
        f"次の部品が足りません。文字や窓が出ないときは、このコマンドを実行してください:\n  {apt_line(missing)}",
        "Some system packages are missing. Run the line above if text or the window does not show.",
    )
    return missing


def need_qt(missing: list[str]) -> None:
    """With packages missing: stop before the program does, when Qt does not load."""
    code = "from PySide6.QtWidgets import QApplication; QApplication([])"
    if missing and run(PYTHON, "-c", code, env=offscreen(), quiet=True):
        raise Stop(
            "窓を開く部品が足りません。次のコマンドを実行してから、もう一度始めてください:\n"
            f"  {apt_line(missing)}\nQt does not load without these packages: run that line, then start again."
        )


def system_for_test() -> None:
    """Everything the checkers use; a missing one is an error, never a skipped check."""
    if is_debian():
        browser = any(shutil.which(name) for name in BROWSERS)
        wanted = [n for n in CHECK_PACKAGES if n != "chromium" or not browser]
        missing = missing_packages(QT_PACKAGES + wanted + venv_package())
        if missing and not apt_install(missing):
            raise Stop(
                "検査に使う部品が足りません。次のコマンドを実行してから、もう一度始めてください:\n"
                f"  {apt_line(missing)}\nThe checkers need these packages: run that line, then start again."
            )
    absent = [p for p in CHECK_PROGRAMS if not shutil.which(p)]
    if not any(shutil.which(name) for name in BROWSERS):
        absent.append("chromium")
    if sys.platform == "linux" and absent:
        raise Stop(
            f"検査に使うプログラムが見つかりません: {'、'.join(absent)}\n"
            f"These programs are missing: {', '.join(absent)} (Debian packages: {' '.join(CHECK_PACKAGES)})."
        )


# --- the environment -------------------------------------------------------------------------------------------------


def make_venv() -> None:
    """Create `.venv` with pip in it, also where the Python came without ensurepip (Debian's minimal one)."""
    if PYTHON.is_file() and run(PYTHON, "-m", "pip", "--version", quiet=True) == 0:
        return
    if VENV.exists():
        shutil.rmtree(VENV)
    if is_debian() and venv_package() and apt_install(venv_package()):
        importlib.invalidate_caches()
    if importlib.util.find_spec("ensurepip") is not None:
        must(sys.executable, "-m", "venv", VENV)
        return
    # Without ensurepip: an empty environment, filled by a pip that stands outside it.
    if importlib.util.find_spec("pip") is not None:
        must(sys.executable, "-m", "venv", "--without-pip", VENV)
        if run(sys.executable, "-m", "pip", "--python", PYTHON, "install", "pip") == 0:
            return
        shutil.rmtree(VENV)
    how = f"{sys.executable} -m ensurepip --upgrade"
    if is_debian():
        how = apt_line(missing_packages(QT_PACKAGES + venv_package()))
    raise Stop(
        "この Python には環境を作る部品（ensurepip）がありません。次のコマンドを実行してから、もう一度始めてください:\n"
        f"  {how}\nThis Python lacks ensurepip: run that line, then start again."
    )


def fingerprint(locks: tuple[str, ...]) -> str:
    """What the environment was made from: lock files, project description, this Python, this folder."""
    digest = hashlib.sha256(f"{sys.version}\n{ROOT}\n".encode())
    for name in (*locks, "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def environment(locks: tuple[str, ...]) -> None:
    """Make sure `.venv` holds exactly the pinned packages of ``locks`` and the project itself, editable."""
    stamp = VENV / f"fitgap-{len(locks)}.stamp"
    now = fingerprint(locks)
    if PYTHON.is_file() and stamp.is_file() and stamp.read_text("utf-8") == now:
        return
    say(
        "環境を .venv に作ります（初回は数分かかります）。", "Making the environment in .venv (a few minutes at first)."
    )
    make_venv()
    wanted = [part for name in locks for part in ("-r", name)]
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check")
    must(*pip, "install", "--no-deps", *wanted)
    must(*pip, "install", "--no-deps", "--no-build-isolation", "--quiet", "-e", ".")
    must(*pip, "check")
    stamp.write_text(now, "utf-8")
    if locks == DEV_LOCKS:  # holds the smaller one
        (VENV / f"fitgap-{len(RUNTIME_LOCKS)}.stamp").write_text(fingerprint(RUNTIME_LOCKS), "utf-8")


def offscreen() -> dict[str, str]:
    """The environment of a run without a window."""
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


# --- commands --------------------------------------------------------------------------------------------------------


def has_display() -> bool:
    """Whether a window can be shown here (only Linux can be without)."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def command_run(options: argparse.Namespace) -> int:
    """Open the window on the sample; without a display leave the same job's results in a folder."""
    missing = system_for_run()
    environment(RUNTIME_LOCKS)
    need_qt(missing)
    if has_display():
        return run(PYTHON, "-m", "app", *(options.rest or ["gui", "--sample"]))
    out = ROOT / "demo-out"
    say(
        f"画面（ディスプレイ）がないため、窓は開けません。みほん市の同じ仕事を画面なしで行い、{out} に置きます。",
        f"There is no display, so no window can open. The same job is done headless; its results go to {out}.",
    )
    code = run(PYTHON, "-m", "app", "demo", "--out", out, env=offscreen())
    if code == 0:
        say(f"できました。結果のフォルダー: {out}", f"Done. Results are in: {out}")
    return code


def lint_steps(*, types: bool = True) -> list[list[object]]:
    """The checks that read the source: style, form, types, import contracts."""
    steps: list[list[object]] = [
        [PYTHON, "-m", "ruff", "check", "."],
        [PYTHON, "-m", "ruff", "format", "--check", "."],
    ]
    if types:
        steps.append([PYTHON, "-m", "mypy"])
    steps.append([PYTHON, "-m", "pytest", "-q", "-p", "no:randomly", "tests/unit/test_architecture.py"])
    return steps


def run_all(steps: list[list[object]]) -> int:
    """Run every step even when one fails, so that one run shows everything; the number of failures decides."""
    failed = []
    for step in steps:
        shown = shlex.join(str(part) for part in step[2:])
        print(f"=== {shown}", file=sys.stderr, flush=True)
        if run(*step, env=offscreen()):
            failed.append(shown)
    if failed:
        listed = "\n  ".join(failed)
        say(f"失敗した検査 {len(failed)} 件:\n  {listed}", f"{len(failed)} of {len(steps)} checks failed (see above).")
    return 1 if failed else 0


def command_lint(_options: argparse.Namespace) -> int:
    """Style, form, types and import contracts."""
    environment(DEV_LOCKS)
    return run_all(lint_steps())


def command_test(options: argparse.Namespace) -> int:
    """All checks and all test levels; ``--fast``: no types, only the levels without windows and programs."""
    system_for_test()
    environment(DEV_LOCKS)
    rest = list(options.rest)
    workers = [] if any(r.startswith("-n") for r in rest) else ["-n", "2"]
    levels = ["tests/unit", "tests/store", "tests/properties"] if options.fast else []
    tests: list[object] = [PYTHON, "-m", "pytest", *workers, *levels, *rest]
    return run_all([*lint_steps(types=not options.fast), tests])


def command_bench(options: argparse.Namespace) -> int:
    """Times as ratios against a yardstick in the same run."""
    system_for_run()
    environment(DEV_LOCKS)
    return run(PYTHON, "-m", "tests.performance.bench", *options.rest, env=offscreen())


def command_pictures(options: argparse.Namespace) -> int:
    """Every screen, sheet and page as a picture, with the automatic checks of what they show."""
    system_for_test()
    environment(DEV_LOCKS)
    failed = run(PYTHON, "-m", "tests.pictures.make", *options.rest, env=offscreen())
    if not options.rest:
        failed |= run(PYTHON, "-m", "tests.pictures.papers", env=offscreen())
    return failed


def command_build(_options: argparse.Namespace) -> int:
    """The installable folder (PyInstaller, onedir), proven by its own self-test."""
    if is_debian():
        system_for_test()
    environment(DEV_LOCKS)
    must(PYTHON, "-m", "PyInstaller", "--noconfirm", "--clean", "build_installer.spec")
    program = ROOT / "dist" / "fitgap" / ("fitgap.exe" if WINDOWS else "fitgap")
    code = run(program, "self-test", env=os.environ.copy() if has_display() else offscreen())
    if code == 0:
        say(f"できました: {program.parent}", f"Built and self-tested: {program.parent}")
    return code


COMMANDS = {
    "run": command_run,
    "test": command_test,
    "lint": command_lint,
    "bench": command_bench,
    "pictures": command_pictures,
    "build": command_build,
}


def use_newer_python() -> None:
    """Under an older Python: start again with a newer one found beside it, or say which is needed."""
    if sys.version_info >= NEEDED:
        return
    for minor in range(14, NEEDED[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            sys.exit(subprocess.call([found, *sys.argv]))
    have = ".".join(str(n) for n in sys.version_info[:3])
    sys.exit(
        f"dev.py: Python 3.11 以上が必要です（これは {have} です）。3.11 以上を入れて、それで実行してください。\n"
        f"        Python 3.11 or newer is needed (this is {have})."
    )


def main() -> int:
    """Parse the command line and do it; 0 done, 1 something failed, 2 wrong usage."""
    use_newer_python()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console of another code page must not stop the work
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description="標準化 Fit&Gap ワークベンチ: 実行・検査・包装 / run, check and package",
        epilog="What follows a command's own options goes to the program it starts: dev.py test -k merge",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="{" + ",".join(COMMANDS) + "}")
    for name, function in COMMANDS.items():
        sub = commands.add_parser(name, help=(function.__doc__ or "").split("\n")[0], allow_abbrev=False)
        if name == "test":
            sub.add_argument("--fast", action="store_true", help="no types, no windows: for the minute between edits")
    options, options_rest = parser.parse_known_args()
    options.rest = options_rest
    try:
        return COMMANDS[options.command](options)
    except Stop as stop:
        print(f"dev.py: {stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("dev.py: 中止しました / stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
