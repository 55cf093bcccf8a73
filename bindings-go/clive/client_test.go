//go:build cgo

package clive_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/clive"
	"github.com/payseal/payseal/bindings-go/internal/sandbox"
)

func config(box *sandbox.Sandbox) clive.Config {
	return clive.Config{BaseURL: box.BaseURL, APIKey: sandbox.APIKey, HMACSecret: sandbox.HMACSecret}
}

func newClient(t testing.TB, config clive.Config) *clive.Client {
	t.Helper()
	client, err := clive.NewClient(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func checkout(reference string) clive.CreateCheckoutIntent {
	return clive.CreateCheckoutIntent{
		PartnerID: "ECHEZONA001", ClientID: "AIRPEACE001", Amount: payseal.NewAmount(750), Currency: "USD",
		Email: "buyer@example.com", EchezonaReference: reference,
	}
}

func failure(t testing.TB, err error) *payseal.Error {
	t.Helper()
	var failed *payseal.Error
	if !errors.As(err, &failed) {
		t.Fatalf("not an error of Payseal: %v", err)
	}
	return failed
}

func TestACheckoutIsChargedOnceAlthoughItsAnswerIsLost(t *testing.T) {
	box := sandbox.Start(t)
	var events []payseal.AttemptEvent
	settings := config(box)
	settings.OnAttempt = func(_ context.Context, event payseal.AttemptEvent) { events = append(events, event) }
	client := newClient(t, settings)
	box.Fault("op=create_checkout_intent, reset=after-commit")

	checkout, err := client.CreateCheckoutIntent(t.Context(), checkout("EZ1"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(checkout.CliveTxID, "CLVTX_") || checkout.Status != "pending" || checkout.ClientSecret == "" {
		t.Errorf("%+v", checkout)
	}
	last := checkout.LastResponse
	if last.Attempts != 2 || !last.Replayed || last.IdempotencyKey != "checkout-EZ1" || last.Status != 201 {
		t.Errorf("%v", last)
	}
	if record := last.Record(); record.CliveTxID != checkout.CliveTxID || record.EchezonaReference != "EZ1" || record.IdempotencyKey != "checkout-EZ1" {
		t.Errorf("%+v", record)
	}
	if commits := box.Commits(); commits["EZ1"] != 1 {
		t.Errorf("charged: %v", commits)
	}
	requests := box.Requests()
	if len(requests) != 2 || requests[0].Header("x-clive-hmac") != requests[1].Header("x-clive-hmac") {
		t.Errorf("%v", requests)
	}
	if agent := requests[0].Header("user-agent"); !strings.HasPrefix(agent, "payseal/") || !strings.HasSuffix(agent, " (go)") {
		t.Errorf("user agent %q", agent)
	}
	want := "[started 1 ended 1 reset unknown started 2 ended 2  ok]"
	var got []string
	for _, event := range events {
		got = append(got, fmt.Sprint(event.Phase, " ", event.Attempt))
		if event.Phase == payseal.PhaseEnded {
			got = append(got, string(event.Fault)+" "+string(event.Outcome))
		}
		if event.Operation != "create_checkout_intent" || event.IdempotencyKey != "checkout-EZ1" {
			t.Errorf("%+v", event)
		}
	}
	if fmt.Sprint(got) != want {
		t.Errorf("the hook was told %v, not %v", got, want)
	}
	if wait := events[1].RetryIn; wait == nil || *wait > 250*time.Millisecond || events[3].RetryIn != nil {
		t.Errorf("waits: %v, %v", wait, events[3].RetryIn)
	}
}

func TestErrors(t *testing.T) {
	box := sandbox.Start(t)
	client := newClient(t, config(box))

	t.Run("refused locally", func(t *testing.T) {
		request := checkout("")
		request.Amount = payseal.Amount{}
		_, err := client.CreateCheckoutIntent(t.Context(), request)
		failed := failure(t, err)
		if failed.Kind != payseal.KindValidation || failed.Outcome != payseal.OutcomeNotSent || failed.Status != 400 || failed.Code != payseal.CodeValidationError {
			t.Errorf("%+v", failed)
		}
		if !errors.Is(err, payseal.ErrValidation) || !errors.Is(err, payseal.ErrAPI) || errors.Is(err, payseal.ErrConfig) {
			t.Error("its class")
		}
		for _, field := range []string{"amount", "echezona_reference"} {
			if !strings.Contains(string(failed.Details), field) {
				t.Errorf("%s does not name %s", failed.Details, field)
			}
		}
	})
	t.Run("refused by the partner", func(t *testing.T) {
		request := checkout("EZ2")
		request.PartnerID = "NOBODY"
		_, err := client.CreateCheckoutIntent(t.Context(), request)
		failed := failure(t, err)
		if failed.Outcome != payseal.OutcomeRefused || failed.Attempts != 1 || !errors.Is(err, payseal.ErrAPI) || failed.Advice == "" {
			t.Errorf("%+v", failed)
		}
	})
	t.Run("not UTF-8", func(t *testing.T) {
		_, err := client.CreateCheckoutIntent(t.Context(), checkout("EZ\xff"))
		if failed := failure(t, err); !errors.Is(err, payseal.ErrValidation) || !strings.Contains(failed.Message, "echezona_reference") {
			t.Errorf("%+v", failed)
		}
	})
	t.Run("meta that is not JSON", func(t *testing.T) {
		request := checkout("EZ3")
		request.Meta = func() {}
		_, err := client.CreateCheckoutIntent(t.Context(), request)
		if failed := failure(t, err); !errors.Is(err, payseal.ErrValidation) || !strings.Contains(failed.Message, "meta") {
			t.Errorf("%+v", failed)
		}
	})
	t.Run("unreachable", func(t *testing.T) {
		settings := config(box)
		settings.BaseURL = "http://127.0.0.1:1/api/v1"
		settings.MaxRetries = new(int)
		_, err := newClient(t, settings).ListTransactions(t.Context())
		failed := failure(t, err)
		if failed.Fault != payseal.FaultConnectRefused || failed.Outcome != payseal.OutcomeNotSent || !errors.Is(err, payseal.ErrTransport) {
			t.Errorf("%+v", failed)
		}
	})
	t.Run("no such host", func(t *testing.T) {
		settings := config(box)
		settings.BaseURL = "https://nowhere.invalid/api/v1"
		settings.MaxRetries = new(int)
		_, err := newClient(t, settings).ListTransactions(t.Context())
		if failed := failure(t, err); failed.Fault != payseal.FaultDNS || failed.Outcome != payseal.OutcomeNotSent {
			t.Errorf("%+v", failed)
		}
	})
	t.Run("closed", func(t *testing.T) {
		client := newClient(t, config(box))
		client.Close()
		client.Close()
		_, err := client.ListTransactions(t.Context())
		if !errors.Is(err, payseal.ErrConfig) {
			t.Errorf("%v", err)
		}
	})
	if commits := box.Commits(); len(commits) != 0 {
		t.Errorf("committed: %v", commits)
	}
}

func TestTheTwoSteps(t *testing.T) {
	box := sandbox.Start(t)
	client := newClient(t, config(box))
	request := clive.InitializeTransaction{
		PartnerID: "ECHEZONA001", ClientID: "AIRPEACE001", Amount: payseal.MustAmount("75.50"), Currency: "USD", EchezonaReference: "EZ1",
	}
	both, err := client.InitializeAndAttachIntent(t.Context(), request, "pi_1", nil)
	if err != nil {
		t.Fatal(err)
	}
	if both.Attach.StripePaymentIntentID != "pi_1" || both.Initialize.CliveTxID != both.Attach.CliveTxID {
		t.Errorf("%+v", both)
	}
	want := payseal.CheckoutRecord{EchezonaReference: "EZ1", IdempotencyKey: "init-EZ1", CliveTxID: both.Attach.CliveTxID, StripePaymentIntentID: "pi_1"}
	if both.Record != want {
		t.Errorf("%+v", both.Record)
	}
	if _, err := client.InitializeAndAttachIntent(t.Context(), request, "", nil); !errors.Is(err, payseal.ErrValidation) {
		t.Errorf("an empty PaymentIntent: %v", err)
	}

	box.Fault("op=attach_payment_intent, status=500, times=always")
	request.EchezonaReference = "EZ2"
	_, err = client.InitializeAndAttachIntent(t.Context(), request, "pi_2", []payseal.CallOption{payseal.WithMaxRetries(0)})
	failed := failure(t, err)
	if failed.Operation != "attach_payment_intent" || failed.Outcome != payseal.OutcomeUnknown || !strings.Contains(string(failed.Completed), "CLVTX_") {
		t.Errorf("%+v", failed)
	}
}

func TestAnIntentIsWrittenDownBeforeItIsSent(t *testing.T) {
	box := sandbox.Start(t)
	client := newClient(t, config(box))
	intent, err := clive.Prepare(client, checkout("EZ1"))
	if err != nil {
		t.Fatal(err)
	}
	if record := intent.Record(); record.IdempotencyKey != "checkout-EZ1" || record.EchezonaReference != "EZ1" || record.CliveTxID != "" {
		t.Errorf("%+v", record)
	}
	if len(box.Requests()) != 0 {
		t.Error("it was sent")
	}
	first, err := intent.Send(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	again, err := intent.Send(t.Context())
	if err != nil || again.CliveTxID != first.CliveTxID || !again.LastResponse.Replayed {
		t.Errorf("%v %v", again, err)
	}
	if commits := box.Commits(); commits["EZ1"] != 1 {
		t.Errorf("%v", commits)
	}
}
