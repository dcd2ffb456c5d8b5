# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the benches share: a scratch folder, servers that are stopped by their pid, figures, and how much of the machine
others took. Everything that is made lies in one folder below the system's temp folder (TMPDIR), which must not be a tmpfs:
a sync costs nothing there."""
import argparse
import atexit
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
HOST = "127.0.0.1"
NOISE_PERCENT_MAX = 10      # beyond, a figure is to be measured again
PR_SET_CHILD_SUBREAPER = 36
LEFTOVERS_SECONDS = 3       # for the processes of a server that has ended

figures = {}                # name -> Figure, of this run
_started = []
_scratch = None
_keep = False


# ---- scratch folder

def scratch():
    global _scratch
    if _scratch is None:
        _scratch = tempfile.mkdtemp(prefix="milpa-bench-")
        os.chmod(_scratch, 0o755)   # Dovecot's unprivileged processes go through it
        kind = run(["stat", "-f", "-c", "%T", _scratch]).strip()
        if kind == "tmpfs":
            note("the scratch folder is a tmpfs, where a sync costs nothing: set TMPDIR to a folder on a disk")
    return _scratch


def path(*parts):
    return os.path.join(scratch(), *parts)


def folder(*parts, mode=0o755, owner=None):
    made = path(*parts)
    os.makedirs(made, exist_ok=True)
    os.chmod(made, mode)
    if owner:
        shutil.chown(made, owner, owner)
    return made


def write(name, text, mode=0o644):
    made = path(name)
    os.makedirs(os.path.dirname(made), exist_ok=True)
    with open(made, "w") as f:
        f.write(text)
    os.chmod(made, mode)
    return made


def run(argv, **options):
    """The output of a program; fails with what it wrote when it fails."""
    done = subprocess.run(argv, capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{argv[0]} ended with {done.returncode}: {done.stdout[-400:]}{done.stderr[-800:]}")
    return done.stdout


def certificate():
    """A self-signed certificate for localhost: (certificate, key)."""
    cert, key = path("cert.pem"), path("key.pem")
    if not os.path.exists(cert):
        run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", cert])
    return cert, key


# ---- processes

def start(argv, log, talks=False):
    """A server in the foreground, or a client that is talked with; it is stopped when the bench ends."""
    with open(path(log), "ab") as out:
        process = subprocess.Popen(argv, stdin=subprocess.PIPE if talks else subprocess.DEVNULL,
                                   stdout=subprocess.PIPE if talks else out, stderr=out, start_new_session=True)
    _started.append(process)
    return process


def processes(field):
    """{pid: what its /proc/PID/stat has at a field, counted from behind the name}, of all."""
    found = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/stat") as f:
                found[int(entry)] = int(f.read().rsplit(")", 1)[1].split()[field])
        except OSError:
            pass
    return found


def session(leader):
    """All processes of the session that a process has begun, without itself."""
    return [pid for pid, of in processes(3).items() if of == leader and pid != leader]


def family(pid):
    """The process and all of its living descendants."""
    parents = processes(1)
    found, grew = {pid}, True
    while grew:
        more = {child for child, parent in parents.items() if parent in found} - found
        found |= more
        grew = bool(more)
    return [p for p in found if p in parents]


def stop(process, seconds=15):
    """SIGTERM to the server; its descendants end by themselves soon, or are killed, each by its pid."""
    if process in _started:
        _started.remove(process)
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    # Its session is what it began, and what it forked last, too.
    until = time.monotonic() + LEFTOVERS_SECONDS
    while (rest := [p for p in session(process.pid) if _is_alive(p)]) and time.monotonic() < until:
        time.sleep(0.01)
    for pid in rest:
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            continue
        _is_alive(pid, wait=True)


def _is_alive(pid, wait=False):
    """Orphans of our servers become our own children, so this also reaps them."""
    try:
        return os.waitpid(pid, 0 if wait else os.WNOHANG)[0] == 0
    except ChildProcessError:
        return os.path.exists(f"/proc/{pid}")


# ---- the command of a bench

def parser(doc, steps, rounds=3):
    """What every bench takes; a bench adds its own. `doc` is its docstring, `steps` its steps by their names."""
    made = argparse.ArgumentParser(usage=doc.replace("usage: ", "", 1))
    made.add_argument("steps", nargs="*", default="all", choices=[*steps, "all"])
    made.add_argument("--rounds", type=int, default=rounds)
    made.add_argument("--quick", action="store_true")
    made.add_argument("--keep", action="store_true")
    made.add_argument("--wait", type=int, default=30)
    made.add_argument("--ahead", action="store_true")
    return made


def prepare(options):
    """What a bench needs of its process: descriptors, a scratch folder, and that nothing it started outlives it. Then what
    its options say."""
    global _keep
    import ctypes
    import resource
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    atexit.register(_clean_up)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    if options.quick:
        options.rounds, options.wait = 1, 0
    _keep = options.keep
    if options.ahead:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(os.sched_get_priority_min(os.SCHED_RR)))
    tempfile.tempdir = scratch()


def need_milpa(path):
    if not os.access(path, os.X_OK):
        sys.exit(f"{path} is not there: `./run --setup-only` builds it")


def run_steps(steps, options, then=lambda: None):
    """Those that are wanted, and `then`. Ends the process: with 1 where a step has failed."""
    wanted = list(steps) if "all" in options.steps else options.steps
    begin = time.monotonic()
    failed = [name for name in wanted if not run_step(name, steps[name], options.wait)]
    note(f"{time.monotonic() - begin:.0f} s in all, {options.rounds} rounds"
         + (", small counts: the figures mean nothing" if options.quick else ""))
    then()
    sys.exit(1 if failed else 0)


def _clean_up():
    for process in list(_started):
        stop(process)
    if _scratch and not _keep:
        shutil.rmtree(_scratch, ignore_errors=True)


def raise_inotify_limit(count=8192):
    """Until the bench ends: Dovecot needs an inotify instance for each session, and cannot hibernate one without."""
    file = "/proc/sys/fs/inotify/max_user_instances"

    def set_limit(value):
        with open(file, "w") as f:
            f.write(str(value))

    with open(file) as f:
        before = int(f.read())
    if before < count:
        set_limit(count)
        atexit.register(set_limit, before)


def free_port():
    """Below the range from which the kernel takes ports for connections."""
    while True:
        number = random.randrange(20000, 32000)
        with socket.socket() as s:
            try:
                s.bind((HOST, number))
                return number
            except OSError:
                continue


def wait_port(number, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            socket.create_connection((HOST, number), 1).close()
            return
        except OSError:
            time.sleep(0.01)
    raise RuntimeError(f"nothing listens on {HOST}:{number}")


def mailload(**options):
    """Runs mailload with --KEY VALUE for each option (True: the flag alone); {"rate": messages/s, "ack_p50": ms, ...}."""
    program = path("mailload")
    if not os.path.exists(program):
        run(["clang++-19", "-std=c++23", "-O2", "-o", program, os.path.join(HERE, "mailload.cpp"),
             "-lfmt", "-lssl", "-lcrypto", "-lpthread"])
    argv = [program]
    for key, value in options.items():
        argv += [f"--{key}"] if value is True else [f"--{key}", str(value)]
    lines = (line.split(": ") for line in run(argv).splitlines())
    return {key: float(value.split()[0]) for key, value in lines}


# ---- measuring

def pss_kib(pid):
    """The proportional set size of a process and its descendants: what is shared counts once."""
    total = 0
    for member in family(pid):
        try:
            with open(f"/proc/{member}/smaps_rollup") as f:
                total += sum(int(line.split()[1]) for line in f if line.startswith("Pss:"))
        except OSError:
            pass
    return total


def kernel_kib():
    """Kernel memory of the whole machine that connections and processes take: page tables, stacks, slab that stays. Only
    differences mean anything, and the client's sockets are in them."""
    with open("/proc/meminfo") as f:
        return sum(int(line.split()[1]) for line in f if line.split(":")[0] in ("PageTables", "KernelStack", "SUnreclaim"))


