package webhook

import (
	"encoding/json"
	"time"

	"github.com/payseal/payseal/bindings-go/internal/bridge"
	"github.com/payseal/payseal/bindings-go/internal/ffi"
	"github.com/payseal/payseal/bindings-go/internal/model"
)

// Delivery is what a delivery says, and what is known about it.
type Delivery[E Payload] struct {
	// Event is what it says. Every member may be absent, and unknown ones are in Extra.
	Event E
	// ID is the event's id; empty when there is none (Clive sends none: take DedupeKey).
	ID string
	// Type is what happened, e.g. [CliveTransactionSucceeded] or [TybriteOrderPaid]; empty when it does not say (Clive's old payload).
	Type string
	// Status is Clive's transaction status, e.g. [CliveStatusSucceeded]; empty when there is none (Tybrite's envelope has none).
	Status string
	// DedupeKey is the same text for every delivery of the same event, and another for any other: the key for a [DedupeStore]. At
	// most 320 bytes of printable ASCII.
	DedupeKey string
	// JSON is everything it says.
	JSON json.RawMessage
	// SecretIndex is with which secret it was signed, from 0; when it is never the old one any more, the rotation is over. -1 when
	// it was not verified ([Parse]).
	SecretIndex int
	// SignedAt is when it was signed. Zero when the signature carries no time (Clive), and when it was not verified.
	SignedAt time.Time
}

// Parse reads a body that was verified before, e.g. one taken from a queue. It says nothing about who sent it.
//
// The error is [payseal.ErrWebhookVerification] with the code [payseal.CodeWebhookBodyNotJSON] when it is not a JSON object in UTF-8.
func Parse[E Payload](body []byte) (*Delivery[E], error) {
	event, failed := ffi.ParseEvent(partnerOf[E](), body)
	if failed != nil {
		return nil, bridge.NewError(failed, nil)
	}
	return deliveryOf[E](event), nil
}

func deliveryOf[E Payload](event *ffi.Event) *Delivery[E] {
	delivery := &Delivery[E]{
		ID: event.ID, Type: event.Type, Status: event.Status, DedupeKey: event.DedupeKey, JSON: event.JSON, SecretIndex: event.SecretIndex,
	}
	if event.SignedUnixS != nil {
		delivery.SignedAt = time.Unix(*event.SignedUnixS, 0)
	}
	// The core has written this JSON: there is nothing in it that cannot be read.
	_ = model.Decode(event.JSON, &delivery.Event)
	return delivery
}

// Object is data.object, the order, the payment, the product that the event is about; nil when there is none.
func (m *TybriteEvent) Object() json.RawMessage {
	var data struct {
		Object json.RawMessage `json:"object"`
	}
	if json.Unmarshal(m.Data, &data) != nil {
		return nil
	}
	return data.Object
}
