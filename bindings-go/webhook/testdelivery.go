package webhook

import (
	"bytes"
	"context"
	"net/http"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/internal/bridge"
	"github.com/payseal/payseal/bindings-go/internal/ffi"
)

// TestDelivery is a delivery as the partner would send it, for your own tests.
type TestDelivery struct {
	// Body is the exact bytes that were signed.
	Body []byte
	// Header holds the content type and the signature.
	Header http.Header
}

// NewTestDelivery makes a delivery of the partner's documented payload with this event, e.g. [CliveTransactionRefunded] or
// [TybriteOrderPaid], signed at this time (which Clive's signature does not carry).
func NewTestDelivery(partner Partner, secret payseal.Secret, eventType string, at time.Time) (*TestDelivery, error) {
	return madeOf(ffi.TestDelivery(string(partner), string(secret), eventType, at.Unix()))
}

// SignTestDelivery makes a delivery of any body.
func SignTestDelivery(partner Partner, secret payseal.Secret, body []byte, at time.Time) (*TestDelivery, error) {
	return madeOf(ffi.SignedDelivery(string(partner), string(secret), body, at.Unix()))
}

func madeOf(delivery *ffi.Delivery, failed *ffi.Error) (*TestDelivery, error) {
	if failed != nil {
		return nil, bridge.NewError(failed, nil)
	}
	header := make(http.Header, len(delivery.Headers))
	for _, each := range delivery.Headers {
		header.Add(each.Name, each.Value)
	}
	return &TestDelivery{Body: delivery.Body, Header: header}, nil
}

// NewRequest is the POST that the partner would send to url; for httptest and for a server that runs.
func (d *TestDelivery) NewRequest(ctx context.Context, url string) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(d.Body))
	if err != nil {
		return nil, err
	}
	request.Header = d.Header.Clone()
	return request, nil
}
