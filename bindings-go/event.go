package payseal

import "time"

// Phase is whether an attempt begins or has ended.
type Phase string

// The two phases of an attempt.
const (
	PhaseStarted Phase = "started"
	PhaseEnded   Phase = "ended"
)

// AttemptEvent is what an attempt hook is told, before and after each send. It holds no secret and no body.
type AttemptEvent struct {
	// Phase says whether the attempt begins or has ended.
	Phase Phase
	// Operation is the name of the operation, e.g. "create_checkout_intent".
	Operation string
	// Attempt is its number, from 1.
	Attempt int
	// IdempotencyKey is the key that every attempt carries; empty when there is none.
	IdempotencyKey string

	// What follows is known when the attempt has ended.

	// Status is the HTTP status, 0 when no answer came.
	Status int
	// Fault is what the wire did when no answer came.
	Fault Fault
	// Duration is from the attempt's start to its end, in whole milliseconds.
	Duration time.Duration
	// Outcome is what the call knows about the money so far.
	Outcome Outcome
	// RetryIn is when the next attempt follows; nil after the last one.
	RetryIn *time.Duration
}
