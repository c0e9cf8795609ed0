"""Reads a bare problem for the peers: constant capacities, whole numbers."""

import csv
import pathlib

import numpy as np


class Instance:
    """Arrays of a bare problem; nodes are numbered in the order in which arcs.csv names them."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.index = {}
        arcs = self._rows(folder / "arcs.csv")
        self.tail = np.array([self._node(row["tail"]) for row in arcs], dtype=np.int64)
        self.head = np.array([self._node(row["head"]) for row in arcs], dtype=np.int64)
        self.transit = np.array([int(row["transit"]) for row in arcs], dtype=np.int64)
        self.capacity = np.array([int(row["capacity"]) for row in arcs], dtype=np.int64)
        if any(row.get("from") or row.get("until") for row in arcs):
            raise SystemExit("the peers are measured on constant capacities only")
        supplies = self._rows(folder / "supplies.csv")
        self.source = np.array([self._node(row["node"]) for row in supplies], dtype=np.int64)
        self.supply = np.array([int(row["supply"]) for row in supplies], dtype=np.int64)
        self.release = np.array([int(row.get("release") or 0) for row in supplies], dtype=np.int64)
        exits = self._rows(folder / "exits.csv")
        self.exits = np.array([self._node(row["node"]) for row in exits], dtype=np.int64)
        self.nodes = len(self.index)

    def _node(self, name):
        return self.index.setdefault(name, len(self.index))

    @staticmethod
    def _rows(path):
        with open(path, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def expansion(self, horizon):
        """The time-expanded network for steps 0..horizon with holdover arcs at every node.

        Returns tails, heads, capacities, costs, source, sink. Copy (v, s) is s * nodes + v. The cost
        of an arc from an exit's copy to the sink is its step, all others cost nothing.
        """
        n, steps = self.nodes, horizon + 1
        source, sink = n * steps, n * steps + 1
        everything = int(self.supply.sum())
        tails, heads, capacities, costs = [], [], [], []

        def add(tail, head, capacity, cost=0):
            tails.append(tail)
            heads.append(head)
            capacities.append(np.broadcast_to(capacity, tail.shape).astype(np.int64))
            costs.append(np.broadcast_to(cost, tail.shape).astype(np.int64))

        for step in range(steps):
            fits = self.transit <= horizon - step
            add(step * n + self.tail[fits], (step + self.transit[fits]) * n + self.head[fits], self.capacity[fits])
            add(step * n + self.exits, np.full(len(self.exits), sink), everything, step)
        early = np.arange(n * horizon, dtype=np.int64)
        add(early, early + n, everything)
        now = self.release <= horizon
        add(np.full(int(now.sum()), source), self.release[now] * n + self.source[now], self.supply[now])
        return [np.concatenate(part) for part in (tails, heads, capacities, costs)] + [source, sink]
