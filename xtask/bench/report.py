"""Turns results into the tables of docs/benchmarks.md and the plot of growth."""

import math
import os
import pathlib

DOCUMENT = pathlib.Path("docs/benchmarks.md")
PLOT = pathlib.Path("docs/benchmarks-growth.svg")
START, END = "<!-- results -->", "<!-- end of results -->"
USABLE_START, USABLE_END = "<!-- usable plans -->", "<!-- end of usable plans -->"


def number(value):
    return f"{value:,.0f}"


def seconds(value):
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def ours(results):
    rows = []
    for result in results:
        mine = result["ours"]
        inside = 100 * (1 - mine["out"] / max(mine["units"], 1))
        rows.append([
            result["name"], number(result["horizon"] + 1), number(mine["nodes"]), number(mine["arcs"]),
            f"{inside:.0f} %", seconds(mine["cpu"]), seconds(mine["check_cpu"]), number(mine["check_peak"]),
            seconds(mine["write_cpu"]), f"{mine['certificate_mib']:.1f}", seconds(mine["verify_cpu"]),
        ])
    head = ["instance", "steps", "nodes", "arcs", "inside at the end", "whole curve, CPU s", "with check in memory, CPU s",
            "MiB", "with files written, CPU s", "certificate, MiB", "verify, CPU s"]
    return table(head, rows)


def against(results):
    rows = []
    for result in results:
        mine, one = result["ours"], result["peers"]["one"]
        ten, cost = result["peers"].get("ten"), result["peers"].get("cost")
        if one["failure"]:
            row = [one["failure"], "-", "-", "nothing claimed", "nothing claimed"]
        else:
            row = [
                f"{seconds(one['cpu'])} ({seconds(one['build'])} + {seconds(one['solve'])})", number(one["peak"]),
                f"~{number(ten['estimate'])}" if ten and not ten["failure"] else "-",
                f"{one['cpu'] / mine['cpu']:.1f}x", f"1/{one['peak'] / mine['peak']:.0f}",
            ]
        least = "not tried" if cost is None else cost["failure"] or seconds(cost["cpu"])
        rows.append([result["name"], seconds(mine["cpu"]), number(mine["peak"])] + row + [least])
    head = ["instance", "korridor, all horizons, CPU s", "MiB", "max flow, one horizon, CPU s (build + solve)", "MiB",
            "every horizon, CPU s (estimate)", "faster", "memory", "min-cost flow, CPU s"]
    return table(head, rows)


def horizons(results):
    runs = sorted((r for r in results if r["name"] == "horizon-71"), key=lambda r: r["horizon"])
    if len(runs) < 2:
        return ""
    rows = []
    for before, result in zip([None] + runs, runs):
        exponent = "-"
        if before:
            steps = math.log((result["horizon"] + 1) / (before["horizon"] + 1))
            exponent = f"{math.log(result['ours']['cpu'] / before['ours']['cpu']) / steps:.2f}"
        rows.append([number(result["horizon"] + 1), seconds(result["ours"]["cpu"]), number(result["ours"]["peak"]), exponent])
    return table(["steps", "CPU s", "MiB", "exponent against the row above"], rows)


def scaling(results):
    by_name = {r["name"]: r["ours"]["cpu"] for r in results}
    rows = []
    for load in ("loose", "tight"):
        plain, scaled = by_name.get(f"city-71-{load}"), by_name.get(f"scaled-71-{load}")
        if plain and scaled:
            rows.append([load, seconds(plain), seconds(scaled), f"{100 * (scaled / plain - 1):+.0f} %"])
    return table(["load", "CPU s", "times 100, CPU s", "difference"], rows) if rows else ""


def imports(rows):
    cells = [
        [r["name"], number(r["bytes"] / 1024), number(r["nodes"]), f"{r['cpu']:.2f}", number(r["peak"]), f"{1e6 * r['cpu'] / r['nodes']:.1f}"]
        for r in rows
    ]
    return table(["network", "file, KiB", "nodes", "CPU s", "MiB", "CPU s per million nodes"], cells) if cells else ""


