package webhook_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/webhook"
)

// shows fails when any output shows a secret.
func shows(t *testing.T, value any, secrets []payseal.Secret) {
	t.Helper()
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("text", "value", value)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("json", "value", value)
	// A value that cannot be marshalled shows nothing.
	marshalled, _ := json.Marshal(value)
	output := fmt.Sprintf("%v %+v %#v %s %q %x %d", value, value, value, value, value, value, value) + log.String() + string(marshalled)
	for _, secret := range secrets {
		// What is shorter stands in many a text by chance; white space around it would be escaped.
		if text := strings.TrimSpace(string(secret)); len(text) > 8 && (strings.Contains(output, text) || strings.Contains(output, fmt.Sprintf("%x", text))) {
			t.Errorf("%q is in %s", text, output)
		}
	}
}

func TestNoOutputShowsASecret(t *testing.T) {
	secrets := []payseal.Secret{"whsec_0123456789abcdef", "whsec_fedcba9876543210"}
	config := webhook.Config{Secrets: secrets, Tolerance: time.Minute}
	verifier, err := webhook.NewTybrite(config)
	if err != nil {
		t.Fatal(err)
	}
	delivery, err := webhook.NewTestDelivery(webhook.Tybrite, secrets[1], webhook.TybriteOrderPaid, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	verified, err := verifier.Verify(delivery.Body, delivery.Header, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	store, err := webhook.NewMemoryDedupe(1)
	if err != nil {
		t.Fatal(err)
	}
	defer verifier.Close()
	defer store.Close()
	for _, value := range []any{config, &config, verifier, delivery, verified, store} {
		shows(t, value, secrets)
	}
	if text := fmt.Sprintf("%v %+v %#v", verifier, verifier, verifier); text != strings.TrimSpace(strings.Repeat("webhook.Verifier(tybrite) ", 3)) {
		t.Error(text)
	}
}
