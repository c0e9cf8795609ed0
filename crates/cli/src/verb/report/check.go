// Checks a bundle with Go's own packages for transparency logs: the checkpoint with sumdb/note, and the proof of every
// entry with sumdb/tlog. Arguments: the bundle's folder, then the log's verifier keys.
package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) < 3 {
		fail(fmt.Errorf("usage: check FOLDER KEY"))
	}
	var verifiers []note.Verifier
	for _, key := range strings.Fields(strings.Join(os.Args[2:], " ")) {
		verifier, err := note.NewVerifier(key)
		must(err)
		verifiers = append(verifiers, verifier)
	}
	folder := os.Args[1]
	text, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	must(err)
	head := open(string(text), verifiers)
	proofs, err := filepath.Glob(filepath.Join(folder, "entries", "*.tlog-proof"))
	must(err)
	for _, path := range proofs {
		check(path, head, verifiers)
	}
	fmt.Println("checked", len(proofs), "entries under", head.N)
}

// A proof file: a first line, perhaps extra bytes, the index, the path, an empty line, the checkpoint.
func check(path string, head tlog.Tree, verifiers []note.Verifier) {
	text, err := os.ReadFile(path)
	must(err)
	top, checkpoint, found := strings.Cut(string(text), "\n\n")
	lines := strings.Split(top, "\n")
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" {
		fail(fmt.Errorf("%s: not a tlog-proof", path))
	}
	lines = lines[1:]
	if strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "index "), 10, 64)
	must(err)
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		bytes, err := base64.StdEncoding.DecodeString(line)
		must(err)
		var hash tlog.Hash
		copy(hash[:], bytes)
		proof = append(proof, hash)
	}
	tree := open(checkpoint, verifiers)
	if tree != head {
		fail(fmt.Errorf("%s: under another checkpoint than the bundle's", path))
	}
	entry, err := os.ReadFile(strings.TrimSuffix(path, ".tlog-proof") + ".entry")
	must(err)
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
		fail(fmt.Errorf("%s: %w", path, err))
	}
}

func open(text string, verifiers []note.Verifier) tlog.Tree {
	signed, err := note.Open([]byte(text), note.VerifierList(verifiers...))
	must(err)
	lines := strings.Split(signed.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	hash, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: hash}
}

func must(err error) {
	if err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
