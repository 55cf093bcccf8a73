//go:build !cgo

package ffi

// The handles of webhooks, none of which can be made.
type (
	Verifier struct{}
	Dedupe   struct{}
)

func NewVerifier(string, []string, *uint64) (*Verifier, *Error)        { return nil, unlinked() }
func (*Verifier) Close()                                               {}
func (*Verifier) Verify([]byte, *Head, int64) (*Event, *Error)         { return nil, unlinked() }
func (*Verifier) VerifySignature([]byte, *Head, int64) (int, *Error)   { return 0, unlinked() }
func ParseEvent(string, []byte) (*Event, *Error)                       { return nil, unlinked() }
func NewDedupe(uint64) (*Dedupe, *Error)                               { return nil, unlinked() }
func (*Dedupe) Close()                                                 {}
func (*Dedupe) Count() (int, *Error)                                   { return 0, unlinked() }
func (*Dedupe) Claim(string, int64, uint64) (Claim, *Error)            { return Claim{}, unlinked() }
func (*Dedupe) Complete(string, uint64, int64) *Error                  { return unlinked() }
func (*Dedupe) Release(string, uint64) *Error                          { return unlinked() }
func TestDelivery(string, string, string, int64) (*Delivery, *Error)   { return nil, unlinked() }
func SignedDelivery(string, string, []byte, int64) (*Delivery, *Error) { return nil, unlinked() }
func Explain(*ExplainCase) (string, []byte, *Error)                    { return "", nil, unlinked() }
