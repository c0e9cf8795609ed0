"""Measures plans and re-plans at half time, and writes their two tables.

Of a bare problem, people are where the exact flow has them when the second half begins; of a plan folder,
where its waves have them. In both the exit or corridor that most people use is closed.
"""

import argparse
import collections
import csv
import datetime
import json
import pathlib

import scenarios
from measure import HORIZONS, checked, median, revision
from report import DOCUMENT, busy, number, seconds, table

START, END = "<!-- re-plans -->", "<!-- end of re-plans -->"
# Too large for a benchmark that is run often.
LEFT_OUT = "city-316"


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(path, head, lines):
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *lines])


def curve(path):
    return [int(row["cumulative"]) for row in rows(path)]


class State:
    """Where the units of a bare problem are when step `half` begins, by the paths of its exact flow."""

    def __init__(self, folder, paths, half):
        arcs = rows(folder / "arcs.csv")
        if any(row.get("from") or row.get("until") for row in arcs):
            raise SystemExit(f"{folder.name}: re-plans are measured on constant capacities only")
        self.arcs, self.exits = arcs, [row["node"] for row in rows(folder / "exits.csv")]
        if any(row.get("limit") for row in rows(folder / "exits.csv")):
            raise SystemExit(f"{folder.name}: re-plans are measured on exits without limits only")
        self.out, self.used = 0, collections.Counter()
        # Units that are or will be at a node, by the step in which they are there, counted from the half.
        self.there = collections.Counter()
        departed = collections.Counter()
        for hops in self.walks(paths):
            units = int(hops[0]["units"])
            exit = arcs[int(hops[-1]["arc_row"]) - 1]["head"]
            self.used[exit] += units
            made = [hop for hop in hops if int(hop["entry_step"]) < half]
            if not made:
                continue
            departed[arcs[int(made[0]["arc_row"]) - 1]["tail"]] += units
            arc = arcs[int(made[-1]["arc_row"]) - 1]
            arrival = int(made[-1]["entry_step"]) + int(arc["transit"])
            if len(made) == len(hops) and arrival < half:
                self.out += units
            else:
                self.there[arc["head"], max(arrival - half, 0)] += units
        self.at_home(folder, departed, half)

    @staticmethod
    def walks(paths):
        hops, current = [], None
        for row in rows(paths):
            if row["path"] != current and hops:
                yield hops
                hops = []
            current = row["path"]
            hops.append(row)
        if hops:
            yield hops

    def at_home(self, folder, departed, half):
        """Whoever set out from a node was there first: those of its earliest releases."""
        supplies = sorted(rows(folder / "supplies.csv"), key=lambda row: int(row.get("release") or 0))
        for row in supplies:
            node, release, units = row["node"], int(row.get("release") or 0), int(row["supply"])
            if node in self.exits and release < half:
                self.out += units
                continue
            gone = min(units, departed[node])
            departed[node] -= gone
            if units > gone:
                self.there[node, max(release - half, 0)] += units - gone
        if any(departed.values()):
            raise SystemExit(f"{folder.name}: more units set out than there were")

    def write(self, folder, closed=None):
        """A bare problem of the second half. An exit that is closed is a node like others: whoever is on the
        way into it turns round there."""
        folder.mkdir(parents=True, exist_ok=True)
        write(folder / "arcs.csv", ["tail", "head", "transit", "capacity"], [[row[name] for name in ("tail", "head", "transit", "capacity")] for row in self.arcs])
        write(folder / "supplies.csv", ["node", "supply", "release"], [[node, units, step] for (node, step), units in sorted(self.there.items())])
        write(folder / "exits.csv", ["node"], [[node] for node in self.exits if node != closed])
        return folder


def bare(korridor, folder, horizon, out):
    """One row: the first plan and the re-plan of a bare problem."""
    half, made = (horizon + 1) // 2, out / "bare"
    made.mkdir(parents=True, exist_ok=True)
    flow = [korridor, "flow", folder, "--horizon", horizon, "--json"]
    first, _, _ = median(flow)
    paths, arrivals = made / "paths.csv", made / "arrivals.csv"
    checked([*flow, "--paths", paths, "--arrivals", arrivals, "--force"])
    before = curve(arrivals)
    state = State(folder, paths, half)
    if state.out != before[half - 1]:
        raise SystemExit(f"{folder.name}: {state.out} out at the half by the paths, {before[half - 1]} by the curve")
    rest = horizon - half

    def solved(problem):
        proof = made / "proof.json"
        checked([korridor, "flow", problem, "--horizon", rest, "--json", "--certificate", proof, "--arrivals", arrivals, "--force"])
        checked([korridor, "verify", proof, "--problem", problem])
        return curve(arrivals)

    # Where nothing closes, nobody can do better than move on as they were going to.
    onwards = solved(state.write(made / "onwards"))
    if [state.out + units for units in onwards] != before[half:]:
        raise SystemExit(f"{folder.name}: moved on from the half without a closure, the curve is another")
    closed = state.used.most_common(1)[0][0]
    problem = state.write(made / "closed", closed)
    again = solved(problem)
    cpu, _, output = median([korridor, "flow", problem, "--horizon", rest, "--json"])
    answer = json.loads(output)
    return {
        "name": folder.name, "steps": horizon + 1, "nodes": answer["nodes"], "arcs": answer["arcs"], "supplies": len(state.there),
        "left": answer["units"], "out": again[-1], "without": onwards[-1], "first": first, "again": cpu,
    }


