package webhook_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/internal/ffi"
	"github.com/payseal/payseal/bindings-go/webhook"
)

// raw is a text as UTF-8, `{hex}`, or `{repeat, times}`.
type raw []byte

func (r *raw) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*r = raw(text)
		return nil
	}
	var made struct {
		Hex    *string `json:"hex"`
		Repeat string  `json:"repeat"`
		Times  int     `json:"times"`
	}
	if err := json.Unmarshal(data, &made); err != nil {
		return err
	}
	if made.Hex == nil {
		*r = raw(strings.Repeat(made.Repeat, made.Times))
		return nil
	}
	decoded, err := hex.DecodeString(*made.Hex)
	*r = decoded
	return err
}

type row struct {
	ID    string `json:"id"`
	Input struct {
		Op                     string            `json:"op"`
		Partner                webhook.Partner   `json:"partner"`
		Subject                webhook.Subject   `json:"subject"`
		Secret                 payseal.Secret    `json:"secret"`
		Secrets                []payseal.Secret  `json:"secrets"`
		OldSecret              payseal.Secret    `json:"old_secret"`
		OtherEnvironmentSecret payseal.Secret    `json:"other_environment_secret"`
		APIKey                 payseal.Secret    `json:"api_key"`
		ToleranceS             *uint64           `json:"tolerance_s"`
		Headers                [][2]raw          `json:"headers"`
		Body                   raw               `json:"body"`
		Now                    *int64            `json:"now"`
		UnixS                  int64             `json:"unix_s"`
		Capacity               int               `json:"capacity"`
		Steps                  []json.RawMessage `json:"steps"`
	} `json:"input"`
	Expect struct {
		SecretIndex int      `json:"secret_index"`
		Timestamp   *int64   `json:"timestamp"`
		Type        *string  `json:"type"`
		DedupeKey   string   `json:"dedupe_key"`
		Code        *string  `json:"code"`
		Fault       *string  `json:"fault"`
		SkewS       *int64   `json:"skew_s"`
		Signature   string   `json:"signature"`
		Verdict     string   `json:"verdict"`
		IDs         []string `json:"ids"`
	} `json:"expect"`
}

