"""Measures what a record costs: appends, audit, board, restore, account; and writes the section "The record"."""

import argparse
import json
import pathlib
import statistics

from measure import checked, revision
from report import DOCUMENT, busy, number, table

START, END = "<!-- record -->", "<!-- end of record -->"
# Runs of the appends, which depend on the disk most, and of everything else.
APPENDS, RUNS = 5, 3
SIZES = [10_000, 100_000, 1_000_000]


def lines(command):
    """What a program printed, a JSON object a line."""
    return [json.loads(line) for line in checked(command).output.splitlines() if line.startswith("{")]


def runs(count, command):
    found = []
    for index in range(count):
        found.append(lines(command))
        print(f"{pathlib.Path(command[0]).name} {command[1]}, run {index + 1} of {count}", flush=True)
    return found


def middle(values):
    return statistics.median(values)


def picked(all_runs, figure, **which):
    """All lines of a figure, in all runs."""
    return [
        line for run in all_runs for line in run
        if line["figure"] == figure and all(line[key] == value for key, value in which.items())
    ]


def of(found, key):
    return middle(line[key] for line in found)


def flushing(all_runs):
    """fsync p50 and p99 as they stand beside every figure of writing."""
    found = picked(all_runs, "fsync of 4096 bytes")
    return f"{number(of(found, 'p50_us'))} / {number(of(found, 'p99_us'))}"


KEYS = {
    "Drawn": "as the command line draws them (a site, the second, a verb, chance)",
    "Scattered": "random throughout, as version 4 UUIDs",
    "Ordered": "ascending, as a form numbers them",
}


def appends(all_runs):
    rows = []
    for batch, keys in [(1, "Drawn"), (100, "Drawn"), (100, "Scattered"), (100, "Ordered")]:
        found = picked(all_runs, "durable append", batch=batch, keys=keys)
        ratios = sorted(line["ratio_to_bare"] for line in found)
        rows.append([
            number(batch), KEYS[keys], f"{number(of(found, 'p50_us'))} / {number(of(found, 'p99_us'))}",
            f"{number(of(found, 'bare_p50_us'))} / {number(of(found, 'bare_p99_us'))}",
            f"{middle(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})", f"{of(found, 'ratio_when_quiet'):.2f}", flushing(all_runs),
        ])
    head = ["entries a commit", "ids", "commit, us, p50 / p99", "bare SQLite, us, p50 / p99", "ratio of the p50s (least to most)",
            "ratio of the fastest tenths", "fsync of 4 KiB, us, p50 / p99"]
    return table(head, rows)


def writers(all_runs):
    rows = []
    for count in (1, 4, 16, 64):
        found = picked(all_runs, "group commit", writers=count)
        rows.append([
            number(count), number(of(found, "appends_per_s")), f"{number(of(found, 'p50_us'))} / {number(of(found, 'p99_us'))}", flushing(all_runs),
        ])
    return table(["writers", "durable appends a second", "one append, us, p50 / p99", "fsync of 4 KiB, us, p50 / p99"], rows)


def audits(by_size):
    rows = []
    for size, found in by_size.items():
        one = [found]
        fill, audit, read = (picked(one, name) for name in ("fill in batches of 1000", "audit", "open and read all"))
        rows.append([
            number(size), f"{of(audit, 'wall_ms') / 1e3:.2f}", f"{of(audit, 'cpu_ms') / 1e3:.2f}", number(of(audit, "peak_rss_kb") / 1024),
            f"{of(fill, 'wall_ms') / 1e3:.1f}", number(of(fill, "peak_rss_kb") / 1024), number(of(fill, "file_mb")), number(of(read, "mean_entry_bytes")),
        ])
    head = ["entries", "audit, s", "audit, CPU s", "audit, MiB", "written in batches of 1,000, s", "writing, MiB", "file, MiB", "bytes an entry"]
    return table(head, rows)


def shared(all_runs, flushed):
    """PostgreSQL, where a server was at hand."""
    if not all_runs:
        return "No PostgreSQL server was at hand.\n"
    rows = []
    for batch in (1, 100):
        found = picked(all_runs, "durable append, PostgreSQL", batch=batch)
        rows.append([number(batch), f"{number(of(found, 'p50_us'))} / {number(of(found, 'p99_us'))}", flushed])
    audit = picked(all_runs, "audit, PostgreSQL")
    text = table(["entries a commit", "commit, us, p50 / p99", "fsync of 4 KiB, us, p50 / p99"], rows)
    return text + f"\nAudit of {number(of(audit, 'entries'))} entries in it: {of(audit, 'wall_ms') / 1e3:.1f} s.\n"


def boards(plain, restored):
    value = lambda found, figure: middle(line["value"] for line in picked(found, figure))
    rows = [
        ["board rebuilt", f"{value(plain, 'board rebuilt, s'):.2f} s", "under 5 s"],
        ["ready after a restore: copied, audited, board rebuilt", f"{value(restored, 'ready after a restore, s'):.2f} s", "under 10 s"],
        ["of it copied and audited", f"{value(restored, 'copied and audited, s'):.2f} s", ""],
        ["and all of it shown as JSON", f"{value(restored, 'and shown as JSON, s'):.2f} s", ""],
        ["the restored board against the one before, as JSON", "equal byte for byte", "equal"],
        ["audit", f"{value(plain, 'audit, s'):.2f} s", "under 10 s"],
        ["one event judged and taken in, median", f"{value(plain, 'one event judged and taken in, ms, median'):.4f} ms", "under 1 ms"],
        ["one event judged and taken in, p99", f"{value(plain, 'one event judged and taken in, ms, p99'):.4f} ms", ""],
        ["board shown", f"{value(plain, 'board shown, s'):.2f} s", ""],
        ["board in memory", f"{number(value(plain, 'board in memory, MiB'))} MiB", ""],
        ["peak memory of the process", f"{number(value(plain, 'peak memory of the process, MiB'))} MiB", ""],
    ]
    return table(["", "median", "aimed at"], rows)


