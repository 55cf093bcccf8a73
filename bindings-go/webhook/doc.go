// Package webhook receives what Clive and Tybrite tell a backend: is a delivery the partner's, what does it say, was it seen before.
// Every judgement is the core's.
//
//	verifier, err := webhook.NewTybrite(webhook.Config{Secrets: []payseal.Secret{newSecret, oldSecret}})
//	seen, err := webhook.NewMemoryDedupe(100_000)
//	handler, err := webhook.NewHandler(verifier, seen, func(ctx context.Context, delivery *webhook.Delivery[webhook.TybriteEvent]) error {
//		if delivery.Event.Type == webhook.TybriteOrderPaid {
//			return ship(ctx, delivery.Event.Object())
//		}
//		return nil
//	})
//	http.Handle("POST /webhooks/tybrite", handler)
//
// The handler reads the raw body, which is what is signed: nothing before it may parse the body. Both partners deliver at least
// once; a [DedupeStore] makes it once.
package webhook