func rows(t *testing.T, subject string) []row {
	t.Helper()
	folder := os.Getenv("PAYSEAL_VECTORS")
	if folder == "" {
		t.Fatal("run the tests with `cargo xtask test-go`: it sets PAYSEAL_VECTORS")
	}
	text, err := os.ReadFile(filepath.Join(folder, subject+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Rows []row `json:"rows"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	return file.Rows
}

// header holds them under the names that stand there: no name is made canonical.
func (r *row) header() http.Header {
	header := http.Header{}
	for _, pair := range r.Input.Headers {
		header[string(pair[0])] = append(header[string(pair[0])], string(pair[1]))
	}
	return header
}

func failure(t testing.TB, err error) *payseal.Error {
	t.Helper()
	var failed *payseal.Error
	if !errors.As(err, &failed) {
		t.Fatalf("not an error of Payseal: %v", err)
	}
	return failed
}

func (r *row) config() webhook.Config {
	config := webhook.Config{Secrets: r.Input.Secrets}
	if r.Input.ToleranceS != nil {
		config.Tolerance = time.Duration(*r.Input.ToleranceS) * time.Second
	}
	return config
}

func TestVectorsOfWebhooks(t *testing.T) {
	ran := map[string]int{}
	for _, row := range rows(t, "webhook") {
		ran[row.Input.Op]++
		t.Run(row.ID, func(t *testing.T) {
			switch is := row.Input.Op + " " + string(row.Input.Partner); is {
			case "verify clive":
				verify(t, &row, webhook.NewClive)
			case "verify tybrite":
				verify(t, &row, webhook.NewTybrite)
			case "build clive":
				build(t, &row, webhook.NewClive)
			case "build tybrite":
				build(t, &row, webhook.NewTybrite)
			case "key clive":
				parse[webhook.CliveEvent](t, &row)
			case "key tybrite":
				parse[webhook.TybriteEvent](t, &row)
			case "sign clive", "sign tybrite":
				sign(t, &row)
			case "dedupe ":
				dedupe(t, &row)
			default:
				t.Fatalf("unknown: %s", is)
			}
		})
	}
	if ran["verify"] < 160 || ran["key"] < 20 || ran["build"] < 13 || ran["sign"] < 4 || ran["dedupe"] < 8 {
		t.Error(ran)
	}
}

func verify[E webhook.Payload](t *testing.T, row *row, make func(webhook.Config) (*webhook.Verifier[E], error)) {
	verifier, err := make(row.config())
	if err != nil {
		t.Fatal(err)
	}
	defer verifier.Close()
	header, now := row.header(), time.Unix(*row.Input.Now, 0)
	delivery, err := verifier.Verify(row.Input.Body, header, now)
	index, alone := verifier.VerifySignature(row.Input.Body, header, now)
	if row.Expect.Code != nil {
		failed := failure(t, err)
		if failed.Code != *row.Expect.Code || !errors.Is(err, payseal.ErrWebhookVerification) || failed.Outcome != payseal.OutcomeNotSent {
			t.Errorf("%+v", failed)
		}
		var details struct {
			Fault *string `json:"fault"`
			SkewS *int64  `json:"skew_s"`
		}
		if err := json.Unmarshal(failed.Details, &details); err != nil {
			t.Errorf("%s: %v", failed.Details, err)
		}
		if !same(details.Fault, row.Expect.Fault) || !same(details.SkewS, row.Expect.SkewS) || !same(failed.Skew, longest(row.Expect.SkewS)) {
			t.Errorf("%s, skew %v", failed.Details, failed.Skew)
		}
		if isUnreadable := failed.Code == payseal.CodeWebhookBodyNotJSON; isUnreadable != (alone == nil) {
			t.Errorf("the signature alone: %v", alone)
		}
		shows(t, failed, row.Input.Secrets)
		shows(t, verifier, row.Input.Secrets)
		return
	}
	if err != nil || alone != nil {
		t.Fatal(err, alone)
	}
	if delivery.SecretIndex != row.Expect.SecretIndex || index != row.Expect.SecretIndex || delivery.DedupeKey != row.Expect.DedupeKey {
		t.Errorf("%+v, secret %d", delivery, index)
	}
	if row.Expect.Timestamp == nil && !delivery.SignedAt.IsZero() || row.Expect.Timestamp != nil && delivery.SignedAt.Unix() != *row.Expect.Timestamp {
		t.Errorf("signed at %v", delivery.SignedAt)
	}
	if want := row.Expect.Type; want == nil && delivery.Type != "" || want != nil && delivery.Type != *want {
		t.Errorf("type %q", delivery.Type)
	}
	if ofEvent := typeOf(delivery.Event); ofEvent != delivery.Type {
		t.Errorf("the event says %q, the core %q", ofEvent, delivery.Type)
	}
	stored, err := webhook.Parse[E](row.Input.Body)
	if err != nil || stored.DedupeKey != delivery.DedupeKey || stored.SecretIndex != -1 || !stored.SignedAt.IsZero() {
		t.Errorf("%+v %v", stored, err)
	}
	var came, given any
	if json.Unmarshal(row.Input.Body, &came) != nil || json.Unmarshal(delivery.JSON, &given) != nil || fmt.Sprint(came) != fmt.Sprint(given) {
		t.Errorf("%s is not %s", delivery.JSON, row.Input.Body)
	}
}

func same[T comparable](a, b *T) bool { return a == b || a != nil && b != nil && *a == *b }

// longest is so many seconds, or as many as a time.Duration holds: 292 years.
func longest(seconds *int64) *time.Duration {
	if seconds == nil {
		return nil
	}
	if *seconds > int64(math.MaxInt64/time.Second) {
		return payseal.Ptr(time.Duration(math.MaxInt64))
	}
	return payseal.Ptr(time.Duration(*seconds) * time.Second)
}

func typeOf(event any) string {
	switch event := event.(type) {
	case webhook.CliveEvent:
		return event.Event
	case webhook.TybriteEvent:
		return event.Type
	}
	return "?"
}

func build[E webhook.Payload](t *testing.T, row *row, make func(webhook.Config) (*webhook.Verifier[E], error)) {
	// A Config cannot say these two: no tolerance at all is the default, and no time.Duration is as long. The layer below can.
	if row.ID == "build-zero" || row.ID == "build-absurd" {
		_, failed := ffi.NewVerifier(string(row.Input.Partner), []string{"s"}, row.Input.ToleranceS)
		if failed == nil || failed.Code != *row.Expect.Code {
			t.Errorf("%+v", failed)
		}
		return
	}
	verifier, err := make(row.config())
	if row.Expect.Code == nil {
		if err != nil {
			t.Fatal(err)
		}
		verifier.Close()
		return
	}
	if failed := failure(t, err); failed.Code != *row.Expect.Code || !errors.Is(err, payseal.ErrConfig) {
		t.Errorf("%+v", failed)
	}
}

func parse[E webhook.Payload](t *testing.T, row *row) {
	if delivery, err := webhook.Parse[E](row.Input.Body); err != nil || delivery.DedupeKey != row.Expect.DedupeKey {
		t.Errorf("%+v %v", delivery, err)
	}
}

func sign(t *testing.T, row *row) {
	delivery, err := webhook.SignTestDelivery(row.Input.Partner, row.Input.Secret, row.Input.Body, time.Unix(row.Input.UnixS, 0))
	if err != nil {
		t.Fatal(err)
	}
	if got := delivery.Header.Get("X-" + string(row.Input.Partner) + "-Signature"); got != row.Expect.Signature || string(delivery.Body) != string(row.Input.Body) {
		t.Errorf("%q over %q", got, delivery.Body)
	}
}

func dedupe(t *testing.T, row *row) {
	store, err := webhook.NewMemoryDedupe(row.Input.Capacity)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	tickets := map[string]webhook.Ticket{}
	for index, text := range row.Input.Steps {
		var what, key string
		var unixS int64
		var expected *string
		if err := json.Unmarshal(text, &[]any{&what, &key, &unixS, &expected}); err != nil {
			t.Fatal(err)
		}
		now := time.Unix(unixS, 0)
		switch what {
		case "claim":
			claim, err := store.Claim(t.Context(), key, now, time.Minute)
			got := claim.Status.String()
			if err != nil {
				if failure(t, err).Code != payseal.CodeDedupeStoreFull {
					t.Fatal(err)
				}
				got = "full"
			}
			if got != *expected {
				t.Errorf("step %d: %s", index, got)
			}
			if claim.Status == webhook.ClaimNew {
				tickets[key] = claim.Ticket
			}
			if claim.Status == webhook.ClaimInProgress && (!claim.Until.After(now) || claim.Until.After(now.Add(time.Minute))) {
				t.Errorf("step %d: until %v", index, claim.Until)
			}
		case "complete":
			err = store.Complete(t.Context(), key, tickets[key], now)
		case "release":
			err = store.Release(t.Context(), key, tickets[key])
		default:
			t.Fatal(what)
		}
		if err != nil {
			t.Errorf("step %d: %v", index, err)
		}
	}
}

func TestVectorsOfExplanations(t *testing.T) {
	all := rows(t, "explain")
	if len(all) < 110 {
		t.Error(len(all))
	}
	for _, row := range all {
		t.Run(row.ID, func(t *testing.T) {
			question := webhook.Question{
				Subject: row.Input.Subject, Secrets: row.Input.Secrets, OldSecret: row.Input.OldSecret,
				OtherEnvironmentSecret: row.Input.OtherEnvironmentSecret, APIKey: row.Input.APIKey, Body: row.Input.Body, Header: row.header(),
			}
			if row.Input.Now != nil {
				question.Now = time.Unix(*row.Input.Now, 0)
			}
			explanation, err := webhook.Explain(question)
			if err != nil {
				t.Fatal(err)
			}
			if string(explanation.Verdict) != row.Expect.Verdict {
				t.Errorf("%s: %v", explanation.Verdict, explanation)
			}
			names := func(finding webhook.Finding) bool { return finding.Names(row.Expect.IDs...) }
			first := explanation.Findings[:min(3, len(explanation.Findings))]
			if row.Expect.IDs == nil && len(first) > 0 || row.Expect.IDs != nil && !slices.ContainsFunc(first, names) {
				t.Errorf("not %v: %v", row.Expect.IDs, explanation)
			}
			if explanation.String() == "" {
				t.Error("it says nothing")
			}
			shows(t, explanation, row.Input.Secrets)
			shows(t, question, append(row.Input.Secrets, question.OldSecret, question.OtherEnvironmentSecret, question.APIKey))
		})
	}
}
