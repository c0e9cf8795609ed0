"""Measures the answers and the report of East Aleppo and of Porto Alegre, and writes their table."""

import argparse
import pathlib
import re
import shutil
import statistics
import subprocess

from measure import measure
from report import DOCUMENT, number, seconds, table

START, END = "<!-- answers -->", "<!-- end of answers -->"
RUNS = 3


def checked(command):
    run = measure([str(word) for word in command])
    if run.failure:
        raise SystemExit(f"{' '.join(map(str, command))}: {run.failure}")
    return run


def median(command):
    runs = [checked(command) for _ in range(RUNS)]
    return statistics.median(run.cpu for run in runs), max(run.peak for run in runs)


def porto_alegre(binary, data, folder):
    """The scenario of `korridor new`, with hours and four corridors that are made up."""
    population = data / "population" / "porto-alegre" / "poa_hexgrid.csv"
    roads = data / "osm" / "porto-alegre.osm.pbf"
    checked([binary, "new", folder, "--osm", roads, "--population", population, "--force"])
    written = folder / "scenario.toml"
    text = written.read_text()
    hours = 'windows = [{ start = "2026-03-02T08:00", end = "2026-03-02T16:00" }]'
    for old, new in (
        ('time_zone = ""', 'time_zone = "America/Sao_Paulo"\nuptake = 1.0'),
        ("declared_by = []", 'declared_by = ["exercise control"]'),
        ("windows = []", hours),
    ):
        if old not in text:
            raise SystemExit(f"{written}: no {old}")
        text = text.replace(old, new)
    written.write_text(text + pathlib.Path(__file__).with_name("porto-alegre.toml").read_text())
    return folder


def interactive(page, out):
    """Milliseconds until a browser has loaded a page, run its script and laid it out; None without one."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if not browser:
        return None
    frame = out / "frame.html"
    frame.write_text(
        "<title>waiting</title><script>const start = performance.now();const loaded = (frame) => {"
        "const page = frame.contentDocument; page.body.getBoundingClientRect();"
        "document.title = page.querySelector('.scrub').hidden ? 'dead' : `ready ${performance.now() - start}`;};</script>"
        f'<iframe width="1280" height="900" src="{page.resolve().as_uri()}" onload="loaded(this)"></iframe>'
    )
    command = [browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"]
    command += ["--window-size=1400,1000", "--dump-dom", frame.resolve().as_uri()]
    found = []
    for _ in range(RUNS):
        said = subprocess.run(command, capture_output=True, text=True, timeout=120).stdout
        ready = re.search(r"<title>ready ([\d.]+)</title>", said)
        if not ready:
            raise SystemExit(f"{page}: the browser never had it ready: {said[:200]}")
        found.append(float(ready.group(1)))
    return statistics.median(found)


def row(name, binary, scenario, out):
    plan = out / f"{name}-plan"
    bare, _ = median([binary, "plan", scenario, "-o", plan, "--force", "--no-answers"])
    whole, peak = median([binary, "plan", scenario, "-o", plan, "--force"])
    verify, _ = median([binary, "verify", plan])
    ask, _ = median([binary, "ask", plan])
    page = plan / "report.html"
    ready = interactive(page, out)
    return [
        name, seconds(bare), seconds(whole), number(peak), seconds(verify), seconds(ask), seconds(ask - verify),
        f"{page.stat().st_size / 1e6:.2f}", "no browser" if ready is None else f"{ready / 1e3:.2f}",
    ]


def main():
    parser = argparse.ArgumentParser()
    for name in ("korridor", "out"):
        parser.add_argument(name, type=pathlib.Path)
    parser.add_argument("--data", type=pathlib.Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    scenarios = {"aleppo-2016": pathlib.Path("scenarios/aleppo-2016")}
    if options.data:
        scenarios["porto-alegre"] = porto_alegre(options.korridor, options.data, options.out / "porto-alegre")
    rows = []
    for name, scenario in scenarios.items():
        rows.append(row(name, options.korridor, scenario, options.out))
        print(" | ".join(rows[-1]), flush=True)
    head = ["scenario", "plan without answers, CPU s", "plan with them, CPU s", "MiB", "verify, CPU s", "ask, all of them, CPU s",
            "of it the answers, CPU s", "report, MB", "report loaded and laid out, s"]
    text = DOCUMENT.read_text()
    before, rest = text.split(START)
    DOCUMENT.write_text(before + START + "\n" + table(head, rows) + END + rest.split(END)[1])


if __name__ == "__main__":
    main()
