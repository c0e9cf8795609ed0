"""Runs a program as a process of its own and tells what it used."""

import os
import resource
import signal
import statistics
import subprocess
import threading
import time

# The last steps of instances that are solved for others than 599.
HORIZONS = {"horizon-71": [599, 1199, 2399]}
# Runs of which the median is told.
RUNS = 3


def revision():
    run = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return run.stdout.strip()


class Run:
    """CPU seconds, peak memory in MiB, output, and why it did not finish, if so."""

    def __init__(self, cpu, wall, peak, output, failure):
        self.cpu, self.wall, self.peak, self.output, self.failure = cpu, wall, peak, output, failure

    def values(self):
        return dict(pair.split("=", 1) for pair in self.output.split() if "=" in pair)


def measure(command, cpu_limit=None, memory_limit=None):
    """Runs `command` within limits of CPU seconds and bytes of address space."""

    def limit():
        if cpu_limit:
            resource.setrlimit(resource.RLIMIT_CPU, (cpu_limit, cpu_limit + 5))
        if memory_limit:
            resource.setrlimit(resource.RLIMIT_AS, (memory_limit, memory_limit))

    started = time.monotonic()
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=limit, text=True
    )
    said = {}

    def drain(name, stream):
        said[name] = stream.read()

    readers = [
        threading.Thread(target=drain, args=pair)
        for pair in (("out", child.stdout), ("err", child.stderr))
    ]
    for reader in readers:
        reader.start()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    for reader in readers:
        reader.join()
    cpu = usage.ru_utime + usage.ru_stime
    return Run(cpu, time.monotonic() - started, usage.ru_maxrss / 1024, said["out"], why(child, cpu, cpu_limit, said["err"]))


def why(child, cpu, cpu_limit, said):
    if child.returncode == 0:
        return None
    if cpu_limit and cpu >= cpu_limit - 1 or child.returncode == -signal.SIGXCPU:
        return f"> {cpu_limit} s"
    if "MemoryError" in said or "bad_alloc" in said or child.returncode in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGKILL):
        return "out of memory"
    return f"failed: {said.strip().splitlines()[-1] if said.strip() else child.returncode}"


def checked(command):
    """Runs `command`, which must end well."""
    run = measure([str(word) for word in command])
    if run.failure:
        raise SystemExit(f"{' '.join(map(str, command))}: {run.failure}")
    return run


def median(command):
    """The median of CPU seconds, the largest memory, and the last output."""
    runs = [checked(command) for _ in range(RUNS)]
    return statistics.median(run.cpu for run in runs), max(run.peak for run in runs), runs[-1].output
