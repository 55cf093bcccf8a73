package payseal

import (
	"fmt"
	"io"

	"github.com/payseal/payseal/bindings-go/internal/ffi"
)

// SigningKey is an HMAC-SHA256 key with its state computed once. Make one for each secret and share it between goroutines.
// Close is optional: what is no longer reachable is wiped and freed.
type SigningKey struct{ handle *ffi.Key }

// NewSigningKey makes a key of the bytes of a secret, which are never decoded. An empty secret is [ErrConfig].
func NewSigningKey(secret Secret) (*SigningKey, error) {
	key, failed := ffi.NewKey([]byte(secret))
	if failed != nil {
		return nil, errorOf(failed, nil)
	}
	return &SigningKey{key}, nil
}

// Close wipes and frees the key. It may be called again; other methods then return [ErrConfig] or false.
func (k *SigningKey) Close() { k.handle.Close() }

// SignHex is the lowercase hex of HMAC-SHA256 of body: Clive's x-clive-hmac.
func (k *SigningKey) SignHex(body []byte) (string, error) { return signed(k.handle.SignHex(body)) }

// SignHexTimestamped is the lowercase hex of HMAC-SHA256 of "<timestamp>.<body>", as in Tybrite's webhooks.
func (k *SigningKey) SignHexTimestamped(timestamp string, body []byte) (string, error) {
	return signed(k.handle.SignHexTimestamped(timestamp, body))
}

// SignBase64Timestamped is the base64 of HMAC-SHA256 of "<timestamp>.<body>", timestamp in Unix seconds: Tybrite's X-Signature.
func (k *SigningKey) SignBase64Timestamped(unixS uint64, body []byte) (string, error) {
	return signed(k.handle.SignBase64Timestamped(unixS, body))
}

// SignBase64URL is the URL-safe base64 of HMAC-SHA256 of message, without padding.
func (k *SigningKey) SignBase64URL(message []byte) (string, error) {
	return signed(k.handle.SignBase64URL(message))
}

// VerifyHex reports whether received is the hex signature of body, in constant time. A malformed one is false.
func (k *SigningKey) VerifyHex(body []byte, received string) bool {
	fits, failed := k.handle.VerifyHex(body, received)
	return failed == nil && fits
}

// VerifyHexTimestamped reports whether received is the hex signature of "<timestamp>.<body>". It says nothing about the age of
// the timestamp: deliveries are verified by the package webhook.
func (k *SigningKey) VerifyHexTimestamped(timestamp string, body []byte, received string) bool {
	fits, failed := k.handle.VerifyHexTimestamped(timestamp, body, received)
	return failed == nil && fits
}

// VerifyBase64Timestamped reports whether received is the base64 signature of "<timestamp>.<body>".
func (k *SigningKey) VerifyBase64Timestamped(timestamp string, body []byte, received string) bool {
	fits, failed := k.handle.VerifyBase64Timestamped(timestamp, body, received)
	return failed == nil && fits
}

// Format writes SigningKey([REDACTED]) for every verb and flag.
func (k *SigningKey) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, "SigningKey("+redacted+")")
}

func signed(signature string, failed *ffi.Error) (string, error) {
	if failed != nil {
		return "", errorOf(failed, nil)
	}
	return signature, nil
}
