"""Measures korridor and its peers on the bare problems in a folder: run.py KORRIDOR INSTANCES OUT [NAME ...].

Writes each result as a line of JSON to OUT/results.jsonl as soon as it is there, then the tables of
docs/benchmarks.md between its markers. Instances whose name starts with one of NAME are measured;
results of others are kept.
"""

import json
import pathlib
import subprocess
import sys

import report
from measure import measure

HERE = pathlib.Path(__file__).parent
CPU_LIMIT = 300
MEMORY_LIMIT = 8 << 30
# A peer is asked for ten horizons only where one flow took less CPU seconds than this, and for the
# min-cost flow only where there is hope that it finishes.
TEN_LIMIT = 30
COST = {"city-32-loose", "city-32-tight", "lima-loose", "krems-loose"}
HORIZONS = {"horizon-71": [599, 1199, 2399]}


def korridor(binary, folder, horizon, *options):
    run = measure([binary, "flow", str(folder), "--horizon", str(horizon), "--json", *options])
    if run.failure:
        raise SystemExit(f"{folder.name}: korridor {run.failure}\n{run.output}")
    return run, json.loads(run.output)


def own(binary, folder, horizon, out):
    """Three runs of the solver (the median is kept), one with the check, one with the file."""
    runs = sorted((korridor(binary, folder, horizon) for _ in range(3)), key=lambda pair: pair[0].cpu)
    solved, answer = runs[1]
    checked, _ = korridor(binary, folder, horizon, "--check")
    certificate, arrivals = out / "certificate.json", out / "arrivals.csv"
    written, _ = korridor(
        binary, folder, horizon, "--certificate", certificate, "--arrivals", arrivals, "--force"
    )
    curve = [int(line.split(",")[1]) for line in arrivals.read_text().splitlines()[1:]]
    size = certificate.stat().st_size
    verified = measure([binary, "verify", str(certificate), "--problem", str(folder)])
    if verified.failure:
        raise SystemExit(f"{folder.name}: verify {verified.failure}")
    return {
        "nodes": answer["nodes"],
        "arcs": answer["arcs"],
        "units": answer["units"],
        "out": answer["out"],
        "area": sum(answer["units"] - out for out in curve),
        "solve": [run.cpu for run, _ in runs],
        "cpu": solved.cpu,
        "peak": solved.peak,
        "check_cpu": checked.cpu,
        "check_peak": checked.peak,
        "write_cpu": written.cpu,
        "certificate_mib": size / (1 << 20),
        "verify_cpu": verified.cpu,
    }


def peer(what, folder, horizon):
    command = [sys.executable, str(HERE / "peer.py"), what, str(folder), str(horizon)]
    limit = CPU_LIMIT if what != "ten" else CPU_LIMIT * 3
    run = measure(command, limit, MEMORY_LIMIT)
    values = {key: float(value) for key, value in run.values().items()}
    return {"failure": run.failure, "cpu": run.cpu, "peak": run.peak, **values}


def peers(folder, horizon, ours):
    one = peer("one", folder, horizon)
    found = {"one": one}
    if not one["failure"]:
        if int(one["value"]) != ours["out"]:
            raise SystemExit(f"{folder.name}: {one['value']} out with the peer, {ours['out']} with us")
        if one["cpu"] < TEN_LIMIT:
            found["ten"] = peer("ten", folder, horizon)
        if folder.name in COST:
            found["cost"] = peer("cost", folder, horizon)
            if not found["cost"]["failure"] and int(found["cost"]["value"]) != ours["area"]:
                raise SystemExit(f"{folder.name}: the area above the curve differs: {found['cost']} {ours}")
    return found


def revision():
    run = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return run.stdout.strip()


def main():
    binary, instances, out = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    names = sys.argv[4:]
    stored = out / "results.jsonl"
    known = {}
    if stored.is_file():
        for line in stored.read_text().splitlines():
            result = json.loads(line)
            known[result["name"], result["horizon"]] = result
    for folder in sorted(instances.iterdir(), key=lambda folder: (folder / "arcs.csv").stat().st_size):
        if names and not any(folder.name.startswith(name) for name in names):
            continue
        for horizon in HORIZONS.get(folder.name, [599]):
            ours = own(binary, folder, horizon, out)
            print(f"{folder.name} {horizon}: {ours['cpu']:.2f} s, {ours['peak']:.0f} MiB", flush=True)
            result = {"name": folder.name, "horizon": horizon, "revision": revision(), "ours": ours}
            if folder.name not in HORIZONS and not folder.name.startswith("scaled"):
                result["peers"] = peers(folder, horizon, ours)
                print(f"  peers: {result['peers']}", flush=True)
            known[folder.name, horizon] = result
            stored.write_text("".join(json.dumps(result) + "\n" for result in known.values()))
    report.write(list(known.values()), out)


if __name__ == "__main__":
    main()