def accounts(found):
    value = lambda figure: middle(line["value"] for line in picked(found, "account: " + figure))
    rows = [
        ["record read, evidence of every entry written", f"{value('record read, s'):.2f} s", ""],
        ["account built", f"{value('built, s'):.2f} s", ""],
        ["words filled in", f"{value('words filled in, s'):.2f} s", ""],
        ["released, and every file written", f"{value('released and written, s'):.2f} s", ""],
        ["in all", f"{value('in all, s'):.2f} s", "under 10 s"],
        ["files without entries.csv", f"{number(value('files without entries, MiB'))} MiB", ""],
        ["peak memory of the process", f"{number(value('peak memory, MiB'))} MiB", ""],
    ]
    return table(["", "median", "aimed at"], rows)


def missed(appended, by_size, plain, restored, accounted):
    """What is aimed at and not reached, in plain words."""
    value = lambda found, figure: middle(line["value"] for line in picked(found, figure))
    said = []
    for batch in (1, 100):
        found = picked(appended, "durable append", batch=batch, keys="Drawn")
        for key, what in (("ratio_to_bare", "the p50s"), ("ratio_when_quiet", "the fastest tenths")):
            if of(found, key) < 0.5:
                said.append(f"{batch} entries a commit: {of(found, key):.2f} of a bare insert by {what} (0.5 is aimed at).")
    one, most = (of(picked(appended, "group commit", writers=count), "appends_per_s") for count in (1, 64))
    if most < one:
        said.append(f"64 writers append {most:.0f} entries a second, one writer {one:.0f}.")
    million = [by_size[SIZES[-1]]]
    if of(picked(million, "audit"), "wall_ms") >= 10_000:
        said.append("The audit of a million entries takes longer than 10 s.")
    # With fewer entries the cache of pages is not full yet.
    for name, key in (("audit", "audit"), ("writing", "fill in batches of 1000")):
        small, large = (of(picked([by_size[size]], key), "peak_rss_kb") for size in SIZES[1:])
        if large > 1.1 * small:
            said.append(f"Memory of {name} is not flat: {small / 1024:.0f} MiB for {SIZES[1]:,} entries, {large / 1024:.0f} MiB for {SIZES[2]:,}.")
    for found, figure, limit in (
        (plain, "board rebuilt, s", 5), (restored, "ready after a restore, s", 10), (plain, "audit, s", 10),
        (plain, "one event judged and taken in, ms, median", 1), (accounted, "account: in all, s", 10),
    ):
        if value(found, figure) >= limit:
            said.append(f"The board of a million events: {figure}: {value(found, figure):.2f} ({limit} is aimed at).")
    return "\n".join(f"- {line}" for line in said) if said else "- Nothing of what is aimed at."


def log(ledger, out, postgres):
    """Everything about the log, for the file that it is kept in."""
    return {
        "revision": revision(),
        "appended": runs(APPENDS, [ledger, "appends", out]),
        "by_size": {size: lines([ledger, "audits", out, size]) for size in SIZES},
        "on_server": runs(RUNS, [ledger, "postgres", 100_000]) if postgres else [],
    }


def board(program, account, out):
    """The board of the largest record, a copy of it brought back, and its account."""
    events = str(SIZES[-1])
    # Written anew, so that an earlier version's record is not measured.
    for path in out.glob(f"bench-board-{events}.*"):
        path.unlink()
    lines([program, events, out])
    return runs(RUNS, [program, events, out]), runs(RUNS, [program, events, out, "restore"]), runs(
        RUNS, [account, out / f"bench-board-{events}.kor", out]
    )


def main():
    parser = argparse.ArgumentParser()
    for name in ("ledger", "board", "account", "out"):
        parser.add_argument(name, type=pathlib.Path)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--only-board", action="store_true", help="the log's figures stay those of the last run")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    kept = options.out / "log.json"
    if not options.only_board:
        kept.write_text(json.dumps(log(str(options.ledger), options.out, options.postgres)))
    measured = json.loads(kept.read_text())
    appended, on_server = measured["appended"], measured["on_server"]
    by_size = {int(size): found for size, found in measured["by_size"].items()}
    revisions = " and ".join(dict.fromkeys([measured["revision"], revision()]))
    plain, restored, accounted = board(options.board, options.account, options.out)
    text = f"""{START}
Two cores of one shared virtual machine{busy()}; release build of {revisions}; medians of {APPENDS} runs of the appends and of {RUNS} of everything else.
The disk is shared as well: what one flush takes varies a hundredfold within a minute, so that the ratios of the p50s vary too. The
fastest tenth of the commits is what both cost while the disk is quiet.

### Durable appends

One file, every commit flushed before it is acknowledged. The bare insert writes the same bytes into one table of SQLite, with the same settings, in turn with ours.

{appends(appended)}
### Many writers

{writers(appended)}
### PostgreSQL

{shared(on_server, flushing(appended))}
### Audit

Entries of about 330 bytes of payload. Each audit is a process of its own.

{audits(by_size)}
### The board of 1,000,000 events

{boards(plain, restored)}
### The account of 1,000,000 events

{accounts(accounted)}
### Not reached

{missed(appended, by_size, plain, restored, accounted)}
{END}"""
    document = DOCUMENT.read_text()
    before, rest = document.split(START)
    DOCUMENT.write_text(before + text + rest.split(END)[1])


if __name__ == "__main__":
    main()