def planned(name, korridor, scenario, out):
    """One row: a plan folder and the one that continues it."""
    first, second = out / f"{name}-plan", out / f"{name}-again"
    plan, _, _ = median([korridor, "plan", scenario, "-o", first, "--force", "--no-answers"])
    verify, _, _ = median([korridor, "verify", first])
    document = json.loads((first / "plan.json").read_text())
    best = next(level for level in document["levels"] if level["level"] == "best")["usable"]["corridors"]
    closed = max(best, key=lambda corridor: best[corridor]["out"])
    clock = document["clock"]
    at = datetime.datetime.fromisoformat(clock["start"])
    at += datetime.timedelta(seconds=clock["steps"] // 2 * clock["step_seconds"])
    command = [korridor, "replan", first, "--at", at.isoformat(), "--close", closed, "-o", second, "--force"]
    again, peak, _ = median(command)
    after, _, _ = median([korridor, "verify", second])
    continues = json.loads((second / "plan.json").read_text())["continues"]
    level = next(level for level in continues["levels"] if level["level"] == "best")
    return {
        "name": name, "closed": closed, "plan": plan, "verify": verify, "again": again, "peak": peak, "after": after,
        "road": level["on_the_road"], "home": level["not_set_out"],
        "told": level["on_the_road_told_anew"] + level["not_set_out_told_anew"],
    }


def bare_table(found):
    head = ["instance", "steps", "nodes", "arcs", "supplies at the half", "units left", "out of them", "with nothing closed", "first plan, CPU s",
            "re-plan, CPU s", "re-plan / first plan"]
    return table(head, [
        [row["name"], number(row["steps"]), number(row["nodes"]), number(row["arcs"]), number(row["supplies"]), number(row["left"]), number(row["out"]),
         number(row["without"]), f"{row['first']:.3f}", f"{row['again']:.3f}", f"{row['again'] / row['first']:.2f}"]
        for row in sorted(found, key=lambda row: (row["arcs"], row["name"], row["steps"]))
    ])


def planned_table(found):
    head = ["plan", "closed", "on the road", "not set out", "told something new", "plan, CPU s", "verify, CPU s", "replan, CPU s",
            "replan / plan", "MiB", "verify afterwards, CPU s"]
    return table(head, [
        [row["name"], row["closed"], number(row["road"]), number(row["home"]), number(row["told"]), seconds(row["plan"]), seconds(row["verify"]),
         seconds(row["again"]), f"{row['again'] / row['plan']:.2f}", number(row["peak"]), seconds(row["after"])]
        for row in found
    ])


def stored(path):
    """Results of earlier runs, which those of names that are not asked for keep."""
    return json.loads(path.read_text()) if path.is_file() else {}


def main():
    parser = argparse.ArgumentParser()
    for name in ("korridor", "instances", "out"):
        parser.add_argument(name, type=pathlib.Path)
    parser.add_argument("--data", type=pathlib.Path)
    parser.add_argument("names", nargs="*", help="beginnings of names of instances and plans; others keep their results")
    options = parser.parse_intermixed_args()
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / "results.json"
    results = stored(path)

    def asked(name):
        return not options.names or any(name.startswith(beginning) for beginning in options.names)

    def keep(key, row):
        results[key] = row
        print(f"{key}: {row}", flush=True)
        path.write_text(json.dumps(results, indent=1))

    for folder in sorted(options.instances.iterdir(), key=lambda folder: (folder / "arcs.csv").stat().st_size):
        if asked(folder.name) and not folder.name.startswith(LEFT_OUT):
            for horizon in HORIZONS.get(folder.name, [599]):
                keep(f"bare {folder.name} {horizon}", bare(options.korridor, folder, horizon, options.out) | {"revision": revision()})
    folders = scenarios.scenarios(options.out, options.data, str(options.korridor))
    for name, folder in folders.items():
        if asked(f"plan-{name}"):
            keep(f"plan {name}", planned(name, options.korridor, folder, options.out) | {"revision": revision()})
    of = lambda kind: [row for key, row in results.items() if key.startswith(f"{kind} ")]
    revisions = ", ".join(sorted({row["revision"] for row in results.values()}))
    text = f"""{START}
Two cores of one shared virtual machine{busy()}; release build of {revisions}; median of three runs.

{bare_table(of("bare"))}
{planned_table(of("plan"))}
"""
    before, rest = DOCUMENT.read_text().split(START)
    DOCUMENT.write_text(before + text + END + rest.split(END)[1])


if __name__ == "__main__":
    main()
