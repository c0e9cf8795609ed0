"""Measures reports as PDF of East Aleppo, 4 November 2016, against a browser that prints the same page, and writes their table."""

import argparse
import pathlib
import shlex
import shutil
import statistics
import subprocess
import time

from measure import RUNS, checked, revision
from report import DOCUMENT, number, seconds, table

START, END = "<!-- pages -->", "<!-- end of pages -->"
DAY = pathlib.Path("crates/cli/tests/aleppo/day.txt")
SCENARIO = pathlib.Path("scenarios/aleppo-2016")
CORRIDORS = ["bustan-al-qasr", "civilian-2", "civilian-3", "civilian-4", "civilian-5", "civilian-6", "castello-road", "souk-al-hay"]
AT = "2016-11-04T19:30"


def enter(binary, out):
    """A record of the day, and a plan for it."""
    record, plan = out / "pause.kor", out / "plan"
    checked([binary, "open", SCENARIO, "--record", record, "--by", "cell", "--known", "2016-11-02T12:00"])
    for line in DAY.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        names = CORRIDORS if "{corridor}" in line else [""]
        for name in names:
            words = shlex.split(line.replace("{corridor}", name))
            checked([binary, "record", record, *words, "--by", "cell"])
    checked([binary, "plan", SCENARIO, "-o", plan, "--force"])
    return record, plan


def timed(command):
    """Medians of wall and CPU seconds, the largest memory in MiB."""
    runs = [checked(command) for _ in range(RUNS)]
    wall = statistics.median(run.wall for run in runs)
    return wall, statistics.median(run.cpu for run in runs), max(run.peak for run in runs)


def browser(page, out):
    """Wall seconds until a browser has printed a page; None without one."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        return None
    command = [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
               f"--print-to-pdf={out / 'peer.pdf'}", page.resolve().as_uri()]
    walls = []
    for _ in range(RUNS):
        started = time.monotonic()
        subprocess.run(command, capture_output=True, timeout=120, check=True)
        walls.append(time.monotonic() - started)
    return statistics.median(walls)


def main():
    parser = argparse.ArgumentParser()
    for name in ("korridor", "out"):
        parser.add_argument(name, type=pathlib.Path)
    options = parser.parse_args()
    shutil.rmtree(options.out, ignore_errors=True)
    options.out.mkdir(parents=True)
    record, plan = enter(options.korridor, options.out)
    rows = []
    for kind, more in (("sitrep", []), ("sitrep with plan and map", ["--plan", plan]), ("public", []), ("party:Russia", [])):
        for lang in ("en", "nb", "ar"):
            base = [options.korridor, "report", record, "--kind", kind.split()[0], "--lang", lang, "--at", AT, "--force", *more]
            page, sheets = options.out / "page.html", options.out / "page.pdf"
            html, _, _ = timed(base + ["--format", "html", "-o", page])
            wall, cpu, peak = timed(base + ["--format", "pdf", "-o", sheets])
            peer = browser(page, options.out)
            rows.append([
                kind, lang, seconds(wall), seconds(cpu), number(peak), seconds(html),
                "no browser" if peer is None else seconds(peer), number(sheets.stat().st_size / 1024),
            ])
            print(" | ".join(rows[-1]), flush=True)
    head = ["report", "language", "PDF, s", "CPU s", "MiB", "HTML, s", "the same page printed by Chromium, s", "PDF, KiB"]
    text = DOCUMENT.read_text()
    before, rest = text.split(START)
    said = f"Two cores of one shared virtual machine; release build of {revision()}; medians of {RUNS} runs, each a process of its own from the record to the file.\n\n"
    DOCUMENT.write_text(before + START + "\n" + said + table(head, rows) + END + rest.split(END)[1])


if __name__ == "__main__":
    main()
