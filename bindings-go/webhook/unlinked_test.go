//go:build !cgo

package webhook_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/webhook"
)

func TestWithoutTheLibrary(t *testing.T) {
	_, verifier := webhook.NewClive(webhook.Config{})
	_, another := webhook.NewTybrite(webhook.Config{Tolerance: -1})
	_, store := webhook.NewMemoryDedupe(1)
	_, parsed := webhook.Parse[webhook.CliveEvent](nil)
	_, delivery := webhook.NewTestDelivery(webhook.Clive, "s", "x", time.Now())
	_, signed := webhook.SignTestDelivery(webhook.Clive, "s", nil, time.Now())
	_, explained := webhook.Explain(webhook.Question{})
	_, handler := webhook.NewHandler[webhook.CliveEvent](nil, nil, nil)
	for index, err := range []error{verifier, another, store, parsed, delivery, signed, explained, handler} {
		if !errors.Is(err, payseal.ErrConfig) || !strings.Contains(err.Error(), "CGO_ENABLED=1") || !strings.Contains(err.Error(), "payseal_static") {
			t.Errorf("%d: %v", index, err)
		}
	}
}
