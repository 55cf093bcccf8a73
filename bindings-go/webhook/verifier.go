package webhook

import (
	"fmt"
	"io"
	"net/http"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/internal/bridge"
	"github.com/payseal/payseal/bindings-go/internal/ffi"
)

// Partner is who sends.
type Partner string

// The partners.
const (
	Clive   Partner = "clive"
	Tybrite Partner = "tybrite"
)

// Payload is what a partner's deliveries say. Whose verifier, delivery and handler it is follows from it.
type Payload interface{ CliveEvent | TybriteEvent }

func partnerOf[E Payload]() string {
	var event E
	if _, is := any(event).(CliveEvent); is {
		return string(Clive)
	}
	return string(Tybrite)
}

// Config is what a verifier is made of. Printing or marshalling it shows no secret.
type Config struct {
	// Secrets of the endpoint, used as their bytes and never decoded. At least one, at most 16: while you rotate, the new one and the
	// old one.
	Secrets []payseal.Secret
	// Tolerance is how far the signed time may be from ours, in both directions: whole seconds, up to 4 days; 0 is 300 s. Not for
	// Clive, whose signature carries no time.
	Tolerance time.Duration
}

// Verifier verifies the deliveries of one endpoint. Make one and share it between goroutines. Close is optional: what is no longer
// reachable is wiped and freed.
type Verifier[E Payload] struct{ handle *ffi.Verifier }

// NewClive makes a verifier of Clive's deliveries. The error is [payseal.ErrConfig] and names what is wrong.
func NewClive(config Config) (*Verifier[CliveEvent], error) { return newVerifier[CliveEvent](config) }

// NewTybrite makes a verifier of Tybrite's deliveries. The error is [payseal.ErrConfig] and names what is wrong.
func NewTybrite(config Config) (*Verifier[TybriteEvent], error) {
	return newVerifier[TybriteEvent](config)
}

func newVerifier[E Payload](config Config) (*Verifier[E], error) {
	secrets := make([]string, len(config.Secrets))
	for index, secret := range config.Secrets {
		secrets[index] = string(secret)
	}
	var tolerance *uint64
	switch seconds := config.Tolerance / time.Second; {
	case config.Tolerance < 0 || config.Tolerance%time.Second != 0:
		return nil, refusal(ffi.CodeOptionInvalid, fmt.Sprintf("Tolerance must be whole seconds, not %v", config.Tolerance))
	case seconds > 0:
		tolerance = payseal.Ptr(uint64(seconds))
	}
	handle, failed := ffi.NewVerifier(partnerOf[E](), secrets, tolerance)
	if failed != nil {
		return nil, bridge.NewError(failed, nil)
	}
	return &Verifier[E]{handle}, nil
}

// Verify verifies a delivery and reads its event. body is the body as it came, byte for byte; header holds all headers as they came;
// now is your clock.
//
// The error is [payseal.ErrWebhookVerification] and its Code says why ([payseal.CodeWebhookSignatureMismatch] and so on): answer 400
// and do not process it.
func (v *Verifier[E]) Verify(body []byte, header http.Header, now time.Time) (*Delivery[E], error) {
	event, failed := v.handle.Verify(body, headOf(header), now.Unix())
	if failed != nil {
		return nil, bridge.NewError(failed, nil)
	}
	return deliveryOf[E](event), nil
}

// VerifySignature does the same without reading the event, at the price of one signature: for endpoints that store the bytes and
// answer. Read them later with [Parse]. It says which of the secrets fitted, from 0.
func (v *Verifier[E]) VerifySignature(body []byte, header http.Header, now time.Time) (secretIndex int, err error) {
	secretIndex, failed := v.handle.VerifySignature(body, headOf(header), now.Unix())
	if failed != nil {
		return 0, bridge.NewError(failed, nil)
	}
	return secretIndex, nil
}

// Close wipes and frees the verifier. It may be called again; other methods then return [payseal.ErrConfig].
func (v *Verifier[E]) Close() { v.handle.Close() }

// Format says whose verifier it is, for every verb and flag, and nothing else.
func (v *Verifier[E]) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, "webhook.Verifier("+partnerOf[E]()+")")
}

func headOf(header http.Header) *ffi.Head {
	head := new(ffi.Head)
	for name, values := range header {
		for _, value := range values {
			head.Add(name, value)
		}
	}
	return head
}

func refusal(code int, because string) error {
	return bridge.NewError(ffi.Refusal(code, because), nil)
}