def cpu_seconds(pid):
    """User and system time of a process, its descendants and the children that they have reaped."""
    ticks = 0
    for member in family(pid):
        try:
            with open(f"/proc/{member}/stat") as f:
                ticks += sum(map(int, f.read().rsplit(")", 1)[1].split()[11:15]))
        except OSError:
            pass
    return ticks / os.sysconf("SC_CLK_TCK")


def evict(top):
    """The kernel forgets the cached content of the files below a folder (their names stay cached)."""
    os.sync()
    for base, _, names in os.walk(top):
        for name in names:
            try:
                descriptor = os.open(os.path.join(base, name), os.O_RDONLY)
            except OSError:
                continue
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)


class Figure:
    def __init__(self, values, unit):
        self.median, self.least, self.most = statistics.median(values), min(values), max(values)
        self.count, self.unit, self.noise = len(values), unit, None

    def text(self):
        return f"{short(self.median)} {self.unit}"


def short(value):
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def figure(name, values, unit):
    """One line: the median first, then the spread."""
    f = figures[name] = Figure(values, unit)
    _of_step.append(f)
    print(f"{name}: {f.text()} (min {short(f.least)} max {short(f.most)} n {f.count})", flush=True)


def note(text):
    print(f"# {text}", flush=True)


_of_step = []


class Noise:
    """What other processes and the hypervisor take of the machine while this is entered, in percent."""

    def __enter__(self):
        self.begin = self._look()
        return self

    def __exit__(self, *_):
        took, busy, stolen, own = (after - before for before, after in zip(self.begin, self._look()))
        self.seconds = took
        whole = max(took, 0.01) * os.cpu_count() / 100
        self.others, self.hypervisor = max(0, (busy - own) / whole), stolen / whole

    @staticmethod
    def _look():
        with open("/proc/stat") as f:
            ticks = [int(x) for x in f.readline().split()[1:9]]
        second = os.sysconf("SC_CLK_TCK")
        idle, waiting, stolen = ticks[3], ticks[4], ticks[7]
        return time.monotonic(), (sum(ticks) - idle - waiting - stolen) / second, stolen / second, cpu_seconds(os.getpid())


def wait_quiet(seconds):
    """Waits, but not longer than this, until others leave most of the machine alone."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with Noise() as noise:
            time.sleep(2)
        if noise.others + noise.hypervisor < NOISE_PERCENT_MAX:
            return


def run_step(name, step, patience):
    """False when it failed: that is reported, and the others still run."""
    wait_quiet(patience)
    _of_step.clear()
    good = True
    with Noise() as noise:
        try:
            step()
        except Exception as error:
            good = False
            note(f"step {name} FAILED: {type(error).__name__}: {error}")
    for f in _of_step:
        f.noise = noise.others + noise.hypervisor
    note(f"step {name}: {noise.seconds:.0f} s; other processes took {noise.others:.0f}% of the machine, "
         f"the hypervisor {noise.hypervisor:.0f}%")
    return good
