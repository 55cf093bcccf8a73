package payseal

import (
	"encoding/json"
	"log/slog"
	"slices"
	"time"

	"github.com/payseal/payseal/bindings-go/internal/bridge"
	"github.com/payseal/payseal/bindings-go/internal/ffi"
)

// Error is everything that is known about a failure. Get at it with errors.As; ask for its class with errors.Is and one of the
// sentinels ([ErrRateLimit] and so on). It holds no secret: it may be logged, printed and marshalled.
type Error struct {
	// Kind is the class, e.g. [KindRateLimit].
	Kind Kind `json:"kind"`
	// Number is the frozen number of the code, or of the class for a code of the partner.
	Number int `json:"number"`
	// Code is the partner's code ("HMAC_INVALID") or one of Payseal's own ([CodeConnectRefused]).
	Code string `json:"code,omitempty"`
	// Message says what happened, in one sentence.
	Message string `json:"message"`
	// Hint is the partner's own advice.
	Hint string `json:"hint,omitempty"`
	// Advice says what to do about it.
	Advice string `json:"advice,omitempty"`
	// Outcome is what is known about the money. After [OutcomeUnknown] call again with the same idempotency key first.
	Outcome Outcome `json:"outcome"`
	// Status is the HTTP status of the last answer, 400 for input that was refused locally, 0 when there was none.
	Status int `json:"status,omitempty"`
	// Details is the partner's details member, secrets redacted.
	Details json.RawMessage `json:"details,omitempty"`
	// Completed is what an earlier step of the same operation achieved, secrets redacted.
	Completed json.RawMessage `json:"completed,omitempty"`
	// ResponseText is the beginning of an error answer that is not the partner's JSON.
	ResponseText string `json:"response_text,omitempty"`
	// Retryable says whether the same call with the same key can be made again, now or after RetryAfterMS.
	Retryable bool `json:"retryable"`
	// RetryAfterMS is how long the partner asks to wait, in milliseconds; nil when it asks for nothing. See also RetryAfter.
	RetryAfterMS *uint64 `json:"retry_after_ms,omitempty"`
	// Attempts is how many attempts were begun.
	Attempts int `json:"attempts"`
	// Operation is the name of the operation, e.g. "create_checkout_intent".
	Operation string `json:"operation,omitempty"`
	// IdempotencyKey is the key that every attempt carried.
	IdempotencyKey string `json:"idempotency_key,omitempty"`
	// RequestID is the partner's request id.
	RequestID string `json:"request_id,omitempty"`
	// Fault is what the wire did when no answer came; empty when one came.
	Fault Fault `json:"fault,omitempty"`
	// Environment is which environment answered, "production" or "sandbox" (Tybrite).
	Environment string `json:"environment,omitempty"`
	// RateLimit is the limit that the answer stated.
	RateLimit *RateLimit `json:"rate_limit,omitempty"`
	// Skew is how far the time of a webhook's signature is from yours; nil for any other error.
	Skew *time.Duration `json:"skew,omitempty"`

	text  string
	cause error
}

// RateLimit is a rate limit as the partner states it; what it does not state is nil or empty.
type RateLimit struct {
	// Limit is how many requests it allows.
	Limit *int64 `json:"limit,omitempty"`
	// Remaining is how many of them are left.
	Remaining *int64 `json:"remaining,omitempty"`
	// ResetUnixS is when it ends, in Unix seconds.
	ResetUnixS *int64 `json:"reset_unix_s,omitempty"`
	// Scope is which limit it is, e.g. "abuse".
	Scope string `json:"scope,omitempty"`
}

// Error is everything in one line, for logs.
func (e *Error) Error() string {
	if e.text != "" {
		return e.text
	}
	return e.Message
}

// RetryAfter is RetryAfterMS as a duration, 0 when the partner asks for nothing; the longest there is when it asks for more.
func (e *Error) RetryAfter() time.Duration {
	if e.RetryAfterMS == nil {
		return 0
	}
	return duration(*e.RetryAfterMS, time.Millisecond)
}

// String is the same line.
func (e *Error) String() string { return e.Error() }

// GoString is the same line.
func (e *Error) GoString() string { return e.Error() }

// Unwrap is what Go itself said: context.Canceled, a *net.OpError. Nil when there was nothing.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether target is the sentinel of the error's class or of one above it: a rate limit is [ErrRateLimit] and [ErrAPI].
func (e *Error) Is(target error) bool {
	class, ok := target.(*class)
	return ok && slices.Contains(class.kinds, e.Kind)
}

// LogValue is the error as a group of attributes.
func (e *Error) LogValue() slog.Value {
	attributes := []slog.Attr{
		slog.String("kind", string(e.Kind)),
		slog.String("code", e.Code),
		slog.String("message", e.Message),
		slog.String("outcome", string(e.Outcome)),
		slog.Int("attempts", e.Attempts),
		slog.Bool("retryable", e.Retryable),
	}
	if e.Status != 0 {
		attributes = append(attributes, slog.Int("status", e.Status))
	}
	for _, text := range []struct{ name, value string }{
		{"operation", e.Operation}, {"idempotency_key", e.IdempotencyKey}, {"request_id", e.RequestID}, {"fault", string(e.Fault)},
	} {
		if text.value != "" {
			attributes = append(attributes, slog.String(text.name, text.value))
		}
	}
	return slog.GroupValue(attributes...)
}

