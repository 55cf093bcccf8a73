package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"hash"
	"log"
	"os"
	"strconv"
	"sync"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
)

// A way of doing something. Goal: how many times as fast ours must be; nil for none.
type way struct {
	name string
	do   func()
	goal *float64
}

func atLeast(ratio float64) *float64 { return &ratio }

func handmade(body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// pooled is the fastest that crypto/hmac offers: Reset does not prepare the key again.
var pooled = sync.Pool{New: func() any { return hmac.New(sha256.New, []byte(secret)) }}

func fromPool(body []byte) string {
	mac := pooled.Get().(hash.Hash)
	mac.Reset()
	mac.Write(body)
	var sum [sha256.Size]byte
	text := hex.EncodeToString(mac.Sum(sum[:0]))
	pooled.Put(mac)
	return text
}

const timestamp = 1_771_526_500

func stamped(body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(strconv.AppendInt(nil, timestamp, 10))
	mac.Write([]byte{'.'})
	mac.Write(body)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func signatures() {
	key, err := payseal.NewSigningKey(secret)
	must(err)
	defer key.Close()
	sign := func(body []byte) string {
		text, err := key.SignHex(body)
		must(err)
		return text
	}
	for _, size := range []struct {
		name   string
		length int
		goal   *float64
	}{
		{"0 B", 0, nil}, {"150 B", 150, atLeast(1)}, {"1 KiB", 1 << 10, nil},
		{"16 KiB", 16 << 10, nil}, {"1 MiB", 1 << 20, nil}, {"10 MiB", 10 << 20, nil},
	} {
		body := bytes.Repeat([]byte("0"), size.length)
		if same := sign(body); same != handmade(body) || same != fromPool(body) {
			log.Fatal("the signatures differ")
		}
		compare("sign, hex", size.name, []way{
			{"payseal", func() { sign(body) }, nil},
			{"crypto/hmac, hmac.New", func() { handmade(body) }, size.goal},
			{"crypto/hmac, pooled and reset", func() { fromPool(body) }, nil},
		})
	}
	body := bytes.Repeat([]byte("0"), 150)
	signStamped := func() string {
		text, err := key.SignBase64Timestamped(timestamp, body)
		must(err)
		return text
	}
	if signStamped() != stamped(body) {
		log.Fatal("the signatures differ")
	}
	compare("sign timestamp.body, base64", "150 B", []way{
		{"payseal", func() { signStamped() }, nil},
		{"crypto/hmac, hmac.New", func() { stamped(body) }, nil},
	})
}

// compare measures every way in turn and prints a row for each: ours first.
func compare(group, name string, ways []way) {
	rounds := int(fromEnv("PAYSEAL_BENCH_ROUNDS", 15))
	slice := time.Duration(fromEnv("PAYSEAL_BENCH_MS", 15)) * time.Millisecond
	calls := make([]int, len(ways))
	ns := make([][]float64, len(ways))
	for index, way := range ways {
		calls[index] = callsIn(slice, way.do)
	}
	for round := range rounds {
		for turn := range ways {
			index := (turn + round) % len(ways)
			took := spent(ways[index].do, calls[index])
			ns[index] = append(ns[index], float64(took.Nanoseconds())/float64(calls[index]))
		}
	}
	out := json.NewEncoder(os.Stdout)
	for index, way := range ways {
		must(out.Encode(map[string]any{
			"group": group, "case": name, "subject": way.name, "unit": "ns", "rounds": ns[index], "goal": way.goal,
		}))
	}
}

// callsIn says how many calls fill a slice. Also the warm-up.
func callsIn(slice time.Duration, do func()) int {
	for calls := 1; ; calls *= 2 {
		if took := spent(do, calls); took >= slice/4 {
			return max(1, int(float64(calls)*float64(slice)/float64(took)))
		}
	}
}

func spent(do func(), calls int) time.Duration {
	began := time.Now()
	for range calls {
		do()
	}
	return time.Since(began)
}
