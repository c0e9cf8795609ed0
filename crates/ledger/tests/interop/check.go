// Checks a log's static files with Go's own packages for transparency logs: the checkpoint with sumdb/note, every entry
// and both kinds of proof with sumdb/tlog. Arguments: folder, verifier key, an earlier checkpoint's file.
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	folder, key, earlier := os.Args[1], os.Args[2], os.Args[3]
	tree := open(filepath.Join(folder, "checkpoint"), key)
	old := open(earlier, key)
	reader := tlog.TileHashReader(tree, tiles{folder})
	leaves := entries(folder, tree.N)
	for n, leaf := range leaves {
		proof, err := tlog.ProveRecord(tree.N, int64(n), reader)
		must(err)
		must(tlog.CheckRecord(proof, tree.N, tree.Hash, int64(n), tlog.RecordHash(leaf)))
	}
	proof, err := tlog.ProveTree(tree.N, old.N, reader)
	must(err)
	must(tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash))
	for _, hash := range proof {
		fmt.Println("consistency", hash)
	}
	own, err := tlog.ProveRecord(tree.N, 7, reader)
	must(err)
	for _, hash := range own {
		fmt.Println("inclusion", hash)
	}
	fmt.Println("checked", len(leaves))
}

func open(path, key string) tlog.Tree {
	text, err := os.ReadFile(path)
	must(err)
	verifier, err := note.NewVerifier(key)
	must(err)
	signed, err := note.Open(text, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(signed.Text, "\n")
	var size int64
	_, err = fmt.Sscan(lines[1], &size)
	must(err)
	hash, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: hash}
}

func entries(folder string, size int64) [][]byte {
	var all [][]byte
	for n := int64(0); n*256 < size; n++ {
		width := size - n*256
		if width > 256 {
			width = 256
		}
		tile := tlog.Tile{H: 8, L: -1, N: n, W: int(width)}
		bundle, err := os.ReadFile(filepath.Join(folder, local(tile)))
		must(err)
		for len(bundle) > 0 {
			length := int(binary.BigEndian.Uint16(bundle))
			all = append(all, bundle[2:2+length])
			bundle = bundle[2+length:]
		}
	}
	return all
}

type tiles struct{ folder string }

func (t tiles) Height() int                         { return 8 }
func (t tiles) SaveTiles(_ []tlog.Tile, _ [][]byte) {}

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		data, err := os.ReadFile(filepath.Join(t.folder, local(tile)))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

// Go's paths name the height and call entries data; those of C2SP do not.
func local(tile tlog.Tile) string {
	path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
	return strings.Replace(path, "tile/data/", "tile/entries/", 1)
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
