//go:build !cgo

package clive_test

import (
	"errors"
	"strings"
	"testing"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/clive"
)

func TestWithoutTheLibrary(t *testing.T) {
	_, err := clive.NewClient(clive.Config{BaseURL: "https://api.example.com", APIKey: "k", HMACSecret: "s"})
	var failed *payseal.Error
	if !errors.As(err, &failed) || !errors.Is(err, payseal.ErrConfig) || failed.Outcome != payseal.OutcomeNotSent {
		t.Fatalf("%#v", err)
	}
	for _, way := range []string{"pkg-config payseal", "-tags payseal_static"} {
		if !strings.Contains(failed.Error(), way) {
			t.Errorf("%q does not name %s", failed, way)
		}
	}
	if _, err := payseal.ParseAmount("1"); !errors.Is(err, payseal.ErrConfig) {
		t.Errorf("%v", err)
	}
	if _, err := payseal.NewSigningKey("secret"); !errors.Is(err, payseal.ErrConfig) {
		t.Errorf("%v", err)
	}
}
