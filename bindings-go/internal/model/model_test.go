//go:build cgo

package model

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	payseal "github.com/payseal/payseal/bindings-go"
)

type inner struct {
	ID    string        `json:"id"`
	Extra payseal.Extra `json:"-"`
}

func (m *inner) UnmarshalJSON(data []byte) error { return Decode(data, m) }

type answer struct {
	Name   string         `json:"name"`
	Secret payseal.Secret `json:"secret"`
	Amount payseal.Amount `json:"amount"`
	Count  *int64         `json:"count"`
	Inner  *inner         `json:"inner"`
	Items  []inner        `json:"items"`
	Extra  payseal.Extra  `json:"-"`
}

func TestDecode(t *testing.T) {
	for text, want := range map[string]string{
		`{}`:     `{"" "" "" <nil> <nil> [] map[]}`,
		` { } `:  `{"" "" "" <nil> <nil> [] map[]}`,
		`[1]`:    `{"" "" "" <nil> <nil> [] map[]}`,
		`"text"`: `{"" "" "" <nil> <nil> [] map[]}`,
		` null `: `{"" "" "" <nil> <nil> [] map[]}`,
		`{"name":"a","secret":"s\"\\","amount":75.50,"count":3}`:                        `{"a" "s\"\\" "75.5" 3 <nil> [] map[]}`,
		"{\n\t\"na\\u006de\" : \"\\u00e9}\" ,\r\n \"x\" : { \"}\" : [ \"]\" , {} ] } }": `{"é}" "" "" <nil> <nil> [] map[x:{ "}" : [ "]" , {} ] }]}`,
		`{"name":null,"other":null,"count":null}`:                                       `{"" "" "" <nil> <nil> [] map[]}`,
		`{"name":5,"amount":"75","count":1.5}`:                                          `{"" "" "" <nil> <nil> [] map[amount:"75" count:1.5 name:5]}`,
		`{"name":"a","name":"b","x":1,"x":2}`:                                           `{"b" "" "" <nil> <nil> [] map[x:2]}`,
		`{"name":"a","name":null,"amount":"x","amount":1}`:                              `{"" "" "1" <nil> <nil> [] map[]}`,
		`{"inner":{"id":"i","new":[1,2]},"items":[{"id":"j"},7,null]}`:                  `{"" "" "" <nil> {"i" map[new:[1,2]]} [{"j" map[]} {"" map[]} {"" map[]}] map[]}`,
		`{"inner":7}`: `{"" "" "" <nil> {"" map[]} [] map[]}`,
		`{"a":-1e5,"b":true,"c":[],"d":{},"e":"","f":"\\"}`: `{"" "" "" <nil> <nil> [] map[a:-1e5 b:true c:[] d:{} e:"" f:"\\"]}`,
	} {
		var got answer
		if err := Decode([]byte(text), &got); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if shown := show(got); shown != want {
			t.Errorf("%s:\n%s, not\n%s", text, shown, want)
		}
	}
	for _, text := range []string{``, `{`, `{"a"}`, `{"a":1,}`, `tru`, `{} {}`, `{"a":"`} {
		if err := Decode([]byte(text), &answer{}); err == nil {
			t.Errorf("%s was read", text)
		}
	}
}

func show(got answer) string {
	count, within := "<nil>", "<nil>"
	if got.Count != nil {
		count = fmt.Sprint(*got.Count)
	}
	part := func(of inner) string { return fmt.Sprintf("{%q %s}", of.ID, extras(of.Extra)) }
	if got.Inner != nil {
		within = part(*got.Inner)
	}
	items := []string{}
	for _, item := range got.Items {
		items = append(items, part(item))
	}
	return fmt.Sprintf("{%q %q %q %s %s %v %s}", got.Name, string(got.Secret), got.Amount.String(), count, within, items, extras(got.Extra))
}

func extras(extra payseal.Extra) string {
	texts := map[string]string{}
	for name, text := range extra {
		texts[name] = string(text)
	}
	return fmt.Sprint(texts)
}

// Whatever is valid is taken apart as encoding/json does it.
func FuzzMembers(f *testing.F) {
	for _, seed := range []string{`{"a":1}`, `{"a" : [1,{"b":"}"}] , "c":"\"" }`, `[]`, `{"a":"\\","a":null}`, `{"\u0061":-0.1e+5}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !json.Valid(data) {
			return
		}
		got, want := map[string]json.RawMessage{}, map[string]json.RawMessage{}
		eachMember(data, func(name string, value []byte) {
			// encoding/json replaces in names what is not UTF-8; the library has done so before.
			var read string
			quoted, _ := json.Marshal(name)
			_ = json.Unmarshal(quoted, &read)
			got[read] = value
		})
		if json.Unmarshal(data, &want) != nil {
			want = map[string]json.RawMessage{}
		}
		if len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %s, not %s", data, got, want)
		}
	})
}
