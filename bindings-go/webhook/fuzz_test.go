package webhook_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/webhook"
)

const fuzzSecret = "fuzz_secret_0123456789"

var fuzzNow = time.Unix(1_781_955_476, 0)

// FuzzVerify is the entry that strangers reach. Its seeds are the corpus that the core's own target has: `header \0 body`.
//
// Without the limit Go spends its time on making inputs smaller:
//
//	go test -run '^$' -fuzz FuzzVerify -fuzzminimizetime 20x ./webhook
func FuzzVerify(f *testing.F) {
	corpus := filepath.Join(os.Getenv("PAYSEAL_VECTORS"), "../fuzz-corpus/webhook_verify")
	files, err := os.ReadDir(corpus)
	if err != nil || len(files) < 50 {
		f.Fatal(len(files), err)
	}
	for _, file := range files {
		seed, err := os.ReadFile(filepath.Join(corpus, file.Name()))
		if err != nil {
			f.Fatal(err)
		}
		value, body, _ := bytes.Cut(seed, []byte{0})
		f.Add(string(value), body)
	}
	f.Add("a\x00b", []byte("{}"))
	config := webhook.Config{Secrets: []payseal.Secret{"another", fuzzSecret}}
	clive, err := webhook.NewClive(config)
	if err != nil {
		f.Fatal(err)
	}
	tybrite, err := webhook.NewTybrite(config)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, value string, body []byte) {
		fuzz(t, clive, "X-Clive-Signature", value, body, "")
		fuzz(t, tybrite, "X-Tybrite-Signature", value, body, fmt.Sprintf("%d.", fuzzNow.Unix()))
	})
}

func fuzz[E webhook.Payload](t *testing.T, verifier *webhook.Verifier[E], name, value string, body []byte, before string) {
	header := http.Header{name: {value}, "Cookie": {value}}
	delivery, err := verifier.Verify(body, header, fuzzNow)
	if err == nil {
		// Only what was made with the secret comes through. The time is the delivery's own.
		if before != "" {
			before = fmt.Sprintf("%d.", delivery.SignedAt.Unix())
		}
		if !strings.Contains(strings.ToLower(value), made(before, body)) {
			t.Fatalf("accepted: %q over %q", value, body)
		}
	} else if !errors.Is(err, payseal.ErrWebhookVerification) {
		t.Fatal(err)
	}
	if _, alone := verifier.VerifySignature(body, header, fuzzNow); err == nil && alone != nil {
		t.Fatal(alone)
	}
	// With the right signature nothing but the JSON can be wrong.
	right := made(before, body)
	if before != "" {
		right = fmt.Sprintf("t=%d,v1=%s", fuzzNow.Unix(), made(fmt.Sprintf("%d.", fuzzNow.Unix()), body))
	}
	delivery, err = verifier.Verify(body, http.Header{name: {right}}, fuzzNow)
	stored, parsed := webhook.Parse[E](body)
	if (err == nil) != (parsed == nil) {
		t.Fatalf("verified: %v, parsed: %v", err, parsed)
	}
	if err != nil {
		if failure(t, err).Code != payseal.CodeWebhookBodyNotJSON {
			t.Fatal(err)
		}
		return
	}
	if key := delivery.DedupeKey; delivery.SecretIndex != 1 || key != stored.DedupeKey || key == "" || len(key) > 320 ||
		strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		t.Fatalf("%+v", delivery)
	}
	if ofEvent := typeOf(delivery.Event); ofEvent != delivery.Type {
		t.Fatalf("the event says %q, the core %q", ofEvent, delivery.Type)
	}
}

// made is the signature as Go makes it.
func made(before string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(fuzzSecret))
	mac.Write([]byte(before))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}
