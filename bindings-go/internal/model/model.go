// Package model writes requests and reads answers as JSON. Reading never fails on what an answer lacks or words differently:
// nothing of the kind may turn a success into an error.
package model

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	payseal "github.com/payseal/payseal/bindings-go"
)

// shape is where the members of an answer go.
type shape struct {
	fields          map[string]int
	extra, response int
}

var shapes sync.Map // reflect.Type to *shape

func shapeOf(of reflect.Type) *shape {
	if known, ok := shapes.Load(of); ok {
		return known.(*shape)
	}
	made := &shape{fields: make(map[string]int, of.NumField()), extra: -1, response: -1}
	for index := range of.NumField() {
		field := of.Field(index)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case field.Type == reflect.TypeFor[payseal.Extra]():
			made.extra = index
		case field.Type == reflect.TypeFor[*payseal.Response]():
			made.response = index
		case name != "" && name != "-":
			made.fields[name] = index
		}
	}
	known, _ := shapes.LoadOrStore(of, made)
	return known.(*shape)
}

// Answer reads an answer.
func Answer[A any](response *payseal.Response) *A {
	answer := new(A)
	value := reflect.ValueOf(answer).Elem()
	// The library has checked it before.
	if text := response.JSON(); len(text) > 0 {
		fill(value, text)
	}
	if index := shapeOf(value.Type()).response; index >= 0 {
		value.Field(index).Set(reflect.ValueOf(response))
	}
	return answer
}

// Decode reads data into the struct that into points to. A member that is not described, or whose value is not of the described
// type, goes to its field of type payseal.Extra as it came; null is the same as absent. The error is not nil only for text that is
// not JSON.
func Decode(data []byte, into any) error {
	if !json.Valid(data) {
		return errNotJSON
	}
	fill(reflect.ValueOf(into).Elem(), data)
	return nil
}

// fill is Decode of text that is known to be JSON.
func fill(value reflect.Value, data []byte) {
	of := shapeOf(value.Type())
	var extra payseal.Extra
	eachMember(data, func(name string, text []byte) {
		delete(extra, name) // of two members of a name the last one counts
		index, known := of.fields[name]
		if known && read(value.Field(index), text) || string(text) == "null" {
			return
		}
		if extra == nil {
			extra = payseal.Extra{}
		}
		extra[name] = slices.Clone(text)
	})
	if of.extra >= 0 {
		value.Field(of.extra).Set(reflect.ValueOf(extra))
	}
}

var errNotJSON = errors.New("payseal: this is not JSON")

// read puts a value into a field; what it cannot read leaves it zero.
func read(field reflect.Value, text []byte) bool {
	field.SetZero()
	if string(text) == "null" {
		return true
	}
	if field.Kind() == reflect.String && text[0] == '"' && bytes.IndexByte(text, '\\') < 0 {
		field.SetString(string(text[1 : len(text)-1]))
		return true
	}
	if json.Unmarshal(text, field.Addr().Interface()) == nil {
		return true
	}
	field.SetZero()
	return false
}

// eachMember gives the members of an object, which must be valid JSON; nothing of any other value.
func eachMember(data []byte, give func(name string, value []byte)) {
	at := space(data, 0)
	if data[at] != '{' {
		return
	}
	for at = space(data, at+1); data[at] != '}'; at = space(data, at) {
		if data[at] == ',' {
			at = space(data, at+1)
		}
		from := at
		at = end(data, at)
		name := string(data[from+1 : at-1])
		if strings.IndexByte(name, '\\') >= 0 {
			_ = json.Unmarshal(data[from:at], &name)
		}
		from = space(data, space(data, at)+1) // over the colon
		at = end(data, from)
		give(name, data[from:at])
	}
}

// space is where the white space from at on ends.
func space(data []byte, at int) int {
	for at < len(data)-1 && (data[at] == ' ' || data[at] == '\t' || data[at] == '\n' || data[at] == '\r') {
		at++
	}
	return at
}

// end is where the value that begins at at ends.
func end(data []byte, at int) int {
	depth := 0
	for ; at < len(data); at++ {
		switch data[at] {
		case '"':
			for at++; data[at] != '"'; at++ {
				if data[at] == '\\' {
					at++
				}
			}
			if depth == 0 {
				return at + 1
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return at + 1
			} else if depth < 0 {
				return at
			}
		case ',', ' ', '\t', '\n', '\r':
			if depth == 0 {
				return at
			}
		}
	}
	return at
}

