package payseal

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/payseal/payseal/bindings-go/internal/ffi"
)

// Response is what is known about an answer besides its fields.
type Response struct {
	// Status is the HTTP status.
	Status int
	// Attempts is how many attempts were made.
	Attempts int
	// Replayed says that this is the stored answer of an earlier request with the same idempotency key.
	Replayed bool
	// IdempotencyKey is the key that every attempt carried; empty when there was none.
	IdempotencyKey string
	// RequestID is the partner's request id.
	RequestID string
	// Environment is which environment answered, "production" or "sandbox" (Tybrite).
	Environment string
	// RateLimit is the limit that the answer stated; nil when it stated none.
	RateLimit *RateLimit

	body, json   []byte
	verify, next string
	hasRecord    bool
	handle       *ffi.AnswerHandle
}

// Body is the answer byte for byte. It may hold secrets of the buyer's checkout: do not log it.
func (r *Response) Body() []byte { return r.body }

// JSON is the answer as it was understood: in one form also where a stored answer comes in another. It may hold secrets.
func (r *Response) JSON() json.RawMessage { return r.json }

// Record is what to write down about a checkout. Empty for an answer that is not one.
func (r *Response) Record() CheckoutRecord {
	var record CheckoutRecord
	if !r.hasRecord {
		return record
	}
	if text, failed := r.handle.Record(); failed == nil {
		// The library has written it: an object of texts.
		_ = json.Unmarshal(text, &record)
	}
	return record
}

// VerifyReference is the reference that verifies the payment at its provider, of the answer that started it (Tybrite).
func (r *Response) VerifyReference() string { return r.verify }

// NextCursor asks for the next page of a list; empty after the last one.
func (r *Response) NextCursor() string { return r.next }

// SignatureEncoding is how the signature of an answer is written.
type SignatureEncoding int

// How the signature of an answer is written: what the store's dashboard says.
const (
	SignatureHex    SignatureEncoding = 1
	SignatureBase64 SignatureEncoding = 2
)

// VerifySignature reports whether the answer carries a signature that key made over its bytes (a store can switch it on for
// Tybrite's Orders.Get). Nobody checks it unless you do.
func (r *Response) VerifySignature(key *SigningKey, encoding SignatureEncoding) bool {
	if r.handle == nil {
		return false
	}
	fits, failed := r.handle.VerifySignature(key.handle, int(encoding))
	return failed == nil && fits
}

// Format writes what may be logged, for every verb and flag.
func (r *Response) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, r.String())
}

// String is what may be logged.
func (r *Response) String() string {
	if r == nil {
		return "<no response>"
	}
	return fmt.Sprintf("HTTP %d after %d attempt(s), replayed %t, key %q, request %q", r.Status, r.Attempts, r.Replayed, r.IdempotencyKey, r.RequestID)
}

func responseOf(answer *ffi.Answer) *Response {
	return &Response{
		Status:         answer.Status,
		Attempts:       answer.Attempts,
		Replayed:       answer.Replayed,
		IdempotencyKey: answer.IdempotencyKey,
		RequestID:      answer.RequestID,
		Environment:    answer.Environment,
		RateLimit:      rateOf(answer.Rate),
		body:           answer.Body,
		json:           answer.JSON,
		hasRecord:      answer.HasRecord,
		verify:         answer.VerifyReference,
		next:           answer.NextCursor,
		handle:         answer.Handle,
	}
}

// CheckoutRecord is what a program must write down about a checkout: after a crash only these tell whether a payment exists and
// how to ask for it again. It holds no secret. What is not known yet is empty.
type CheckoutRecord struct {
	// EchezonaReference is your own immutable reference.
	EchezonaReference string `json:"echezona_reference,omitempty"`
	// IdempotencyKey is the key that every attempt carries; give it again to ask for the stored answer.
	IdempotencyKey string `json:"idempotency_key,omitempty"`
	// StatementDescriptorSuffix is what the buyer's statement shows after the prefix.
	StatementDescriptorSuffix string `json:"statement_descriptor_suffix,omitempty"`
	// CliveTxID is the transaction, from the answer.
	CliveTxID string `json:"clive_tx_id,omitempty"`
	// StripePaymentIntentID is the PaymentIntent, from the answer, or your own in the two-step flow.
	StripePaymentIntentID string `json:"stripe_payment_intent_id,omitempty"`
}
