"""Measures reading texts into claims against its peers on the same texts, and writes the section "Reading texts"."""

import argparse
import json
import pathlib
import random
import statistics

from measure import RUNS, checked, revision
from report import DOCUMENT, busy, number, table

START, END = "<!-- reading -->", "<!-- end of reading -->"
SEED = 20161104
BYTES = 5_000_000
LEXICONS = pathlib.Path("crates/intake/lexicon")


def filled(parts):
    """Whole parts in turns, each turn in another order, until there are bytes enough."""
    chance = random.Random(SEED)
    found, size = [], 0
    while size < BYTES:
        turn = list(parts)
        chance.shuffle(turn)
        for part in turn:
            found.append(part)
            size += len(part.encode()) + 2
            if size >= BYTES:
                break
    return found


def inputs(out):
    """The texts: what each is, and its files."""
    news = [path.read_text() for path in sorted(pathlib.Path("crates/intake/tests/texts").rglob("*.txt"))]
    prose = [path.read_text() for path in [*sorted(pathlib.Path("docs").glob("*.md")), pathlib.Path("README.md")]]
    articles = filled(news)
    folder = out / "articles"
    folder.mkdir(parents=True, exist_ok=True)
    single = []
    for index, article in enumerate(articles):
        path = folder / f"{index:05}.txt"
        path.write_text(article)
        single.append(path)
    (out / "news.txt").write_text("\n\n".join(articles))
    (out / "prose.txt").write_text("\n\n".join(filled(prose)))
    return [
        ("news, one text", [out / "news.txt"]),
        ("the same news, an article at a time", single),
        ("this project's own documents, one text", [out / "prose.txt"]),
    ]


def facts(command):
    return json.loads(checked(command).output.splitlines()[-1])


def row(name, files, program, python):
    """One text: korridor and its peers in turn, the medians of their CPU seconds."""
    ours, theirs = [], []
    for _ in range(RUNS):
        ours.append(facts([program, LEXICONS, *files]))
        theirs.append(facts([python, "xtask/bench/read_peer.py", *files]))
        print(f"{name}: {ours[-1]} {theirs[-1]}", flush=True)
    of = lambda runs, key: statistics.median(run[key] for run in runs)
    size = ours[0]["bytes"] / 1e6
    speed = lambda seconds: f"{size / seconds:.1f}"
    read, both = of(ours, "read_s"), of(ours, "read_s") + of(ours, "json_s")
    bare, tokens = of(ours, "bare_s"), of(theirs, "read_s")
    return [
        name, f"{size:.1f}", number(ours[0]["claims"]), speed(read), speed(both), speed(bare), speed(tokens),
        f"{both / bare:.1f}", f"{both / tokens:.2f}",
    ]


def main():
    parser = argparse.ArgumentParser()
    for name in ("program", "python", "out"):
        parser.add_argument(name, type=pathlib.Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    rows = [row(name, files, options.program, options.python) for name, files in inputs(options.out)]
    head = ["text", "MB", "claims", "read, MB/s", "and written as JSON, MB/s", "automaton alone, MB/s", "spaCy, MB/s",
            "our time over the automaton's", "our time over spaCy's"]
    text = f"""{START}
Two cores of one shared virtual machine{busy()}; release build of {revision()}; MB a CPU second, medians of {RUNS} runs.

{table(head, rows)}{END}"""
    before, rest = DOCUMENT.read_text().split(START)
    DOCUMENT.write_text(before + text + rest.split(END)[1])


if __name__ == "__main__":
    main()
