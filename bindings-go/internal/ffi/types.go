// Package ffi is the only one that speaks to the C library. It translates types and owns handles; it decides nothing.
//
// Every function copies what it returns into Go memory before it comes back, so no view of the library outlives a call.
// Handles are freed once, by Close or when they are no longer reachable.
package ffi

// Error is an error of the library with everything it says. Texts that it does not have are empty.
type Error struct {
	Number         int
	Kind           string
	Outcome        string
	Fault          string
	Code           string
	Message        string
	Hint           string
	Advice         string
	Text           string
	ResponseText   string
	Operation      string
	IdempotencyKey string
	RequestID      string
	Environment    string
	Status         int
	Attempts       int
	Retryable      bool
	RetryAfterMS   *uint64
	SkewS          *uint64
	Rate           *Rate
	Details        []byte
	Completed      []byte
}

// Rate is a rate limit as the partner states it.
type Rate struct {
	Limit, Remaining, ResetUnixS *int64
	Scope                        string
}

// Settings are those of a client. A nil pointer leaves the core's default.
type Settings struct {
	BaseURL, APIKey, HMACSecret, BearerToken           string
	ConnectTimeoutMS, AttemptTimeoutMS, TotalTimeoutMS *uint64
	MaxRetries                                         *uint64
	LocalValidation, AllowInsecureHTTP                 *bool
}

// CallOptions are those of one call.
type CallOptions struct {
	AttemptTimeoutMS, TotalTimeoutMS *uint64
	MaxRetries                       *uint32
	ClockSkewS                       int64
	IdentityHeader, IdentityValue    string
}

// Now is the time that the core is told: a clock that never goes back, and the wall clock.
type Now struct {
	MonoMS uint64
	UnixS  int64
}

// StepKind is what comes next.
type StepKind int

// What comes next.
const (
	StepSend StepKind = 1
	StepWait StepKind = 2
	StepDone StepKind = 3
)

// Header is one header of a request, its value byte for byte.
type Header struct{ Name, Value string }

// Step is what comes next, copied.
type Step struct {
	Kind             StepKind
	Attempt          int
	Operation        string
	IdempotencyKey   string
	Method, URL      string
	Headers          []Header
	Body             []byte
	HasBody          bool
	AttemptTimeoutMS uint64
	ConnectTimeoutMS uint64
	DelayMS          uint64
}

// Report is how the last attempt ended.
type Report struct {
	Status     int
	Fault      string
	Outcome    string
	DurationMS uint64
	Waits      bool // another attempt follows, in DelayMS
	DelayMS    uint64
}

// Answer is a success with everything it says, copied.
type Answer struct {
	Status, Attempts                       int
	Replayed                               bool
	IdempotencyKey, RequestID, Environment string
	Signature, VerifyReference, NextCursor string
	Rate                                   *Rate
	Body, JSON                             []byte
	HasRecord                              bool
	Handle                                 *AnswerHandle // where it was asked to be kept, and where the answer is signed
}

// Raw is a request to an endpoint that has no description.
type Raw struct {
	Method, Path string
	Auth         int
	Body         []byte
	HasBody      bool
	Query        [][2]string
}

// Faults by the numbers of the C header, which are frozen.
const (
	FaultDNS            = 1
	FaultConnectRefused = 2
	FaultConnectTimeout = 3
	FaultTLSCertificate = 4
	FaultTLSHandshake   = 5
	FaultWriteFailed    = 6
	FaultReset          = 7
	FaultReadTimeout    = 8
	FaultTruncated      = 9
	FaultOther          = 10
)

// Which credentials an endpoint takes, by the numbers of the C header.
const (
	AuthPublic = 1
	AuthAPIKey = 2
	AuthSigned = 3
	AuthBearer = 4
)

// Codes that this module refuses with itself, by the frozen numbers of the error table.
const (
	CodeBaseURLMissing  = 200
	CodeAPIKeyInvalid   = 203
	CodeHMACSecret      = 204
	CodeOptionInvalid   = 205
	CodeEntropy         = 209
	CodeInvalidArgument = 301
	CodeBodyWrongType   = 606
)

// EntropySize is how many unpredictable bytes a call is given.
const EntropySize = 32
