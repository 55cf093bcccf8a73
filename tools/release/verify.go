// One webhook, verified.
package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/webhook"
)

func main() {
	verifier, err := webhook.NewClive(webhook.Config{Secrets: []payseal.Secret{payseal.Secret(os.Getenv("CLIVE_WEBHOOK_SECRET"))}})
	if err != nil {
		panic(err)
	}
	body, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	delivery, err := verifier.Verify(body, http.Header{"X-Clive-Signature": {os.Args[2]}}, time.Now())
	var refused *payseal.Error
	switch {
	case errors.Is(err, payseal.ErrWebhookVerification) && errors.As(err, &refused):
		fmt.Println(refused.Code)
		os.Exit(5)
	case err != nil:
		panic(err)
	}
	fmt.Println(delivery.DedupeKey)
}