def plot(results):
    """CPU seconds over nodes, both logarithmic."""
    groups = {
        "korridor, all horizons, loose city": ("#0b6e4f", [(r["ours"]["nodes"], r["ours"]["cpu"]) for r in results if r["name"].startswith("city") and r["name"].endswith("loose")]),
        "korridor, all horizons, tight city": ("#7fb69f", [(r["ours"]["nodes"], r["ours"]["cpu"]) for r in results if r["name"].startswith("city") and r["name"].endswith("tight")]),
        "korridor, all horizons, real networks": ("#1f5fa8", [(r["ours"]["nodes"], r["ours"]["cpu"]) for r in results if r.get("peers") and not r["name"].startswith(("city", "replan"))]),
        "OR-Tools max flow, one horizon": ("#b03a2e", [(r["ours"]["nodes"], r["peers"]["one"]["cpu"]) for r in results if r.get("peers") and not r["peers"]["one"]["failure"]]),
    }
    left, top, width, height = 60, 20, 560, 320
    x = lambda nodes: left + width * (math.log10(nodes) - 2.9) / 2.2
    y = lambda cpu: top + height * (1 - (math.log10(max(cpu, 0.01)) + 2) / 5)
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 660 400" font-family="sans-serif" font-size="12">', '<rect width="660" height="400" fill="#fff"/>']
    for power in range(-2, 4):
        parts.append(f'<path d="M{left} {y(10 ** power):.1f}h{width}" stroke="#ddd"/><text x="{left - 6}" y="{y(10 ** power) + 4:.1f}" text-anchor="end">{10 ** power:g} s</text>')
    for nodes in (1_000, 10_000, 100_000):
        parts.append(f'<text x="{x(nodes):.1f}" y="{top + height + 18}" text-anchor="middle">{nodes:,} nodes</text>')
    for index, (label, (colour, points)) in enumerate(groups.items()):
        points = sorted(points)
        if "city" in label:
            path = " ".join(f"{x(n):.1f},{y(c):.1f}" for n, c in points)
            parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x(n):.1f}" cy="{y(c):.1f}" r="3.5" fill="{colour}"/>' for n, c in points]
        parts.append(f'<circle cx="{left + 14}" cy="{top + 12 + 18 * index}" r="4" fill="{colour}"/><text x="{left + 24}" y="{top + 16 + 18 * index}">{label}</text>')
    PLOT.write_text("\n".join(parts) + "\n</svg>\n")


def busy():
    """Says so if other work ran at the same time: CPU seconds are then some 10 to 40 % too high."""
    load = os.getloadavg()[2]
    return f", busy with other work (load {load:.0f}), which makes CPU seconds vary by tens of percent" if load > 2 else ""


def share(part, whole):
    return f"{100 * part / max(whole, 1):.2f} %"


def usable(rows):
    """A row for each plan and level."""
    cells = []
    for row in rows:
        least = row["least"] or {}
        bound = [share(least[when], 1) if least.get(when) is not None else "-" for when in ("end", "worst")]
        cells.append([
            row["name"], row["level"], number(row["zones"]), number(row["exits"]), f"{number(row['zones'] * 3)} / {number(row['exits'] * 5)}",
            share(row["end"], row["out"]), share(row["worst"], row["wish"]), *bound, number(row["waves"]), number(row["small"]), seconds(row["cpu"]),
        ])
    head = ["plan", "level", "zones", "exits", "zones x 3 / exits x 5", "behind at the end", "at the worst minute", "no waves are less behind at the end",
            "nor at the worst of twelve moments", "waves", "of fewer than 10 persons", "whole plan with its answers, CPU s"]
    return table(head, cells)


def write_usable(rows, revision):
    """The section of usable plans."""
    document = DOCUMENT.read_text()
    text = f"""{USABLE_START}
Two cores of one shared virtual machine{busy()}; release build of {revision}; one run.

{usable(rows)}
{USABLE_END}"""
    before, rest = document.split(USABLE_START)
    DOCUMENT.write_text(before + text + rest.split(USABLE_END)[1])


def write(results, imported):
    measured = sorted((r for r in results if "ours" in r), key=lambda r: (r["ours"]["arcs"], r["name"], r["horizon"]))
    compared = [r for r in measured if r.get("peers")]
    plot(measured)
    revisions = ", ".join(sorted({r["revision"] for r in measured}))
    text = f"""{START}
## Results

Two cores of one shared virtual machine{busy()}; release build of {revisions}; the median of three runs for the whole curve, one
run for everything else.

### The whole curve, all horizons

{ours(measured)}
### Against the explicit expansion

{against(compared)}
*faster*: the peer's single max flow, build and solve, over korridor's whole curve. *Every horizon* is estimated from ten.

![CPU seconds over nodes](benchmarks-growth.svg)

### Twice the horizon

{horizons(measured)}
### Supplies and capacities times 100

{scaling(measured)}
### Import

{imports(imported)}
{END}
"""
    document = DOCUMENT.read_text()
    before = document.split(START)[0].rstrip() + "\n\n"
    after = document.split(END)[1].lstrip("\n") if END in document else ""
    DOCUMENT.write_text(before + text + after)
