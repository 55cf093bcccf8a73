package ffi

// Event is what a delivery says, copied.
type Event struct {
	ID, Type, Status, DedupeKey string
	JSON                        []byte
	SecretIndex                 int    // -1 when it was not verified here
	SignedUnixS                 *int64 // nil when the signature carries no time
}

// Delivery is what a partner would send.
type Delivery struct {
	Body    []byte
	Headers []Header
}

// Claim is what a dedupe store answers: one of the Claim numbers, and what belongs to it.
type Claim struct {
	Status     int
	Ticket     uint64
	UntilUnixS int64
}

// What a dedupe store answers, by the numbers of the C header.
const (
	ClaimNew        = 1
	ClaimInProgress = 2
	ClaimDone       = 3
)

// ExplainCase is everything that an explainer is told. Empty texts and a nil time are not told.
type ExplainCase struct {
	Subject                                   string
	Secrets                                   []string
	OldSecret, OtherEnvironmentSecret, APIKey string
	NowUnixS                                  *int64
	Body                                      []byte
	Head                                      *Head
}
