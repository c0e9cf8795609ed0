"""Measures korridor and its peers on the bare problems in a folder.

Writes each result as a line of JSON to OUT/results.jsonl as soon as it is there, then the tables of
docs/benchmarks.md between its markers.
"""

import argparse
import json
import pathlib
import sys

import report
import scenarios
import usable
from measure import HORIZONS, measure, revision

HERE = pathlib.Path(__file__).parent
CPU_LIMIT = 300
MEMORY_LIMIT = 8 << 30
# A peer is asked for ten horizons only where one flow took less CPU seconds than this, and for the
# min-cost flow only where there is hope that it finishes.
TEN_LIMIT = 12
COST = {"krems-loose"}


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


def peers(folder, horizon):
    one = peer("one", folder, horizon)
    found = {"one": one}
    if not one["failure"] and one["cpu"] < TEN_LIMIT:
        found["ten"] = peer("ten", folder, horizon)
    if folder.name in COST:
        found["cost"] = peer("cost", folder, horizon)
    return found


def agree(result):
    """Both sides must have the same number out, and the same area above the curve."""
    if "ours" not in result or "peers" not in result:
        return
    for what, figure in (("one", "out"), ("cost", "area")):
        found = result["peers"].get(what)
        if found and not found["failure"] and int(found["value"]) != result["ours"][figure]:
            raise SystemExit(f"{result['name']}: {figure}: {found['value']} with the peer, {result['ours'][figure]} with us")


def imports(importer, data):
    """The cost of reading each network, the median of three."""
    rows = []
    for path in sorted(pathlib.Path(data, "osm").glob("*.osm.*")) if data else []:
        runs = sorted((measure([importer, str(path)]) for _ in range(3)), key=lambda run: run.cpu)
        run = runs[1]
        if run.failure:
            raise SystemExit(f"{path.name}: {run.failure}")
        rows.append({"name": path.name, "bytes": path.stat().st_size, "cpu": run.cpu, "peak": run.peak, **{k: int(v) for k, v in run.values().items()}})
    return rows


def load(stored):
    results = {}
    for line in stored.read_text().splitlines() if stored.is_file() else []:
        result = json.loads(line)
        results[result["name"], result["horizon"]] = result
    return results


def main():
    parser = argparse.ArgumentParser()
    for name in ("korridor", "importer", "instances", "out"):
        parser.add_argument(name, type=pathlib.Path)
    parser.add_argument("--data", type=pathlib.Path)
    parser.add_argument("--only", choices=("ours", "peers"), help="keep the other side's results")
    parser.add_argument("names", nargs="*", help="beginnings of names of instances; others keep their results; or 'usable' for the usable plans")
    options = parser.parse_intermixed_args()
    if options.names == ["usable"]:
        folders = scenarios.scenarios(options.out, options.data, str(options.korridor))
        bound = options.importer.with_name("bench_bound")
        report.write_usable(usable.rows(str(options.korridor), bound, folders, options.out), revision())
        return
    stored = options.out / "results.jsonl"
    results = load(stored)
    for folder in sorted(options.instances.iterdir(), key=lambda folder: (folder / "arcs.csv").stat().st_size):
        if options.names and not any(folder.name.startswith(name) for name in options.names):
            continue
        for horizon in HORIZONS.get(folder.name, [599]):
            result = results.setdefault((folder.name, horizon), {"name": folder.name, "horizon": horizon})
            if options.only != "peers":
                result["ours"] = own(str(options.korridor), folder, horizon, options.out)
                result["revision"] = revision()
                print(f"{folder.name} {horizon}: {result['ours']}", flush=True)
            if options.only != "ours" and folder.name not in HORIZONS and not folder.name.startswith("scaled"):
                result["peers"] = peers(folder, horizon)
                print(f"{folder.name} {horizon}: {result['peers']}", flush=True)
            agree(result)
            stored.write_text("".join(json.dumps(result) + "\n" for result in results.values()))
    report.write(list(results.values()), imports(str(options.importer), options.data))


if __name__ == "__main__":
    main()