// Writer writes the fields of a request, in any order: the core puts them into that of the wire.
type Writer struct {
	text  []byte
	first bool
	bad   string
	err   error
}

// errNotUTF8 is refused here, and not replaced as encoding/json does: two references that differ would become the same.
var errNotUTF8 = errors.New("the text is not UTF-8")

// Write gives the JSON object that write writes; or the field that could not be written, and why.
func Write(write func(*Writer)) (text []byte, bad string, err error) {
	w := Writer{text: make([]byte, 0, 512)}
	w.Begin()
	write(&w)
	w.End()
	return w.text, w.bad, w.err
}

// Begin begins an object.
func (w *Writer) Begin() { w.text, w.first = append(w.text, '{'), true }

// End ends it.
func (w *Writer) End() { w.text, w.first = append(w.text, '}'), false }

func (w *Writer) name(name string) {
	if !w.first {
		w.text = append(w.text, ',')
	}
	w.first = false
	w.text = append(append(append(w.text, '"'), name...), '"', ':')
}

func (w *Writer) fail(name string, err error) {
	if w.err == nil {
		w.bad, w.err = name, err
	}
}

// Text writes a text.
func (w *Writer) Text(name, value string) {
	if !utf8.ValidString(value) {
		w.fail(name, errNotUTF8)
		return
	}
	w.name(name)
	w.text = appendText(w.text, value)
}

// OptionalText writes a text that is given.
func (w *Writer) OptionalText(name string, value *string) {
	if value != nil {
		w.Text(name, *value)
	}
}

// Amount writes an amount that is given.
func (w *Writer) Amount(name string, value payseal.Amount) {
	if !value.IsZero() {
		w.name(name)
		w.text = append(w.text, value.String()...)
	}
}

// Integer writes a whole number that is given.
func (w *Writer) Integer(name string, value *int64) {
	if value != nil {
		w.name(name)
		w.text = strconv.AppendInt(w.text, *value, 10)
	}
}

// Bool writes a truth value that is given.
func (w *Writer) Bool(name string, value *bool) {
	if value != nil {
		w.name(name)
		w.text = strconv.AppendBool(w.text, *value)
	}
}

// Any writes a value of the caller's own by encoding/json, unless it is nil.
func (w *Writer) Any(name string, value any) {
	if value == nil {
		return
	}
	if of := reflect.ValueOf(value); (of.Kind() == reflect.Pointer || of.Kind() == reflect.Map || of.Kind() == reflect.Slice) && of.IsNil() {
		return
	}
	text, err := json.Marshal(value)
	if err != nil {
		w.fail(name, err)
		return
	}
	w.name(name)
	w.text = append(w.text, text...)
}

// Object writes what write writes, as an object.
func (w *Writer) Object(name string, write func(*Writer)) {
	w.name(name)
	w.Begin()
	write(w)
	w.End()
}

// Texts writes a list of texts; nothing when it is nil.
func (w *Writer) Texts(name string, items []string) {
	List(w, name, items, func(w *Writer, item string) {
		if !utf8.ValidString(item) {
			w.fail(name, errNotUTF8)
			return
		}
		w.text = appendText(w.text, item)
	})
}

// List writes a list of what write writes; nothing when it is nil.
func List[T any](w *Writer, name string, items []T, write func(*Writer, T)) {
	if items == nil {
		return
	}
	w.name(name)
	w.text = append(w.text, '[')
	for index, item := range items {
		if index > 0 {
			w.text = append(w.text, ',')
		}
		write(w, item)
	}
	w.text = append(w.text, ']')
}

func appendText(to []byte, text string) []byte {
	const hex = "0123456789abcdef"
	to = append(to, '"')
	from := 0
	for index := range len(text) {
		letter := text[index]
		if letter >= ' ' && letter != '"' && letter != '\\' {
			continue
		}
		to = append(to, text[from:index]...)
		if letter == '"' || letter == '\\' {
			to = append(to, '\\', letter)
		} else {
			to = append(to, '\\', 'u', '0', '0', hex[letter>>4], hex[letter&15])
		}
		from = index + 1
	}
	return append(append(to, text[from:]...), '"')
}
