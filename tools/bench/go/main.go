// Bench compares Payseal in Go with what a program would use instead. `bench sign` measures signing, alternating in one process, and
// prints rows; `bench tasks NAME WIDTH URL` is one client under load (tools/xtask/src/bench). Not for absolute numbers: those are the
// machine's.
package main

import (
	"log"
	"os"
	"strconv"
)

const secret = "test_hmac_secret"

func main() {
	switch {
	case len(os.Args) == 2 && os.Args[1] == "sign":
		signatures()
	case len(os.Args) == 5 && os.Args[1] == "tasks":
		work(os.Args[2], int(number(os.Args[3])), os.Args[4])
	default:
		log.Fatal("usage: bench sign | bench tasks NAME WIDTH URL")
	}
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func number(text string) int64 {
	parsed, err := strconv.ParseInt(text, 10, 64)
	must(err)
	return parsed
}

// fromEnv reads a number that cargo xtask bench gives.
func fromEnv(name string, otherwise int64) int64 {
	if text := os.Getenv(name); text != "" {
		return number(text)
	}
	return otherwise
}
