//go:build cgo

package tybrite_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/internal/sandbox"
	"github.com/payseal/payseal/bindings-go/tybrite"
)

func newClient(t *testing.T, box *sandbox.Sandbox, change func(*tybrite.Config)) *tybrite.Client {
	t.Helper()
	config := tybrite.Config{BaseURL: box.TybriteURL, APIKey: sandbox.TybriteAPIKey, HMACSecret: sandbox.HMACSecret}
	if change != nil {
		change(&config)
	}
	client, err := tybrite.NewClient(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func amount(text string) payseal.Amount { return payseal.MustAmount(text) }

func order() tybrite.CreateOrder {
	address := tybrite.Address{
		Street: payseal.Ptr("1 Main St"), City: payseal.Ptr("Lagos"), State: payseal.Ptr("LA"), Zip: payseal.Ptr("100001"), Country: payseal.Ptr("NG"),
	}
	return tybrite.CreateOrder{
		CustomerEmail: "a@example.com", CustomerName: payseal.Ptr("Ada"), PaymentMethod: payseal.Ptr("card"),
		BillingAddress: &address, ShippingAddress: &address,
		Items: []tybrite.NewOrderItem{{
			ProductID: payseal.Ptr("7d2d2f2e-0000-4000-8000-000000000001"), ProductName: payseal.Ptr("Tea"), ProductSKU: payseal.Ptr("TEA-1"),
			Quantity: payseal.Ptr(int64(2)), UnitPrice: amount("45.25"), TotalPrice: amount("90.5"),
		}},
		Subtotal: amount("90.5"), TaxAmount: amount("4.5"), ShippingAmount: amount("10"), DiscountAmount: amount("5"), TotalAmount: amount("100"),
	}
}

func failure(t *testing.T, err error) *payseal.Error {
	t.Helper()
	var failed *payseal.Error
	if !errors.As(err, &failed) {
		t.Fatalf("not an error of Payseal: %v", err)
	}
	return failed
}

func TestEveryProviderIsStartedAndVerified(t *testing.T) {
	box := sandbox.Start(t)
	client := newClient(t, box, nil)
	methods, err := client.Payments.Methods(t.Context(), tybrite.ListPaymentMethods{Fields: payseal.Ptr("provider,type")})
	if err != nil || len(methods.Methods) == 0 || methods.Methods[0].Provider == "" {
		t.Fatalf("%+v %v", methods, err)
	}
	for _, request := range []tybrite.InitializePayment{
		{Provider: "stripe", Amount: amount("100"), Currency: payseal.Ptr("usd"), Email: payseal.Ptr("a@example.com")},
		{Provider: "paypal", Amount: amount("49.99"), Currency: payseal.Ptr("USD")},
		{Provider: "paystack", Amount: amount("50000"), Currency: payseal.Ptr("NGN"), Email: payseal.Ptr("a@example.com")},
		{Provider: "mpesa", Amount: amount("1000"), Phone: payseal.Ptr("254712345678")},
		{Provider: "airtel", Amount: amount("1200"), Phone: payseal.Ptr("254733444555"), Country: payseal.Ptr("KE")},
		{Provider: "flutterwave", Amount: amount("5"), Currency: payseal.Ptr("USD")},
	} {
		t.Run(request.Provider, func(t *testing.T) {
			started, err := client.Payments.Initialize(t.Context(), request)
			if err != nil {
				t.Fatal(err)
			}
			last := started.LastResponse
			if last.Status != 201 || last.Replayed || last.Environment != "sandbox" || !strings.HasPrefix(last.IdempotencyKey, "payment-") {
				t.Errorf("%v", last)
			}
			if last.RateLimit == nil || last.RateLimit.Remaining == nil || *last.RateLimit.Remaining < 0 {
				t.Errorf("%+v", last.RateLimit)
			}
			reference := last.VerifyReference()
			box.Ask("POST", "/tybrite/pay", fmt.Sprintf(`{"reference":%q,"status":"paid"}`, reference), nil)
			verified, err := client.Payments.Verify(t.Context(), tybrite.VerifyPayment{Provider: request.Provider, Reference: reference})
			if err != nil || verified.Status != "success" || verified.Provider != request.Provider {
				t.Errorf("%+v %v", verified, err)
			}
		})
	}
}

func TestACaptureIsNotAskedForTwice(t *testing.T) {
	box := sandbox.Start(t)
	client := newClient(t, box, nil)
	box.Fault("op=payments.verify, status=503, times=always")
	_, err := client.Payments.Verify(t.Context(), tybrite.VerifyPayment{Provider: "paypal", Reference: "PAYPAL-1"})
	if failed := failure(t, err); failed.Attempts != 1 || failed.Outcome != payseal.OutcomeUnknown {
		t.Errorf("%+v", failed)
	}
	_, err = client.Payments.Verify(t.Context(), tybrite.VerifyPayment{Provider: "stripe", Reference: "cs_1"}, payseal.WithMaxRetries(1))
	if failed := failure(t, err); failed.Attempts != 2 {
		t.Errorf("%+v", failed)
	}
}

func TestOrders(t *testing.T) {
	box := sandbox.Start(t)
	client := newClient(t, box, nil)
	key := payseal.WithIdempotencyKey("order-20260821-1")
	made, err := client.Orders.Create(t.Context(), order(), key)
	if err != nil {
		t.Fatal(err)
	}
	again, err := client.Orders.Create(t.Context(), order(), key)
	if err != nil || again.Order.ID != made.Order.ID || made.LastResponse.Replayed || !again.LastResponse.Replayed {
		t.Errorf("%+v %v", again, err)
	}
	changed, err := client.Orders.Update(t.Context(), tybrite.UpdateOrder{
		ID: made.Order.ID, OrderStatus: payseal.Ptr("shipped"), TrackingNumber: payseal.Ptr("TRK/1 é"),
	})
	if err != nil || changed.OrderStatus != "shipped" || changed.TrackingNumber != "TRK/1 é" {
		t.Errorf("%+v %v", changed, err)
	}
	for range 4 {
		if _, err := client.Orders.Create(t.Context(), order()); err != nil {
			t.Fatal(err)
		}
	}
	page, err := client.Orders.List(t.Context(), tybrite.ListOrders{Limit: payseal.Ptr(int64(2))})
	if err != nil || len(page.Orders) != 2 || page.LastResponse.NextCursor() == "" {
		t.Errorf("%+v %v", page, err)
	}
	ids := map[string]bool{}
	for order, err := range client.Orders.All(t.Context(), tybrite.ListOrders{Limit: payseal.Ptr(int64(2))}) {
		if err != nil {
			t.Fatal(err)
		}
		ids[order.ID] = true
	}
	if len(ids) != 5 {
		t.Errorf("%v", ids)
	}
	// Whoever stops early asks for no further page.
	before := len(box.Requests())
	for range client.Orders.All(t.Context(), tybrite.ListOrders{Limit: payseal.Ptr(int64(2))}) {
		break
	}
	if asked := len(box.Requests()) - before; asked != 1 {
		t.Errorf("%d pages for one item", asked)
	}
	box.Fault("op=orders.list, nth=2, status=403")
	var seen int
	var ended error
	for _, err := range client.Orders.All(t.Context(), tybrite.ListOrders{Limit: payseal.Ptr(int64(2))}) {
		if ended = err; err == nil {
			seen++
		}
	}
	if seen != 2 || !errors.Is(ended, payseal.ErrPermissionDenied) {
		t.Errorf("%d items, then %v", seen, ended)
	}
	if _, err := client.Orders.Update(t.Context(), tybrite.UpdateOrder{ID: made.Order.ID}); !errors.Is(err, payseal.ErrValidation) {
		t.Errorf("a change of nothing: %v", err)
	}
}

func TestAListWhoseNextPageIsItselfEnds(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"orders":[{"id":"1"}],"pagination":{"limit":1,"has_more":true,"next_cursor":"c=="}}`)
	}))
	t.Cleanup(server.Close)
	client, err := tybrite.NewClient(tybrite.Config{BaseURL: server.URL, APIKey: "test_key", HMACSecret: "test_secret"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	all := client.Orders.All(t.Context(), tybrite.ListOrders{})
	for range 2 { // what is gone over again begins anew
		var seen int
		var ended error
		for _, err := range all {
			if ended = err; err == nil {
				seen++
			}
		}
		var refused *payseal.Error
		if seen != 2 || !errors.As(ended, &refused) || refused.Code != payseal.CodeAnswerIncomplete {
			t.Errorf("%d items, then %v", seen, ended)
		}
	}
}

func TestADocumentIsSentAsItIs(t *testing.T) {
	box := sandbox.Start(t)
	csv := []byte("sku,name,price,category\nA-1,Mug “Zoë”,9.5,Home & Kitchen\nA-2,Cup,4,Home & Kitchen\n")
	box.Fault("op=ingest.products, reset=after-commit")
	client := newClient(t, box, func(config *tybrite.Config) {
		// What the caller does with its bytes meanwhile changes neither the signature nor what is sent again.
		config.OnAttempt = func(_ context.Context, event payseal.AttemptEvent) {
			if event.Phase == payseal.PhaseEnded {
				clear(csv)
			}
		}
	})
	done, err := client.Ingest.Products(t.Context(), tybrite.IngestProducts{Body: csv, ContentType: "text/csv"})
	if err != nil || done.Status != "success" || done.LastResponse.Attempts != 2 || *done.Summary.RowsTotal != 2 {
		t.Errorf("%+v %v", done, err)
	}
	bad, err := client.Ingest.Products(t.Context(), tybrite.IngestProducts{
		Body: []byte("sku,name,price,category\nA-1,Mug,0,Toys\n"), ContentType: "text/csv",
	})
	if err != nil || bad.Status != "failed" || bad.LastResponse.Status != 422 || len(bad.Errors) != 1 {
		t.Errorf("%+v %v", bad, err)
	}
}

func TestASkewedClockIsCorrected(t *testing.T) {
	box := sandbox.Start(t, "--clock-skew", "-1000")
	client := newClient(t, box, nil)
	request := tybrite.InitializePayment{Provider: "mpesa", Amount: amount("1000"), Phone: payseal.Ptr("254712345678")}
	for _, attempts := range []int{2, 1} {
		started, err := client.Payments.Initialize(t.Context(), request)
		if err != nil || started.LastResponse.Attempts != attempts {
			t.Errorf("%+v %v, not %d attempts", started, err, attempts)
		}
	}
}

func TestAnIdentity(t *testing.T) {
	box := sandbox.Start(t)
	client := newClient(t, box, nil)
	key, err := payseal.NewSigningKey(sandbox.HMACSecret)
	if err != nil {
		t.Fatal(err)
	}
	token, err := tybrite.ExternalAuth(key, "shopper-1", time.Now(), 4*time.Minute)
	if err != nil || !strings.Contains(string(token), ".") || fmt.Sprint(token) != "[REDACTED]" {
		t.Fatalf("%v %v", token, err)
	}
	if _, err := tybrite.ExternalAuth(key, "shopper-1", time.Now(), time.Hour); !errors.Is(err, payseal.ErrValidation) {
		t.Errorf("an hour: %v", err)
	}
	if _, err := client.Payments.Methods(t.Context(), tybrite.ListPaymentMethods{}, tybrite.WithIdentity("x-external-auth", token)); err != nil {
		t.Fatal(err)
	}
	if sent := box.Requests()[0]; sent.Header("x-external-auth") != string(token) {
		t.Errorf("%v", sent)
	}
	_, err = client.Payments.Methods(t.Context(), tybrite.ListPaymentMethods{}, tybrite.WithIdentity("x-other", token))
	if !errors.Is(err, payseal.ErrValidation) {
		t.Errorf("another header: %v", err)
	}
}

func TestAnEndpointsSecretIsToldOnceAndNotShown(t *testing.T) {
	box := sandbox.Start(t)
	client := newClient(t, box, nil)
	made, err := client.WebhookEndpoints.Create(t.Context(), tybrite.CreateWebhookEndpoint{URL: "http://127.0.0.1:9/hooks", Events: []string{"order.paid"}})
	if err != nil {
		t.Fatal(err)
	}
	secret := string(made.WebhookEndpoint.SigningSecret)
	if secret == "" || strings.Contains(fmt.Sprintf("%v %+v %#v", made, *made, *made.WebhookEndpoint), secret) {
		t.Errorf("%q", secret)
	}
	gone, err := client.WebhookEndpoints.Delete(t.Context(), tybrite.DeleteWebhookEndpoint{ID: made.WebhookEndpoint.ID})
	if err != nil || gone.LastResponse.Status/100 != 2 {
		t.Errorf("%+v %v", gone, err)
	}
}

func TestAPublishableKeyIsRefusedBeforeAnythingIsSent(t *testing.T) {
	box := sandbox.Start(t)
	client := newClient(t, box, func(config *tybrite.Config) { config.APIKey = "tybrite_pk_test_sandbox" })
	_, err := client.Orders.Create(t.Context(), order())
	if failed := failure(t, err); failed.Code != payseal.CodeAPIKeyClass || failed.Outcome != payseal.OutcomeNotSent || len(box.Requests()) != 0 {
		t.Errorf("%+v", failed)
	}
}
