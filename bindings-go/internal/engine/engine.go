// Package engine drives the core's call: it moves bytes, reads the clock and waits. What to sign, whether to try again and what
// an answer means is the core's to say.
package engine

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"sync/atomic"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/internal/bridge"
	"github.com/payseal/payseal/bindings-go/internal/ffi"
	"github.com/payseal/payseal/bindings-go/internal/options"
)

// Settings are those of a client; the public packages have them as Config.
type Settings struct {
	Partner                                      string
	BaseURL                                      string
	APIKey, HMACSecret, BearerToken              payseal.Secret
	HTTPClient                                   *http.Client
	ConnectTimeout, AttemptTimeout, TotalTimeout time.Duration
	MaxRetries                                   *int
	DisableLocalValidation, AllowInsecureHTTP    bool
	OnAttempt                                    func(context.Context, payseal.AttemptEvent)
	Logger                                       *slog.Logger
}

// Client is what a client of any partner is made of. It holds no secret in Go memory.
type Client struct {
	config  *ffi.Config
	wire    *wire
	started time.Time
	total   uint64 // the total of a call in milliseconds, 0 for none
	skew    atomic.Int64
	hook    func(context.Context, payseal.AttemptEvent)
	logger  *slog.Logger
}

// New checks the settings and makes a client. Nothing is sent.
func New(settings Settings) (*Client, error) {
	if !ffi.Linked {
		return nil, refused(ffi.CodeOptionInvalid, "")
	}
	given := ffi.Settings{
		BaseURL:           settings.BaseURL,
		APIKey:            string(settings.APIKey),
		HMACSecret:        string(settings.HMACSecret),
		BearerToken:       string(settings.BearerToken),
		AllowInsecureHTTP: &settings.AllowInsecureHTTP,
	}
	if settings.DisableLocalValidation {
		given.LocalValidation = new(bool)
	}
	for _, budget := range []struct {
		name  string
		given time.Duration
		into  **uint64
	}{
		{"ConnectTimeout", settings.ConnectTimeout, &given.ConnectTimeoutMS},
		{"AttemptTimeout", settings.AttemptTimeout, &given.AttemptTimeoutMS},
		{"TotalTimeout", settings.TotalTimeout, &given.TotalTimeoutMS},
	} {
		if budget.given < 0 && budget.name == "TotalTimeout" {
			*budget.into = new(uint64)
		} else if budget.given < 0 {
			return nil, refused(ffi.CodeOptionInvalid, budget.name+" is below 0")
		} else if budget.given > 0 {
			*budget.into = payseal.Ptr(milliseconds(budget.given))
		}
	}
	if retries := settings.MaxRetries; retries != nil {
		if *retries < 0 || *retries > math.MaxInt32 {
			return nil, refused(ffi.CodeOptionInvalid, "MaxRetries is below 0 or absurdly high")
		}
		given.MaxRetries = payseal.Ptr(uint64(*retries))
	}
	config, failed := ffi.NewConfig(settings.Partner, &given)
	if failed != nil {
		return nil, bridge.NewError(failed, nil)
	}
	total, failed := config.TotalTimeoutMS()
	if failed != nil {
		return nil, bridge.NewError(failed, nil)
	}
	client := &Client{config: config, started: time.Now(), total: total, hook: settings.OnAttempt, logger: settings.Logger}
	client.wire = newWire(settings.HTTPClient, "payseal/"+ffi.Version()+" (go)")
	return client, nil
}

// Close frees what the client holds. Calls that run go on; later ones are refused. It may be called again.
func (c *Client) Close() {
	c.config.Close()
	c.wire.close()
}

// milliseconds rounds up: a wait that is cut short would not be kept.
func milliseconds(duration time.Duration) uint64 {
	return uint64((duration + time.Millisecond - 1) / time.Millisecond)
}

func refused(code int, because string) error { return bridge.NewError(ffi.Refusal(code, because), nil) }

func failure(failed *ffi.Error) error {
	if failed == nil {
		return nil
	}
	return bridge.NewError(failed, nil)
}

// Options are those of a call.
func Options(given []payseal.CallOption) *options.Call {
	call := new(options.Call)
	for _, option := range given {
		if option != nil {
			option(call)
		}
	}
	return call
}

func (c *Client) now() ffi.Now {
	return ffi.Now{MonoMS: uint64(time.Since(c.started) / time.Millisecond), UnixS: time.Now().Unix()}
}

// slack keeps the core's clock from being ahead of the context's own deadline, which is to end the call.
const slack = 50

func (c *Client) callOptions(ctx context.Context, own *options.Call) (*ffi.CallOptions, error) {
	given := &ffi.CallOptions{ClockSkewS: c.skew.Load(), IdentityHeader: own.IdentityHeader, IdentityValue: own.IdentityValue}
	total := c.total
	if limit := own.AttemptTimeout; limit != nil {
		if *limit <= 0 {
			return nil, refused(ffi.CodeOptionInvalid, "the attempt timeout must be above 0")
		}
		given.AttemptTimeoutMS = payseal.Ptr(milliseconds(*limit))
	}
	if limit := own.TotalTimeout; limit != nil {
		if *limit < 0 {
			return nil, refused(ffi.CodeOptionInvalid, "the total timeout is below 0")
		}
		total = milliseconds(*limit)
		given.TotalTimeoutMS = &total
	}
	if deadline, ok := ctx.Deadline(); ok {
		// What does not fit is not waited for: the core then says at once what the partner answered.
		left := milliseconds(max(time.Until(deadline), 0)) + slack
		if total == 0 || left < total {
			given.TotalTimeoutMS = &left
		}
	}
	if retries := own.MaxRetries; retries != nil {
		if *retries < 0 || *retries > math.MaxInt32 {
			return nil, refused(ffi.CodeOptionInvalid, "the number of retries is below 0 or absurdly high")
		}
		given.MaxRetries = payseal.Ptr(uint32(*retries))
	}
	return given, nil
}

