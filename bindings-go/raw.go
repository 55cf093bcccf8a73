package payseal

import "encoding/json"

// Auth is which credentials an endpoint takes.
type Auth int

// Which credentials an endpoint takes.
const (
	// AuthPublic: none.
	AuthPublic Auth = 1
	// AuthAPIKey: the API key.
	AuthAPIKey Auth = 2
	// AuthSigned: the API key and a signature of the body.
	AuthSigned Auth = 3
	// AuthBearer: the token of an administrator.
	AuthBearer Auth = 4
)

// RawRequest is one to an endpoint that this version does not describe.
type RawRequest struct {
	// Method is GET, POST, PUT, PATCH or DELETE.
	Method string
	// Path is under the base URL: a leading slash, percent-encoded, without query.
	Path string
	// Auth is which credentials the endpoint takes. Required.
	Auth Auth
	// Body is the exact JSON text to sign and send; nil is no body.
	Body json.RawMessage
	// Query are names and values, not yet encoded.
	Query [][2]string
}
