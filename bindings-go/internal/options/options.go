// Package options holds what one call sets for itself. The functions that set it are the public packages'.
package options

import "time"

// Call is what one call sets for itself; nil means the client's own setting.
type Call struct {
	IdempotencyKey string
	AttemptTimeout *time.Duration
	TotalTimeout   *time.Duration
	MaxRetries     *int
	IdentityHeader string
	IdentityValue  string
	// AttachKey is the second step's key of the two-step checkout.
	AttachKey string
}
