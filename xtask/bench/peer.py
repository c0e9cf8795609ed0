"""OR-Tools on the explicit time-expanded network: peer.py one|ten|cost FOLDER HORIZON.

one   a single max flow for the last step
ten   max flows for ten horizons, spread evenly: a tenth of the work of all of them is not known, so
      the time of all is estimated from these
cost  a min-cost flow with the step of arrival as the cost: the earliest arrival flow

Prints `key=value` pairs on one line; times are CPU seconds of this process.
"""

import sys
import time

import numpy as np
from ortools.graph.python import max_flow, min_cost_flow

from instance import Instance


def one(instance, horizon):
    started = time.process_time()
    tails, heads, capacities, _, source, sink = instance.expansion(horizon)
    solver = max_flow.SimpleMaxFlow()
    solver.add_arcs_with_capacity(tails, heads, capacities)
    size = len(tails)
    del tails, heads, capacities
    built = time.process_time()
    status = solver.solve(source, sink)
    if status != solver.OPTIMAL:
        raise SystemExit(f"status {status}")
    return solver.optimal_flow(), built - started, time.process_time() - built, size


def cost(instance, horizon):
    started = time.process_time()
    tails, heads, capacities, costs, source, sink = instance.expansion(horizon)
    everything = int(instance.supply[instance.release <= horizon].sum())
    # Who is not out by the horizon takes an arc that costs more than any way.
    tails, heads = np.append(tails, source), np.append(heads, sink)
    capacities, costs = np.append(capacities, everything), np.append(costs, horizon + 1)
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(tails, heads, capacities, costs)
    solver.set_nodes_supplies(np.array([source, sink]), np.array([everything, -everything]))
    built = time.process_time()
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise SystemExit(f"status {status}")
    # Everyone inside at each step 0..horizon counts one: the area above the curve.
    return solver.optimal_cost(), built - started, time.process_time() - built, len(tails)


def main():
    what, folder, horizon = sys.argv[1], sys.argv[2], int(sys.argv[3])
    started = time.process_time()
    instance = Instance(folder)
    read = time.process_time() - started
    if what == "ten":
        steps = [(horizon + 1) * part // 10 - 1 for part in range(1, 11)]
        runs = [one(instance, step) for step in steps]
        estimate = sum(build + solve for _, build, solve, _ in runs) * (horizon + 1) / 10
        print(f"estimate={estimate:.1f} read={read:.2f}")
        return
    value, build, solve, arcs = (one if what == "one" else cost)(instance, horizon)
    print(f"value={value} build={build:.2f} solve={solve:.2f} read={read:.2f} arcs={arcs}")


main()
