package engine

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/internal/bridge"
	"github.com/payseal/payseal/bindings-go/internal/ffi"
	"github.com/payseal/payseal/bindings-go/internal/model"
)

// Intent is a checked request with its key fixed, not sent. It may be sent as often as one likes.
type Intent struct {
	client *Client
	handle *ffi.Intent
	facts  ffi.Facts
	keep   ffi.Keep
}

// Prepare checks a request and fixes its key. Nothing is sent.
func (c *Client) Prepare(request Request, given []payseal.CallOption) (*Intent, error) {
	handle, err := c.intent(request, Options(given).IdempotencyKey)
	if err != nil {
		return nil, err
	}
	var entropy [ffi.EntropySize]byte
	if _, err := rand.Read(entropy[:]); err != nil {
		return nil, refused(ffi.CodeEntropy, err.Error())
	}
	if failed := handle.FixKey(time.Now().Unix(), entropy[:]); failed != nil {
		return nil, failure(failed)
	}
	facts, failed := handle.Facts()
	if failed != nil {
		return nil, failure(failed)
	}
	return &Intent{client: c, handle: handle, facts: facts, keep: request.keep()}, nil
}

// SendIntent sends it and reads its answer. The key of the options is not looked at: the intent has its own.
func SendIntent[A any](ctx context.Context, intent *Intent, given []payseal.CallOption) (*A, error) {
	response, err := intent.client.send(ctx, intent.handle, Options(given), intent.keep)
	if err != nil {
		return nil, err
	}
	return model.Answer[A](response), nil
}

// Operation is the name of the operation.
func (i *Intent) Operation() string { return i.facts.Operation }

// IdempotencyKey is the key that every attempt will carry; empty for an operation that takes none.
func (i *Intent) IdempotencyKey() string { return i.facts.IdempotencyKey }

// Body are the exact bytes that are signed and sent.
func (i *Intent) Body() []byte { return i.facts.Body }

// Record is what to write down before the first send.
func (i *Intent) Record() payseal.CheckoutRecord {
	var record payseal.CheckoutRecord
	// The library has written it: an object of texts.
	_ = json.Unmarshal(i.facts.Record, &record)
	return record
}

// Format writes what may be logged, for every verb and flag: the body holds the buyer's data.
func (i *Intent) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, fmt.Sprintf("%s %s %s, key %q", i.facts.Operation, i.facts.Method, i.facts.Path, i.facts.IdempotencyKey))
}

// Raw sends a raw request.
func (c *Client) Raw(ctx context.Context, request payseal.RawRequest, given []payseal.CallOption) (*payseal.Response, error) {
	own := Options(given)
	intent, failed := c.config.RawIntent(&ffi.Raw{
		Method: request.Method, Path: request.Path, Auth: int(request.Auth),
		Body: request.Body, HasBody: request.Body != nil, Query: request.Query,
	}, own.IdempotencyKey)
	if failed != nil {
		return nil, failure(failed)
	}
	defer intent.Close()
	return c.send(ctx, intent, own, ffi.Keep{Plain: true})
}

// InitializeAndAttach is Clive's two-step checkout. What stands between the steps is the core's.
func (c *Client) InitializeAndAttach(
	ctx context.Context, request Request, paymentIntent string, given, attachGiven []payseal.CallOption,
) (initialized, attached *payseal.Response, record payseal.CheckoutRecord, err error) {
	first, second := Options(given), Options(attachGiven)
	none := func(err error) (*payseal.Response, *payseal.Response, payseal.CheckoutRecord, error) {
		return nil, nil, payseal.CheckoutRecord{}, err
	}
	intent, err := c.intent(request, first.IdempotencyKey)
	if err != nil {
		return none(err)
	}
	defer intent.Close()
	if failed := c.config.CheckAttach(paymentIntent, second.IdempotencyKey); failed != nil {
		return none(failure(failed))
	}
	keep := ffi.Keep{Record: true, Plain: true}
	made, err := c.drive(ctx, intent, first, keep, nil)
	if err != nil {
		return none(err)
	}
	attach, failed := c.config.AttachIntent(made.Handle, paymentIntent, second.IdempotencyKey)
	if failed != nil {
		return none(failure(failed))
	}
	defer attach.Close()
	done, err := c.drive(ctx, attach, second, keep, made.Handle)
	if err != nil {
		return none(err)
	}
	both, failed := ffi.RecordOfTwo(made.Handle, done.Handle)
	if failed != nil {
		return none(failure(failed))
	}
	_ = json.Unmarshal(both, &record)
	return response(made), response(done), record, nil
}

func response(answer *ffi.Answer) *payseal.Response {
	return bridge.NewResponse(answer).(*payseal.Response)
}
