package webhook

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/internal/bridge"
	"github.com/payseal/payseal/bindings-go/internal/ffi"
)

// Subject is what was signed.
type Subject string

// What can be explained.
const (
	SubjectCliveWebhook   Subject = "clive_webhook"
	SubjectTybriteWebhook Subject = "tybrite_webhook"
	SubjectCliveRequest   Subject = "clive_request"
	SubjectTybriteRequest Subject = "tybrite_request"
)

// Verdict is what became of the search.
type Verdict string

const (
	// VerdictRight: the signature is right.
	VerdictRight Verdict = "right"
	// VerdictMistaken: the findings name the mistake.
	VerdictMistaken Verdict = "mistaken"
	// VerdictUnexplained: no known mistake matches, alone or in pairs.
	VerdictUnexplained Verdict = "unexplained"
	// VerdictNoSignature: there is no signature that could be looked at; the findings say why.
	VerdictNoSignature Verdict = "no_signature"
)

// Question is a signature that does not fit, with everything that is known. Empty members are not given. Printing it shows no secret.
type Question struct {
	// Subject is what was signed; empty: what the headers say.
	Subject Subject
	// Secrets that should fit; several while you rotate.
	Secrets []payseal.Secret
	// OldSecret is the one that was replaced.
	OldSecret payseal.Secret
	// OtherEnvironmentSecret is the live one when the right one is for tests, and the reverse.
	OtherEnvironmentSecret payseal.Secret
	// APIKey is often taken for the secret.
	APIKey payseal.Secret
	// Now is your clock. Without it nothing is said about old and future timestamps.
	Now time.Time
	// Body is the one that arrived, or that you were about to send: the exact bytes.
	Body []byte
	// Header has the headers that came with it.
	Header http.Header
}

// Explanation is what was found. It shows neither a secret nor the signature that was expected.
type Explanation struct {
	// Verdict is the result in a word.
	Verdict Verdict `json:"verdict"`
	// Findings, the likeliest first.
	Findings []Finding `json:"findings"`
	// MistakesTried is how many known mistakes were tried.
	MistakesTried int64 `json:"mistakes_tried"`
	// CombinationsTried is how many of them and of their pairs.
	CombinationsTried int64 `json:"combinations_tried"`
	// NotTried is what could not be tried, and why.
	NotTried []NotTried `json:"not_tried"`

	report string
}

// Finding is what reproduces the signature that was received.
type Finding struct {
	// IDs are the mistakes, e.g. "secret.newline_added". They are stable.
	IDs []string `json:"ids"`
	// Same are other mistakes that write the very same bytes.
	Same [][]string `json:"same"`
	// Cause says what happened.
	Cause string `json:"cause"`
	// Fix says what to do about it.
	Fix string `json:"fix"`
	// SecretIndex is which of the secrets fits; nil when it is none of them.
	SecretIndex *int `json:"secret_index"`
}

// Names reports whether exactly these mistakes, in any order, are the finding's or write the same bytes.
func (f *Finding) Names(ids ...string) bool {
	wanted := slices.Sorted(slices.Values(ids))
	isThis := func(these []string) bool { return slices.Equal(slices.Sorted(slices.Values(these)), wanted) }
	return isThis(f.IDs) || slices.ContainsFunc(f.Same, isThis)
}

// NotTried is a part of the search that could not be made.
type NotTried struct {
	// What was left out, e.g. a group of mistakes.
	What string `json:"what"`
	// Why is the reason, e.g. that no API key was given.
	Why string `json:"why"`
}

// String is the report for people, several lines.
func (e *Explanation) String() string { return e.report }

// Explain tries every known mistake, alone and in pairs: some ten milliseconds for a body of 4 KiB. For you, at your desk. Never
// expose it to callers: its answers tell whether a guess about your secret and your set-up is right.
func Explain(question Question) (*Explanation, error) {
	given := &ffi.ExplainCase{
		Subject:                string(question.Subject),
		OldSecret:              string(question.OldSecret),
		OtherEnvironmentSecret: string(question.OtherEnvironmentSecret),
		APIKey:                 string(question.APIKey),
		Body:                   question.Body,
		Head:                   headOf(question.Header),
	}
	for _, secret := range question.Secrets {
		given.Secrets = append(given.Secrets, string(secret))
	}
	if !question.Now.IsZero() {
		given.NowUnixS = payseal.Ptr(question.Now.Unix())
	}
	report, data, failed := ffi.Explain(given)
	if failed != nil {
		return nil, bridge.NewError(failed, nil)
	}
	explanation := &Explanation{report: report}
	if err := json.Unmarshal(data, explanation); err != nil {
		return nil, fmt.Errorf("payseal: the explanation cannot be read: %w", err)
	}
	return explanation, nil
}
