// Checkout is a payment endpoint with plain net/http: POST /checkout?order=ORD-1001.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/clive"
)

// order is one of this shop. Prices come from here, never from the buyer's request.
type order struct{ amount, email string }

var orders = map[string]order{
	"ORD-1001": {"750.00", "buyer@example.com"},
	"ORD-1002": {"19.99", "other@example.com"},
}

// shop is what the handlers share: one client for the process, which keeps connections open.
type shop struct{ clive *clive.Client }

func (s *shop) handler() http.Handler {
	routes := http.NewServeMux()
	routes.HandleFunc("POST /checkout", s.checkout)
	return routes
}

func (s *shop) checkout(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("order")
	bought, known := orders[id]
	if !known {
		answer(w, http.StatusNotFound, map[string]any{"error": "no such order"})
		return
	}
	// A buyer who leaves does not cancel a payment that is on its way: it would only become unknown.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 30*time.Second)
	defer cancel()
	intent, err := s.clive.CreateCheckoutIntent(ctx, clive.CreateCheckoutIntent{
		PartnerID: "ECHEZONA001",
		ClientID:  "AIRPEACE001",
		Amount:    payseal.MustAmount(bought.amount),
		Currency:  "USD",
		Email:     bought.email,
		// The default idempotency key is checkout-{reference}: however often the buyer clicks, one payment.
		EchezonaReference: id,
		Meta:              map[string]string{"order_id": id},
	})
	if err != nil {
		refuse(w, id, err)
		return
	}
	// Keep intent.LastResponse.Record() with the order. A secret is text only where it is asked for by name.
	answer(w, http.StatusCreated, map[string]any{
		"clive_tx_id":            intent.CliveTxID,
		"client_secret":          string(intent.ClientSecret),
		"stripe_publishable_key": intent.StripePublishableKey,
	})
}

// refuse says what is known about the money, and nothing else, to the buyer.
func refuse(w http.ResponseWriter, id string, err error) {
	slog.Error("checkout failed", "order", id, "error", err)
	var failed *payseal.Error
	switch {
	case errors.As(err, &failed) && failed.Outcome == payseal.OutcomeUnknown:
		// The payment may exist. The same order gives the same key, so trying again is safe and finds it.
		answer(w, http.StatusServiceUnavailable, map[string]any{"error": "please try again", "retryable": true})
	case errors.As(err, &failed) && failed.Outcome == payseal.OutcomeRefused:
		answer(w, http.StatusBadGateway, map[string]any{"error": "the payment was refused"})
	default:
		answer(w, http.StatusInternalServerError, map[string]any{"error": "the payment could not be started"})
	}
}

func answer(w http.ResponseWriter, status int, body map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		slog.Warn("the buyer is gone", "error", err)
	}
}

func main() {
	client, err := clive.FromEnv() // CLIVE_API_BASE_URL, CLIVE_API_KEY, CLIVE_HMAC_SECRET
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	address := os.Getenv("LISTEN")
	if address == "" {
		address = "127.0.0.1:8080"
	}
	server := &http.Server{Addr: address, Handler: (&shop{client}).handler(), ReadHeaderTimeout: 5 * time.Second}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	go func() {
		<-ctx.Done()
		// Calls that run may end.
		_ = server.Shutdown(context.Background())
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
}
