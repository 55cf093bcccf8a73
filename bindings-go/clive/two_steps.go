package clive

import (
	"context"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/internal/model"
)

// InitializedAndAttached are both answers of the two-step checkout.
type InitializedAndAttached struct {
	// Initialize is the transaction.
	Initialize *InitializedTransaction
	// Attach is the attached PaymentIntent.
	Attach *AttachedPaymentIntent
	// Record is what to write down about the checkout.
	Record payseal.CheckoutRecord
}

// InitializeAndAttachIntent is the two-step checkout: it initializes the transaction, then attaches your PaymentIntent to it. The
// options are the first step's, attach are the second one's.
//
// When only the second step failed, [payseal.Error.Completed] is the answer of the first; calling again with the same request
// replays the first step and repeats the second.
func (c *Client) InitializeAndAttachIntent(
	ctx context.Context, request InitializeTransaction, stripePaymentIntentID string, attach []payseal.CallOption, options ...payseal.CallOption,
) (*InitializedAndAttached, error) {
	first, second, record, err := c.engine.InitializeAndAttach(ctx, request.input(), stripePaymentIntentID, options, attach)
	if err != nil {
		return nil, err
	}
	return &InitializedAndAttached{
		Initialize: model.Answer[InitializedTransaction](first),
		Attach:     model.Answer[AttachedPaymentIntent](second),
		Record:     record,
	}, nil
}