// class is a sentinel: the kinds of errors that are it.
type class struct {
	name  string
	kinds []Kind
}

func (c *class) Error() string { return "payseal: " + c.name }

var apiKinds = []Kind{KindAPI, KindValidation, KindAuthentication, KindPermissionDenied, KindNotFound, KindConflict, KindRateLimit, KindServer}

// The classes of errors, for errors.Is. What is known about the money is [Error.Outcome], and not a class.
var (
	// ErrAPI: the partner answered no, or the input was refused here in the same shape.
	ErrAPI error = &class{"ApiError", apiKinds}
	// ErrValidation: input that the partner refuses with 400, or that was refused before anything was sent.
	ErrValidation error = &class{"ValidationError", []Kind{KindValidation}}
	// ErrAuthentication: 401.
	ErrAuthentication error = &class{"AuthenticationError", []Kind{KindAuthentication}}
	// ErrPermissionDenied: 403.
	ErrPermissionDenied error = &class{"PermissionDeniedError", []Kind{KindPermissionDenied}}
	// ErrNotFound: 404.
	ErrNotFound error = &class{"NotFoundError", []Kind{KindNotFound}}
	// ErrConflict: 409.
	ErrConflict error = &class{"ConflictError", []Kind{KindConflict}}
	// ErrRateLimit: 429.
	ErrRateLimit error = &class{"RateLimitError", []Kind{KindRateLimit}}
	// ErrServer: 5xx; it may have acted before it failed.
	ErrServer error = &class{"ServerError", []Kind{KindServer}}
	// ErrTransport: no answer came.
	ErrTransport error = &class{"TransportError", []Kind{KindConnectionFailed, KindAttemptTimeout, KindCancelled}}
	// ErrConnectionFailed: the connection could not be made or broke.
	ErrConnectionFailed error = &class{"ConnectionFailedError", []Kind{KindConnectionFailed}}
	// ErrAttemptTimeout: no answer in time.
	ErrAttemptTimeout error = &class{"AttemptTimeoutError", []Kind{KindAttemptTimeout}}
	// ErrCancelled: the context ended the call; errors.Is with context.Canceled or context.DeadlineExceeded holds too.
	ErrCancelled error = &class{"CancelledCallError", []Kind{KindCancelled}}
	// ErrResponseUnreadable: the partner said yes in a way that cannot be read.
	ErrResponseUnreadable error = &class{"ResponseUnreadableError", []Kind{KindResponseUnreadable}}
	// ErrConfig: a client, an option or an environment variable is missing or wrong; nothing was sent because of it.
	ErrConfig error = &class{"ConfigError", []Kind{KindConfig}}
	// ErrWebhookVerification: a delivery is not what the partner signed. Answer 400 and do not process it.
	ErrWebhookVerification error = &class{"WebhookVerificationError", []Kind{KindWebhookVerification}}
)

func init() {
	bridge.NewError = func(failed *ffi.Error, cause error) error { return errorOf(failed, cause) }
	bridge.NewResponse = func(answer *ffi.Answer) any { return responseOf(answer) }
	bridge.KeyOf = func(key any) *ffi.Key { return key.(*SigningKey).handle }
}

func errorOf(failed *ffi.Error, cause error) *Error {
	err := &Error{
		Kind:           Kind(failed.Kind),
		Number:         failed.Number,
		Code:           failed.Code,
		Message:        failed.Message,
		Hint:           failed.Hint,
		Advice:         failed.Advice,
		Outcome:        Outcome(failed.Outcome),
		Status:         failed.Status,
		Details:        failed.Details,
		Completed:      failed.Completed,
		ResponseText:   failed.ResponseText,
		Retryable:      failed.Retryable,
		RetryAfterMS:   failed.RetryAfterMS,
		Attempts:       failed.Attempts,
		Operation:      failed.Operation,
		IdempotencyKey: failed.IdempotencyKey,
		RequestID:      failed.RequestID,
		Fault:          Fault(failed.Fault),
		Environment:    failed.Environment,
		RateLimit:      rateOf(failed.Rate),
		text:           failed.Text,
		cause:          cause,
	}
	if failed.SkewS != nil {
		err.Skew = Ptr(duration(*failed.SkewS, time.Second))
	}
	return err
}

// duration is so many units, or the longest there is.
func duration(count uint64, unit time.Duration) time.Duration {
	const longest = time.Duration(1<<63 - 1)
	if count > uint64(longest/unit) {
		return longest
	}
	return time.Duration(count) * unit
}

func rateOf(rate *ffi.Rate) *RateLimit {
	if rate == nil {
		return nil
	}
	return &RateLimit{Limit: rate.Limit, Remaining: rate.Remaining, ResetUnixS: rate.ResetUnixS, Scope: rate.Scope}
}
