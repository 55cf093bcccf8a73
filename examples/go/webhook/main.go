// A webhook endpoint with plain net/http: /webhooks/clive and /webhooks/tybrite.
//
//	CLIVE_WEBHOOK_SECRET=… TYBRITE_WEBHOOK_SECRET=… PORT=3000 go run ./webhook
//
// While you rotate, CLIVE_WEBHOOK_OLD_SECRET and TYBRITE_WEBHOOK_OLD_SECRET are the secrets before.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/webhook"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	routes, err := routes()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT"))
	if err != nil {
		return err
	}
	fmt.Printf("listening on http://%s\n", listener.Addr())
	// A sender that dawdles must not hold a connection.
	server := &http.Server{Handler: routes, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second}
	go func() {
		<-ctx.Done()
		// What is being processed is finished, so that it need not come again.
		last, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		_ = server.Shutdown(last)
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func routes() (http.Handler, error) {
	// For one process. With more of them implement webhook.DedupeStore over your database.
	seen, err := webhook.NewMemoryDedupe(100_000)
	if err != nil {
		return nil, err
	}
	fromClive, err := webhook.NewClive(webhook.Config{Secrets: secrets("CLIVE_WEBHOOK")})
	if err != nil {
		return nil, fmt.Errorf("CLIVE_WEBHOOK_SECRET: %w", err)
	}
	fromTybrite, err := webhook.NewTybrite(webhook.Config{Secrets: secrets("TYBRITE_WEBHOOK")})
	if err != nil {
		return nil, fmt.Errorf("TYBRITE_WEBHOOK_SECRET: %w", err)
	}
	clive, err := webhook.NewHandler(fromClive, seen, cliveSays)
	if err != nil {
		return nil, err
	}
	tybrite, err := webhook.NewHandler(fromTybrite, seen, tybriteSays)
	if err != nil {
		return nil, err
	}
	routes := http.NewServeMux()
	routes.Handle("POST /webhooks/clive", clive)
	routes.Handle("POST /webhooks/tybrite", tybrite)
	return routes, nil
}

// secrets are the present one and, while you rotate, the one before.
func secrets(name string) []payseal.Secret {
	secrets := []payseal.Secret{payseal.Secret(os.Getenv(name + "_SECRET"))}
	if old := os.Getenv(name + "_OLD_SECRET"); old != "" {
		secrets = append(secrets, payseal.Secret(old))
	}
	return secrets
}

// cliveSays is what this shop does about Clive's events. An error makes the event come again.
func cliveSays(_ context.Context, delivery *webhook.Delivery[webhook.CliveEvent]) error {
	switch event := delivery.Event; event.Event {
	case webhook.CliveTransactionSucceeded:
		fmt.Printf("ship %s: %s %s were paid\n", event.EchezonaReference, event.Amount, event.Currency)
	case webhook.CliveTransactionRefunded, webhook.CliveTransactionChargeback:
		fmt.Printf("take back %s: %s\n", event.EchezonaReference, event.Status)
	default: // there may be new ones tomorrow
		fmt.Printf("not for us: %s\n", delivery.DedupeKey)
	}
	return nil
}

// tybriteSays is what it does about Tybrite's.
func tybriteSays(_ context.Context, delivery *webhook.Delivery[webhook.TybriteEvent]) error {
	switch event := delivery.Event; event.Type {
	case webhook.TybriteOrderPaid:
		fmt.Printf("ship the order of %s, %d bytes\n", event.ID, len(event.Object()))
	default:
		fmt.Printf("not for us: %s\n", event.Type)
	}
	return nil
}
