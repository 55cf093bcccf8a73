//go:build cgo

package payseal_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	payseal "github.com/payseal/payseal/bindings-go"
)

func TestTheTablesAreTheCores(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(os.Getenv("PAYSEAL_VECTORS"), "errors.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Rows []struct {
			Input  struct{ Op, Name string }
			Expect struct {
				Number       int
				Kinds, Codes [][]any
			}
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, row := range file.Rows {
		seen[row.Input.Op]++
		switch row.Input.Op {
		case "kinds":
			var names []any
			for _, kind := range row.Expect.Kinds {
				names = append(names, kind[1])
			}
			if fmt.Sprint(names) != fmt.Sprint(payseal.Kinds()) {
				t.Errorf("%v, not %v", payseal.Kinds(), names)
			}
		case "codes":
			codes := payseal.Codes()
			if len(codes) != len(row.Expect.Codes) {
				t.Errorf("%d codes", len(codes))
			}
			for _, code := range row.Expect.Codes {
				if number := codes[code[1].(string)]; float64(number) != code[0] {
					t.Errorf("%v: %d", code, number)
				}
			}
		case "fault":
			if string(payseal.Faults()[row.Expect.Number-1]) != row.Input.Name {
				t.Errorf("%d is not %s", row.Expect.Number, row.Input.Name)
			}
		case "outcome":
			if string(payseal.Outcomes()[row.Expect.Number-1]) != row.Input.Name {
				t.Errorf("%d is not %s", row.Expect.Number, row.Input.Name)
			}
		}
	}
	if seen["kinds"] != 1 || seen["codes"] != 1 || seen["fault"] != len(payseal.Faults()) || seen["outcome"] != len(payseal.Outcomes()) {
		t.Errorf("%v", seen)
	}
}

func TestSecretsAreNotShown(t *testing.T) {
	type settings struct {
		Key   payseal.Secret
		Extra payseal.Extra
	}
	held := settings{"hush_5d1f", payseal.Extra{"token": json.RawMessage(`"hush_5d1f"`)}}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("it", "secret", held.Key, "extra", held.Extra)
	shown := log.String()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10s", "%T"} {
		shown += fmt.Sprintf(verb, held) + fmt.Sprintf(verb, held.Key) + fmt.Sprintf(verb, &held) + fmt.Sprintf(verb, held.Extra)
	}
	text, err := json.Marshal(held.Key)
	if err != nil {
		t.Fatal(err)
	}
	shown += string(text)
	for _, leak := range []string{"hush_5d1f", "687573685f35643166", "104 117 115 104"} {
		if strings.Contains(strings.ToLower(shown), leak) {
			t.Errorf("%s", shown)
		}
	}
	if !strings.Contains(shown, "[REDACTED]") || !strings.Contains(shown, "token") {
		t.Errorf("%s", shown)
	}
	if string(held.Key) != "hush_5d1f" || fmt.Sprint(payseal.Secret("")) != "" {
		t.Error("the text itself")
	}
}

func TestAmounts(t *testing.T) {
	for text, want := range map[string]string{"75.50": "75.5", "75": "75", "0.10": "0.1"} {
		amount, err := payseal.ParseAmount(text)
		if err != nil || amount.String() != want || amount != payseal.MustAmount(want) {
			t.Errorf("%s: %v %v", text, amount, err)
		}
	}
	if _, err := payseal.ParseAmount("1,000"); !errors.Is(err, payseal.ErrValidation) {
		t.Errorf("%v", err)
	}
	tenth, fifth := 0.1, 0.2 // constants would be added exactly
	sum, err := payseal.AmountFromFloat(tenth + fifth)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(map[string]payseal.Amount{"sum": sum, "none": {}})
	if err != nil || string(text) != `{"none":null,"sum":0.30000000000000004}` {
		t.Errorf("%s %v", text, err)
	}
	var back map[string]payseal.Amount
	if err := json.Unmarshal(text, &back); err != nil || back["sum"] != sum || !back["none"].IsZero() {
		t.Errorf("%v %v", back, err)
	}
	for _, wrong := range []string{`"75"`, `true`, `{}`, `123456789012345678901`} {
		var amount payseal.Amount
		if err := json.Unmarshal([]byte(wrong), &amount); err == nil {
			t.Errorf("%s is %v", wrong, amount)
		}
	}
	if payseal.NewAmount(750) != payseal.MustAmount("750.00") || payseal.NewAmount(0).IsZero() {
		t.Error("equality")
	}
}

func TestASigningKey(t *testing.T) {
	key, err := payseal.NewSigningKey("test_hmac_secret")
	if err != nil {
		t.Fatal(err)
	}
	signature, err := key.SignHex([]byte("{}"))
	if err != nil || !key.VerifyHex([]byte("{}"), signature) || key.VerifyHex([]byte("{ }"), signature) {
		t.Errorf("%q %v", signature, err)
	}
	if shown := fmt.Sprintf("%v %+v %#v", key, key, key); strings.Contains(shown, "0x") || strings.Contains(shown, "test_hmac") {
		t.Error(shown)
	}
	key.Close()
	key.Close()
	if _, err := key.SignHex(nil); !errors.Is(err, payseal.ErrConfig) || key.VerifyHex([]byte("{}"), signature) {
		t.Errorf("%v", err)
	}
	if _, err := payseal.NewSigningKey(""); !errors.Is(err, payseal.ErrConfig) {
		t.Errorf("%v", err)
	}
}
