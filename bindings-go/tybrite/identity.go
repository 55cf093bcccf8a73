package tybrite

import (
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/internal/bridge"
	"github.com/payseal/payseal/bindings-go/internal/options"
)

// WithIdentity names the shopper in one of the identity headers, x-auth-token, x-external-auth ([ExternalAuth]) or x-idp-token.
// A request carries one.
func WithIdentity(header string, value payseal.Secret) payseal.CallOption {
	return func(call *options.Call) { call.IdentityHeader, call.IdentityValue = header, string(value) }
}

// ExternalAuth is the value of x-external-auth, with which a store that knows its shoppers itself says who is asking. key is of the
// store's HMAC secret; valid is at most 5 minutes. Its holder can act as the shopper until it ends.
func ExternalAuth(key *payseal.SigningKey, externalID string, now time.Time, valid time.Duration) (payseal.Secret, error) {
	token, failed := bridge.KeyOf(key).ExternalAuth(externalID, now.Unix(), now.Add(valid).Unix())
	if failed != nil {
		return "", bridge.NewError(failed, nil)
	}
	return payseal.Secret(token), nil
}