// Send makes an intent of a described operation and sends it.
func (c *Client) Send(ctx context.Context, request Request, given []payseal.CallOption) (*payseal.Response, error) {
	answer, err := c.answer(ctx, request, given, request.keep())
	if err != nil {
		return nil, err
	}
	return response(answer), nil
}

func (c *Client) answer(ctx context.Context, request Request, given []payseal.CallOption, keep ffi.Keep) (*ffi.Answer, error) {
	own := Options(given)
	intent, err := c.intent(request, own.IdempotencyKey)
	if err != nil {
		return nil, err
	}
	defer intent.Close()
	return c.drive(ctx, intent, own, keep, nil)
}

// Request is the input of a described operation.
type Request struct {
	Operation string
	// JSON are the fields; or Bad is the one that could not be written, because of Err.
	JSON []byte
	Bad  string
	Err  error
	// Document is the body of an operation whose body is one.
	Document    []byte
	HasDocument bool
	// Record: the answer is a checkout's.
	Record bool
	// Plain: the answer has one form.
	Plain bool
}

func (r *Request) keep() ffi.Keep { return ffi.Keep{Record: r.Record, Plain: r.Plain} }

const codeValidation = 100

func (c *Client) intent(request Request, key string) (intent *ffi.Intent, err error) {
	if request.Err != nil {
		return nil, bridge.NewError(ffi.Refusal(codeValidation, request.Bad+": "+request.Err.Error()), request.Err)
	}
	var failed *ffi.Error
	if request.HasDocument {
		intent, failed = c.config.DocumentIntent(request.Operation, request.JSON, request.Document, key)
	} else {
		intent, failed = c.config.Intent(request.Operation, request.JSON, key)
	}
	return intent, failure(failed)
}

func (c *Client) send(ctx context.Context, intent *ffi.Intent, own *options.Call, keep ffi.Keep) (*payseal.Response, error) {
	answer, err := c.drive(ctx, intent, own, keep, nil)
	if err != nil {
		return nil, err
	}
	return response(answer), nil
}

// drive does what the core says until the call is over.
func (c *Client) drive(ctx context.Context, intent *ffi.Intent, own *options.Call, keep ffi.Keep, before *ffi.AnswerHandle) (*ffi.Answer, error) {
	given, err := c.callOptions(ctx, own)
	if err != nil {
		return nil, err
	}
	var entropy [ffi.EntropySize]byte
	if _, err := rand.Read(entropy[:]); err != nil {
		return nil, refused(ffi.CodeEntropy, err.Error())
	}
	call, failed := c.config.Start(intent, given, c.now(), entropy[:])
	if failed != nil {
		return nil, failure(failed)
	}
	defer call.Close()

	var cause error
	if ctx.Err() != nil {
		// Before the first attempt is handed out, so that none has begun.
		cause = whyDone(ctx)
		failed = call.Cancel(true, c.now())
	}
	for failed == nil {
		var step ffi.Step
		if step, failed = call.Next(); failed != nil {
			break
		}
		switch step.Kind {
		case ffi.StepSend:
			failed, cause = c.attempt(ctx, call, &step)
		case ffi.StepWait:
			if !wait(ctx, time.Duration(min(step.DelayMS, math.MaxInt64/uint64(time.Millisecond)))*time.Millisecond) {
				cause = whyDone(ctx)
				failed = call.Cancel(false, c.now())
			} else {
				failed = call.OnWaited(c.now())
			}
		default:
			answer, skew, failed := call.Done(keep, before)
			if skew != nil {
				c.skew.Store(*skew)
			}
			if failed != nil {
				return nil, bridge.NewError(failed, cause)
			}
			return answer, nil
		}
	}
	return nil, bridge.NewError(failed, cause)
}

// whyDone is why the context is done, in the words that errors.Is knows.
func whyDone(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if cause == nil || errors.Is(cause, err) {
		return cause
	}
	return errors.Join(err, cause)
}

func wait(ctx context.Context, delay time.Duration) bool {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// attempt sends once and tells the core what came of it. The cause is what Go itself said when no answer came.
func (c *Client) attempt(ctx context.Context, call *ffi.Call, step *ffi.Step) (failed *ffi.Error, cause error) {
	watched := c.hook != nil || c.logger != nil
	if watched {
		c.began(ctx, step)
	}
	var sent sent
	if ctx.Err() != nil {
		// The hook may have ended it.
		sent.cancelled, sent.unsent = true, true
	} else {
		sent = c.wire.send(ctx, step)
	}
	switch {
	case sent.cancelled:
		cause = whyDone(ctx)
		failed = call.Cancel(sent.unsent, c.now())
	case sent.fault != 0:
		cause = sent.err
		failed = call.OnFault(sent.fault, c.now())
	default:
		failed = call.OnResponse(sent.status, &sent.head, sent.body, sent.complete, c.now())
	}
	if watched && failed == nil {
		c.ended(ctx, call, step)
	}
	return failed, cause
}
