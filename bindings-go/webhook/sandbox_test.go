package webhook_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/clive"
	"github.com/payseal/payseal/bindings-go/internal/sandbox"
	"github.com/payseal/payseal/bindings-go/tybrite"
	"github.com/payseal/payseal/bindings-go/webhook"
)

// received runs a handler at a URL and gives what it processes.
func received[E webhook.Payload](t *testing.T, verifier *webhook.Verifier[E]) (url string, deliveries chan *webhook.Delivery[E]) {
	t.Helper()
	deliveries = make(chan *webhook.Delivery[E], 10)
	handler, err := webhook.NewHandler(verifier, newStore(t, 10), func(_ context.Context, delivery *webhook.Delivery[E]) error {
		deliveries <- delivery
		return nil
	}, webhook.WithLogger(slog.New(slog.NewTextHandler(t.Output(), nil))))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL, deliveries
}

func next[E webhook.Payload](t *testing.T, deliveries chan *webhook.Delivery[E]) *webhook.Delivery[E] {
	t.Helper()
	select {
	case delivery := <-deliveries:
		return delivery
	case <-time.After(30 * time.Second):
		t.Fatal("nothing was delivered")
		return nil
	}
}

func TestClivesDeliveries(t *testing.T) {
	verifier, err := webhook.NewClive(webhook.Config{Secrets: []payseal.Secret{"replaced", sandbox.WebhookSecret}})
	if err != nil {
		t.Fatal(err)
	}
	defer verifier.Close()
	url, deliveries := received(t, verifier)
	box := sandbox.Start(t, "--webhook-url", url)
	client, err := clive.NewClient(clive.Config{BaseURL: box.BaseURL, APIKey: sandbox.APIKey, HMACSecret: sandbox.HMACSecret})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	made, err := client.CreateCheckoutIntent(t.Context(), clive.CreateCheckoutIntent{
		PartnerID: "ECHEZONA001", ClientID: "AIRPEACE001", Amount: payseal.NewAmount(750), Currency: "USD",
		Email: "buyer@example.com", EchezonaReference: "EZ1", Meta: map[string]any{"order_id": "ORD-1001"},
	})
	if err != nil {
		t.Fatal(err)
	}
	box.Ask("POST", "/stripe/event", `{"type":"payment_intent.succeeded","payment_intent":"`+made.StripePaymentIntentID+`"}`, nil)
	delivery := next(t, deliveries)
	if delivery.Type != webhook.CliveTransactionSucceeded || delivery.Status != webhook.CliveStatusSucceeded || delivery.SecretIndex != 1 ||
		delivery.Event.CliveTxID != made.CliveTxID || delivery.Event.Amount.String() != "750" || string(delivery.Event.Meta) != `{"order_id":"ORD-1001"}` {
		t.Errorf("%+v", delivery)
	}
	if delivery.DedupeKey != "clive:"+made.CliveTxID+":succeeded" || !delivery.SignedAt.IsZero() || delivery.ID != "" {
		t.Errorf("%+v", delivery)
	}
}

func TestTybritesDeliveries(t *testing.T) {
	box := sandbox.Start(t)
	client, err := tybrite.NewClient(tybrite.Config{BaseURL: box.TybriteURL, APIKey: sandbox.TybriteAPIKey, HMACSecret: sandbox.HMACSecret})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	// The secret is known when the endpoint was made, and the endpoint needs a URL.
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	defer server.Close()
	made, err := client.WebhookEndpoints.Create(t.Context(), tybrite.CreateWebhookEndpoint{URL: server.URL + "/tybrite", Events: []string{"*"}})
	if err != nil {
		t.Fatal(err)
	}
	verifier := newTybrite(t, "replaced", made.WebhookEndpoint.SigningSecret)
	processed := make(chan tybriteDelivery, 10)
	handler, err := webhook.NewHandler(verifier, newStore(t, 10), func(_ context.Context, delivery tybriteDelivery) error {
		processed <- delivery
		return nil
	}, webhook.WithLogger(slog.New(slog.NewTextHandler(t.Output(), nil))))
	if err != nil {
		t.Fatal(err)
	}
	mux.Handle("POST /tybrite", handler)
	tested, err := client.WebhookEndpoints.Test(t.Context(), tybrite.TestWebhookEndpoint{ID: made.WebhookEndpoint.ID, EventType: payseal.Ptr("order.paid")})
	if err != nil || tested.Success == nil || !*tested.Success {
		t.Fatalf("%+v %v", tested, err)
	}
	delivery := next(t, processed)
	if delivery.Event.Type != webhook.TybriteOrderPaid || delivery.ID != tested.EventID || delivery.Event.Test == nil || !*delivery.Event.Test ||
		delivery.SecretIndex != 1 || time.Since(delivery.SignedAt) > time.Minute || len(delivery.Event.Object()) == 0 {
		t.Errorf("%+v", delivery)
	}
	// Delivered again, signed anew: answered with 200 and not processed.
	retried, err := client.WebhookEvents.Retry(t.Context(), tybrite.RetryWebhookEvent{ID: tested.EventID})
	if err != nil || len(retried.Results) != 1 || retried.Results[0].StatusCode == nil || *retried.Results[0].StatusCode != 200 {
		t.Errorf("%+v %v", retried, err)
	}
	if len(processed) != 0 {
		t.Errorf("processed twice: %+v", <-processed)
	}
}
