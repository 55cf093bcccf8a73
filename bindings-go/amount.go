package payseal

import (
	"bytes"
	"errors"
	"strconv"

	"github.com/payseal/payseal/bindings-go/internal/ffi"
)

// Amount is an amount of money in the currency's major unit (dollars, not cents), under the text that every language signs for it.
// The zero value is no amount. Two amounts are equal with == when their texts are.
//
//	payseal.NewAmount(750)              // $750.00
//	payseal.ParseAmount("75.50")        // $75.50
//
// Not for arithmetic: compute in your own decimals, and make an Amount of the result.
type Amount struct{ text string }

// NewAmount is an amount of whole major units. One that a double cannot carry is refused when the call is made.
func NewAmount(units int64) Amount { return Amount{strconv.FormatInt(units, 10)} }

// ParseAmount is an amount of decimal text: "75.50", without spaces, separators or a currency sign, of at most 15 significant
// digits. The error is [ErrValidation] and says what is wrong.
func ParseAmount(decimal string) (Amount, error) {
	text, failed := ffi.AmountFromText(decimal)
	if failed != nil {
		return Amount{}, errorOf(failed, nil)
	}
	return Amount{text}, nil
}

// MustAmount is ParseAmount for constants: it panics when the text is no amount.
func MustAmount(decimal string) Amount {
	amount, err := ParseAmount(decimal)
	if err != nil {
		panic(err)
	}
	return amount
}

// AmountFromFloat is an amount of a finite double, with the text that JavaScript prints for it. Prefer ParseAmount: a double
// that was computed may have digits that nobody meant.
func AmountFromFloat(number float64) (Amount, error) {
	text, failed := ffi.AmountFromDouble(number)
	if failed != nil {
		return Amount{}, errorOf(failed, nil)
	}
	return Amount{text}, nil
}

// IsZero reports whether this is no amount; the amount "0" is one.
func (a Amount) IsZero() bool { return a.text == "" }

// String is the text, e.g. "75.5"; empty for no amount.
func (a Amount) String() string { return a.text }

// Float64 is the nearest double; 0 for no amount.
func (a Amount) Float64() float64 {
	number, _ := strconv.ParseFloat(a.text, 64)
	return number
}

// MarshalJSON writes the number, or null for no amount.
func (a Amount) MarshalJSON() ([]byte, error) {
	if a.text == "" {
		return []byte("null"), nil
	}
	return []byte(a.text), nil
}

// UnmarshalJSON reads a number that a double carries exactly; null is no amount.
func (a *Amount) UnmarshalJSON(data []byte) error {
	if bytes.Equal(data, []byte("null")) {
		*a = Amount{}
		return nil
	}
	if len(data) == 0 || data[0] != '-' && (data[0] < '0' || data[0] > '9') {
		return errors.New("payseal: an amount is a JSON number")
	}
	text, failed := ffi.Canonical(data)
	if failed != nil {
		return errorOf(failed, nil)
	}
	*a = Amount{string(text)}
	return nil
}
