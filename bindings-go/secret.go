package payseal

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

const redacted = "[REDACTED]"

// Secret is text that no output shows: fmt with every verb, encoding/json, encoding/xml and log/slog write [REDACTED].
//
// An untyped constant is a Secret by itself; a variable is converted, and string(secret) is the text again:
//
//	config := clive.Config{APIKey: payseal.Secret(os.Getenv("CLIVE_API_KEY"))}
//	sendToBrowser(string(checkout.ClientSecret))
type Secret string

// String returns [REDACTED], or nothing for an empty secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return redacted
}

// Format writes [REDACTED] for every verb and flag.
func (s Secret) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, s.String()) }

// GoString returns [REDACTED].
func (s Secret) GoString() string { return s.String() }

// MarshalText returns [REDACTED].
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalJSON returns [REDACTED] as a JSON string.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// UnmarshalText takes the text as it is.
func (s *Secret) UnmarshalText(text []byte) error { *s = Secret(text); return nil }

// UnmarshalJSON takes a JSON string as it is.
func (s *Secret) UnmarshalJSON(data []byte) error {
	var text *string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	if text != nil {
		*s = Secret(*text)
	}
	return nil
}

// LogValue returns [REDACTED].
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Extra holds the members of an answer that this version does not describe, and those whose value is not of the type that is
// described, each as the JSON it came as. It prints their names only: what a partner adds may be a secret.
type Extra map[string]json.RawMessage

// String lists the names.
func (e Extra) String() string {
	names := make([]string, 0, len(e))
	for name := range e {
		names = append(names, name)
	}
	return fmt.Sprintf("extra%q", names)
}

// Format lists the names, for every verb and flag.
func (e Extra) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, e.String()) }

// LogValue lists the names.
func (e Extra) LogValue() slog.Value { return slog.StringValue(e.String()) }

// Ptr is a pointer to a value, for optional fields: payseal.Ptr("AIRPEACE001").
func Ptr[T any](value T) *T { return &value }
