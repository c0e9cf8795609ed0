"""Measures the answers and the report of East Aleppo and of Porto Alegre, and writes their table."""

import argparse
import pathlib
import re
import shutil
import statistics
import subprocess

import scenarios
from measure import RUNS, median
from report import DOCUMENT, number, seconds, table

START, END = "<!-- answers -->", "<!-- end of answers -->"


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
    bare, _, _ = median([binary, "plan", scenario, "-o", plan, "--force", "--no-answers"])
    whole, peak, _ = median([binary, "plan", scenario, "-o", plan, "--force"])
    verify, _, _ = median([binary, "verify", plan])
    ask, _, _ = median([binary, "ask", plan])
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
    folders = {"aleppo-2016": scenarios.ALEPPO}
    if options.data:
        folders["porto-alegre"] = options.out / "porto-alegre"
        scenarios.porto_alegre(folders["porto-alegre"], options.data, str(options.korridor))
    rows = []
    for name, scenario in folders.items():
        rows.append(row(name, options.korridor, scenario, options.out))
        print(" | ".join(rows[-1]), flush=True)
    head = ["scenario", "plan without answers, CPU s", "plan with them, CPU s", "MiB", "verify, CPU s", "ask, all of them, CPU s",
            "of it the answers, CPU s", "report, MB", "report loaded and laid out, s"]
    text = DOCUMENT.read_text()
    before, rest = text.split(START)
    DOCUMENT.write_text(before + START + "\n" + table(head, rows) + END + rest.split(END)[1])


if __name__ == "__main__":
    main()
