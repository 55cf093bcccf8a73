//go:build !cgo

package ffi

// Linked says whether the library is part of this program.
const Linked = false

// Version is the release of the library that is loaded: none.
func Version() string { return "" }

const unlinkedText = "this program was built without the Payseal library (CGO_ENABLED=0); build it with CGO_ENABLED=1 and a C compiler, " +
	"and either link the shared library (the default; `pkg-config payseal` must find it) " +
	"or put the static one into the program with `go build -tags payseal_static`"

func unlinked() *Error {
	return &Error{Number: 40, Kind: "ConfigError", Outcome: "not_sent", Message: unlinkedText,
		Text:   "ConfigError: " + unlinkedText + " [outcome not_sent]",
		Advice: "Link the library: cargo xtask install-c --prefix DIR, then PKG_CONFIG_PATH=DIR/lib/pkgconfig go build."}
}

// Refusal is the error of one of the library's own codes; here always that there is no library.
func Refusal(int, string) *Error { return unlinked() }

// The handles, none of which can be made.
type (
	Config       struct{}
	Intent       struct{}
	Call         struct{}
	AnswerHandle struct{}
	Key          struct{}
)

// Facts are what an intent says of itself.
type Facts struct {
	Operation, Method, Path, IdempotencyKey string
	Body, Record                            []byte
}

// Keep says what of an answer outlives the call.
type Keep struct{ Record, Handle, Plain bool }

// Head collects headers.
type Head struct{}

func (*Head) Add(string, string) {}

func NewConfig(string, *Settings) (*Config, *Error)                     { return nil, unlinked() }
func (*Config) TotalTimeoutMS() (uint64, *Error)                        { return 0, unlinked() }
func RecordOfTwo(*AnswerHandle, *AnswerHandle) ([]byte, *Error)         { return nil, unlinked() }
func (*Config) Close()                                                  {}
func (*Config) Intent(string, []byte, string) (*Intent, *Error)         { return nil, unlinked() }
func (*Config) RawIntent(*Raw, string) (*Intent, *Error)                { return nil, unlinked() }
func (*Config) CheckAttach(string, string) *Error                       { return unlinked() }
func (*Intent) Close()                                                  {}
func (*Intent) FixKey(int64, []byte) *Error                             { return unlinked() }
func (*Intent) Facts() (Facts, *Error)                                  { return Facts{}, unlinked() }
func (*Call) Close()                                                    {}
func (*Call) Next() (Step, *Error)                                      { return Step{}, unlinked() }
func (*Call) OnResponse(int, *Head, []byte, bool, Now) *Error           { return unlinked() }
func (*Call) OnFault(int, Now) *Error                                   { return unlinked() }
func (*Call) OnWaited(Now) *Error                                       { return unlinked() }
func (*Call) Cancel(bool, Now) *Error                                   { return unlinked() }
func (*Call) Report() Report                                            { return Report{} }
func (*Call) Done(Keep, *AnswerHandle) (*Answer, *int64, *Error)        { return nil, nil, unlinked() }
func (*AnswerHandle) Close()                                            {}
func (*AnswerHandle) Record() ([]byte, *Error)                          { return nil, unlinked() }
func (*AnswerHandle) NextPage(string) (string, *Error)                  { return "", unlinked() }
func (*AnswerHandle) VerifySignature(*Key, int) (bool, *Error)          { return false, unlinked() }
func AmountFromText(string) (string, *Error)                            { return "", unlinked() }
func AmountFromDouble(float64) (string, *Error)                         { return "", unlinked() }
func Canonical([]byte) ([]byte, *Error)                                 { return nil, unlinked() }
func NewKey([]byte) (*Key, *Error)                                      { return nil, unlinked() }
func (*Key) Close()                                                     {}
func (*Key) SignHex([]byte) (string, *Error)                            { return "", unlinked() }
func (*Key) SignHexTimestamped(string, []byte) (string, *Error)         { return "", unlinked() }
func (*Key) SignBase64Timestamped(uint64, []byte) (string, *Error)      { return "", unlinked() }
func (*Key) SignBase64URL([]byte) (string, *Error)                      { return "", unlinked() }
func (*Key) VerifyHex([]byte, string) (bool, *Error)                    { return false, unlinked() }
func (*Key) VerifyHexTimestamped(string, []byte, string) (bool, *Error) { return false, unlinked() }
func (*Key) VerifyBase64Timestamped(string, []byte, string) (bool, *Error) {
	return false, unlinked()
}
func (*Key) ExternalAuth(string, int64, int64) (string, *Error) { return "", unlinked() }
func (*Config) Start(*Intent, *CallOptions, Now, []byte) (*Call, *Error) {
	return nil, unlinked()
}
func (*Config) DocumentIntent(string, []byte, []byte, string) (*Intent, *Error) {
	return nil, unlinked()
}
func (*Config) AttachIntent(*AnswerHandle, string, string) (*Intent, *Error) {
	return nil, unlinked()
}
