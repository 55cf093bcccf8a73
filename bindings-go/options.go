package payseal

import (
	"time"

	"github.com/payseal/payseal/bindings-go/internal/options"
)

// CallOption sets something for one call.
type CallOption func(*options.Call)

// WithIdempotencyKey sets the key that every attempt carries, instead of the operation's default. Give the key of an earlier
// call to ask for its stored answer. An empty key means the default.
func WithIdempotencyKey(key string) CallOption {
	return func(call *options.Call) { call.IdempotencyKey = key }
}

// WithAttemptTimeout sets how long one attempt may take.
func WithAttemptTimeout(limit time.Duration) CallOption {
	return func(call *options.Call) { call.AttemptTimeout = &limit }
}

// WithTotalTimeout sets how long the call may take with all its attempts and waits; 0 is no limit. The deadline of the context
// holds besides.
func WithTotalTimeout(limit time.Duration) CallOption {
	return func(call *options.Call) { call.TotalTimeout = &limit }
}

// WithMaxRetries sets how often a failed attempt is repeated.
func WithMaxRetries(retries int) CallOption {
	return func(call *options.Call) { call.MaxRetries = &retries }
}
