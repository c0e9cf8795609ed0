"""The usable plan against the exact curve and against a linear programme that no waves can beat.

The programme (solved with HiGHS) has two variables for each group, zone and corridor: the parties in
waves, and those of them who are out by a step T. It knows the lengths of waves, how long each zone's
quickest way to each corridor takes, how many people each zone has, and what may enter the arcs of each
corridor. It knows nothing of the roads before the corridors, of the number of routes, of whole parties,
or of who comes first: waves of a plan can do no better than it, and usually not as well.

Of the parties of a wave of w steps that sets out no sooner than e and takes t steps to an arc, at most a
share of clamp((p - t - e) / w, 0, 1) enters it before step p; the others enter it from p on, and for each
p no more may than the arc admits from p until whoever is to be out by T has to have entered it.
"""

import csv
import json

import highspy
import numpy as np

from measure import measure

ROUTES, MINUTES = 3, 15
# Rows of the programme for each arc, and moments for which it is solved.
ROWS, MOMENTS = 240, 12
# Programmes with more variables than this are solved for the end only.
LARGE = 6_000


class Bound:
    """The programme of one level; it counts parties where a level has one group, persons elsewhere."""

    def __init__(self, instance, level):
        self.in_parties = len(level["groups"]) == 1
        self.wave, self.first = instance["wave_steps"], instance["first_step"]
        self.columns, self.arcs = [], {}
        for group_index, group in enumerate(level["groups"]):
            for door in group["doors"]:
                for home, way in enumerate(door["ways"]):
                    parties, persons = group["homes"][home]
                    if way is None or not parties:
                        continue
                    column = len(self.columns)
                    length = 1 if way["ride"] else self.wave
                    each = 1.0 if self.in_parties else persons / parties
                    self.columns.append(((group_index, home), parties, each, way["steps"], length))
                    for arc in door["arcs"]:
                        steps = way["steps"] - arc["tail"]
                        # Alone, and together with all other groups.
                        alone = self.arcs.setdefault((arc["carrier"], group_index), (arc["parties"], []))
                        alone[1].append((column, steps, length, 1, arc["tail"]))
                        together = self.arcs.setdefault((arc["carrier"], None), (arc["persons"], []))
                        together[1].append((column, steps, length, group["party"], arc["tail"]))

    def most(self, moment):
        """Persons who may be out by the end of step `moment`."""
        count = len(self.columns)
        share = [min(max((moment + 1 - steps - self.first) / length, 0), 1) for _, _, _, steps, length in self.columns]
        rows, homes = [], {}
        for column, (home, parties, *_rest) in enumerate(self.columns):
            homes.setdefault((home, parties), []).append(column)
            rows.append(([column, count + column], [1.0, -share[column]], 0.0))
        rows += [([count + column for column in of], [1.0] * len(of), float(home[1])) for home, of in homes.items()]
        for capacity, users in self.arcs.values():
            if max(capacity) >= 1 << 40:
                continue
            rest = np.concatenate([np.cumsum(np.array(capacity, dtype=float)[::-1])[::-1], [0.0]])
            # Groups may be as far from the exit as each other or not; the most generous end counts.
            until = min(max(moment + 1 - tail for *_, tail in users), len(capacity))
            starts = [self.first + steps for _, steps, *_ in users]
            last = min(max(starts) + self.wave, until)
            for p in sorted({int(p) for p in np.linspace(min(starts), max(last, min(starts)), ROWS)}):
                if p >= until:
                    break
                index, value = [], []
                for (column, _, length, units, _), start in zip(users, starts):
                    before = min(max((p - start) / length, 0), 1)
                    index += [column, count + column]
                    value += [float(units), -float(units) * before]
                rows.append((index, value, rest[p] - rest[until]))
        return self.solve(rows, count)

    def solve(self, rows, count):
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = 2 * count, len(rows)
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = np.array([column[2] for column in self.columns] + [0.0] * count)
        model.col_lower_, model.col_upper_ = np.zeros(2 * count), np.full(2 * count, highspy.kHighsInf)
        model.row_lower_ = np.full(len(rows), -highspy.kHighsInf)
        model.row_upper_ = np.array([row[2] for row in rows])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0] + [len(row[0]) for row in rows])
        model.a_matrix_.index_ = np.concatenate([row[0] for row in rows]).astype(np.int32)
        model.a_matrix_.value_ = np.concatenate([row[1] for row in rows])
        solver.passModel(model)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return solver.getInfo().objective_function_value


def bounds(example, folder, document, certificates):
    """By level: the shares that any waves are behind, of the exact total at the end, and of all who wish to
    leave at the worst of some moments."""
    run = measure([str(example), str(folder)])
    if run.failure:
        raise SystemExit(f"{folder.name}: bench_bound {run.failure}")
    instance = json.loads(run.output)
    found = {}
    for level, planned in zip(instance["levels"], document["levels"]):
        bound = Bound(instance, level)
        if not bound.columns:
            continue
        exact, wish = planned["curve"]["out"], planned["everyone"]["wish_to_leave"]
        if bound.in_parties:
            [exact] = [group["certificate"]["arrivals"] for group in certificates["groups"] if group["level"] == planned["level"]]
            wish = sum(parties for parties, _ in level["groups"][0]["homes"])
        parts = range(1, MOMENTS + 1) if len(bound.columns) <= LARGE // 2 else [MOMENTS]
        moments = sorted({len(exact) * part // MOMENTS - 1 for part in parts})
        most = [bound.most(moment) for moment in moments]
        if None in most:
            continue
        behind = [max(exact[moment] - out, 0) for moment, out in zip(moments, most)]
        worst = max(behind) / wish if len(behind) > 1 else None
        found[planned["level"]] = {"end": behind[-1] / max(exact[-1], 1), "worst": worst}
    return found


def rows(korridor, example, folders, out):
    """What was measured, a row for each plan and level."""
    found = []
    for name, folder in folders.items():
        plan = out / "plan"
        command = [korridor, "plan", str(folder), "-o", str(plan), "--force", "--routes", str(ROUTES), "--wave", str(MINUTES)]
        run = measure(command)
        verified = measure([korridor, "verify", str(plan)])
        if run.failure or verified.failure:
            raise SystemExit(f"{name}: {run.failure or verified.failure}")
        document = json.loads((plan / "plan.json").read_text())
        waves = list(csv.DictReader((plan / "waves.csv").read_text().splitlines()))
        certificates = json.loads((plan / "certificate.json").read_text())
        least = bounds(example, folder, document, certificates)
        for level in document["levels"]:
            everyone, loss = level["everyone"], level["usable"]["loss"]
            if not everyone["out"]:
                continue
            of_level = [wave for wave in waves if wave["level"] == level["level"]]
            found.append({
                "name": name,
                "level": level["level"],
                "zones": sum(zone["wish_to_leave"] > 0 for zone in level["zones"].values()),
                "exits": len(level["usable"]["corridors"]),
                "out": everyone["out"],
                "wish": everyone["wish_to_leave"],
                "end": loss["at_end"],
                "worst": max(loss["behind"]),
                "least": least.get(level["level"]),
                "waves": len(of_level),
                "small": sum(int(wave["persons"]) < 10 for wave in of_level),
                "cpu": run.cpu,
            })
            print(f"usable {found[-1]}", flush=True)
    return found
