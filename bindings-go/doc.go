// Package payseal is what the packages of this module share: errors, amounts, signing keys, and the options of a call.
// The clients are in the packages [github.com/payseal/payseal/bindings-go/clive] and
// [github.com/payseal/payseal/bindings-go/tybrite].
//
// Payseal moves payment requests so that nothing is charged twice and no answer is lost. A core in Rust signs, judges every
// answer and decides about every retry; net/http moves the bytes. Every error says what is known about the money:
//
//	checkout, err := client.CreateCheckoutIntent(ctx, request)
//	var failed *payseal.Error
//	if errors.As(err, &failed) && failed.Outcome == payseal.OutcomeUnknown {
//		// It may have happened. Call again with the same idempotency key, failed.IdempotencyKey, before anything else.
//	}
//
// # Linking
//
// The core is a C library, so this module needs cgo. By default it links libpayseal.so, which pkg-config must find as
// "payseal"; with the build tag payseal_static it puts libpayseal.a into the program. With CGO_ENABLED=0 everything compiles,
// and every constructor returns an error that is [ErrConfig].
package payseal
