"""A peer of reading texts: spaCy's blank Norwegian pipeline with its sentencizer, which finds tokens and sentences and nothing else."""

import json
import pathlib
import sys
import time

import spacy


def main():
    texts = [pathlib.Path(name).read_text() for name in sys.argv[1:]]
    pipeline = spacy.blank("nb")
    pipeline.add_pipe("sentencizer")
    started = time.process_time()
    tokens = sentences = 0
    # By paragraphs: spaCy takes no text of more than a million signs.
    paragraphs = (paragraph for text in texts for paragraph in text.split("\n\n") if paragraph)
    for document in pipeline.pipe(paragraphs):
        tokens += len(document)
        sentences += sum(1 for _ in document.sents)
    print(json.dumps({"read_s": time.process_time() - started, "tokens": tokens, "sentences": sentences}))


if __name__ == "__main__":
    main()
