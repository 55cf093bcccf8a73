//go:build cgo

package ffi

/*
#include "webhook_bridge.h"
*/
import "C"

import "unsafe"

// Verifier verifies the deliveries of one endpoint. It may be shared.
type Verifier struct{ handle }

// NewVerifier makes a verifier; everything is checked. A nil tolerance is the core's default.
func NewVerifier(partner string, secrets []string, toleranceS *uint64) (*Verifier, *Error) {
	var pointer *C.payseal_webhook_verifier
	var err *C.payseal_error
	if C.payseal_webhook_verifier_new(view(partner), &pointer, &err) != 0 {
		return nil, taken(err)
	}
	status := C.int32_t(0)
	for _, secret := range secrets {
		if status == 0 {
			status = C.payseal_webhook_verifier_add_secret(pointer, view(secret), &err)
		}
	}
	if status == 0 && toleranceS != nil {
		status = C.payseal_webhook_verifier_set_tolerance_s(pointer, C.uint64_t(*toleranceS), &err)
	}
	if status == 0 {
		status = C.payseal_webhook_verifier_check(pointer, &err)
	}
	if status != 0 {
		C.payseal_webhook_verifier_free(pointer)
		return nil, taken(err)
	}
	verifier := new(Verifier)
	verifier.own(unsafe.Pointer(pointer), func(pointer unsafe.Pointer) {
		C.payseal_webhook_verifier_free((*C.payseal_webhook_verifier)(pointer))
	})
	return verifier, nil
}

func (v *Verifier) use(work func(*C.payseal_webhook_verifier) *Error) *Error {
	return v.with(func(pointer unsafe.Pointer) *Error { return work((*C.payseal_webhook_verifier)(pointer)) })
}

// Verify verifies a delivery and reads its event.
func (v *Verifier) Verify(body []byte, head *Head, nowUnixS int64) (event *Event, failed *Error) {
	failed = v.use(func(verifier *C.payseal_webhook_verifier) *Error {
		var out C.payseal_go_event
		var err *C.payseal_error
		if C.payseal_go_verify(verifier, viewBytes(body), head.view(), head.sizesView(), head.count(), C.int64_t(nowUnixS), &out, &err) != 0 {
			return taken(err)
		}
		event = eventOf(&out)
		return nil
	})
	return event, failed
}

// VerifySignature verifies a delivery without reading it, and says which secret fitted.
func (v *Verifier) VerifySignature(body []byte, head *Head, nowUnixS int64) (secretIndex int, failed *Error) {
	failed = v.use(func(verifier *C.payseal_webhook_verifier) *Error {
		var index C.size_t
		var err *C.payseal_error
		if C.payseal_go_verify_signature(verifier, viewBytes(body), head.view(), head.sizesView(), head.count(), C.int64_t(nowUnixS),
			&index, &err) != 0 {
			return taken(err)
		}
		secretIndex = int(index)
		return nil
	})
	return secretIndex, failed
}

// ParseEvent reads a body that was verified before.
func ParseEvent(partner string, body []byte) (*Event, *Error) {
	var out C.payseal_go_event
	var err *C.payseal_error
	if C.payseal_go_event_parse(view(partner), viewBytes(body), &out, &err) != 0 {
		return nil, taken(err)
	}
	return eventOf(&out), nil
}

// eventOf copies an event and frees it.
func eventOf(out *C.payseal_go_event) *Event {
	defer C.payseal_go_event_free(out)
	stress()
	event := &Event{
		ID:          text(out.id),
		Type:        text(out._type),
		Status:      text(out.status),
		DedupeKey:   text(out.dedupe_key),
		JSON:        ownedBytes(out.json),
		SecretIndex: -1,
		SignedUnixS: optional(out.has_signed, out.signed_unix_s),
	}
	if out.has_secret_index {
		event.SecretIndex = int(out.secret_index)
	}
	return event
}

// Dedupe remembers in memory which events were processed. It may be shared.
type Dedupe struct{ handle }

// NewDedupe makes a store with so many places.
func NewDedupe(capacity uint64) (*Dedupe, *Error) {
	var pointer *C.payseal_dedupe
	var err *C.payseal_error
	if C.payseal_dedupe_new(C.size_t(capacity), &pointer, &err) != 0 {
		return nil, taken(err)
	}
	store := new(Dedupe)
	store.own(unsafe.Pointer(pointer), func(pointer unsafe.Pointer) { C.payseal_dedupe_free((*C.payseal_dedupe)(pointer)) })
	return store, nil
}

func (d *Dedupe) use(work func(*C.payseal_dedupe) *Error) *Error {
	return d.with(func(pointer unsafe.Pointer) *Error { return work((*C.payseal_dedupe)(pointer)) })
}

// Count is how many places are taken.
func (d *Dedupe) Count() (count int, failed *Error) {
	failed = d.use(func(store *C.payseal_dedupe) *Error {
		count = int(C.payseal_dedupe_count(store))
		return nil
	})
	return count, failed
}

// Claim asks for an event.
func (d *Dedupe) Claim(key string, nowUnixS int64, leaseS uint64) (claim Claim, failed *Error) {
	failed = d.use(func(store *C.payseal_dedupe) *Error {
		var status C.int32_t
		var ticket C.uint64_t
		var until C.int64_t
		var err *C.payseal_error
		if C.payseal_dedupe_claim(store, view(key), C.int64_t(nowUnixS), C.uint64_t(leaseS), &status, &ticket, &until, &err) != 0 {
			return taken(err)
		}
		claim = Claim{Status: int(status), Ticket: uint64(ticket), UntilUnixS: int64(until)}
		return nil
	})
	return claim, failed
}

// Complete tells that an event was processed.
func (d *Dedupe) Complete(key string, ticket uint64, nowUnixS int64) *Error {
	return d.use(func(store *C.payseal_dedupe) *Error {
		var err *C.payseal_error
		if C.payseal_dedupe_complete(store, view(key), C.uint64_t(ticket), C.int64_t(nowUnixS), &err) != 0 {
			return taken(err)
		}
		return nil
	})
}

// Release tells that an event was not processed.
func (d *Dedupe) Release(key string, ticket uint64) *Error {
	return d.use(func(store *C.payseal_dedupe) *Error {
		var err *C.payseal_error
		if C.payseal_dedupe_release(store, view(key), C.uint64_t(ticket), &err) != 0 {
			return taken(err)
		}
		return nil
	})
}

// TestDelivery is what the partner would send about an event.
func TestDelivery(partner, secret, eventType string, unixS int64) (*Delivery, *Error) {
	var pointer *C.payseal_test_delivery
	var err *C.payseal_error
	if C.payseal_test_delivery_new(view(partner), view(secret), view(eventType), C.int64_t(unixS), &pointer, &err) != 0 {
		return nil, taken(err)
	}
	return deliveryOf(pointer)
}

// SignedDelivery is a body as the partner would sign it.
func SignedDelivery(partner, secret string, body []byte, unixS int64) (*Delivery, *Error) {
	var pointer *C.payseal_test_delivery
	var err *C.payseal_error
	if C.payseal_test_delivery_signed(view(partner), view(secret), viewBytes(body), C.int64_t(unixS), &pointer, &err) != 0 {
		return nil, taken(err)
	}
	return deliveryOf(pointer)
}

// deliveryOf copies a delivery and frees it.
func deliveryOf(pointer *C.payseal_test_delivery) (*Delivery, *Error) {
	defer C.payseal_test_delivery_free(pointer)
	stress()
	delivery := &Delivery{Body: copied(C.payseal_test_delivery_body(pointer))}
	for index := range C.payseal_test_delivery_header_count(pointer) {
		var name, value C.payseal_str
		var err *C.payseal_error
		if C.payseal_test_delivery_header_at(pointer, index, &name, &value, &err) != 0 {
			return nil, taken(err)
		}
		delivery.Headers = append(delivery.Headers, Header{Name: text(name), Value: text(value)})
	}
	return delivery, nil
}

// Explain says why a signature does not fit: the report for people, and the same as JSON.
func Explain(given *ExplainCase) (report string, json []byte, failed *Error) {
	var explainer *C.payseal_explainer
	var explanation *C.payseal_explanation
	var err *C.payseal_error
	status := C.payseal_explainer_new(view(given.Subject), &explainer, &err)
	defer func() {
		C.payseal_explanation_free(explanation)
		C.payseal_explainer_free(explainer)
	}()
	for _, secret := range given.Secrets {
		if status == 0 {
			status = C.payseal_explainer_add_secret(explainer, view(secret), &err)
		}
	}
	if status == 0 && given.OldSecret != "" {
		status = C.payseal_explainer_add_old_secret(explainer, view(given.OldSecret), &err)
	}
	if status == 0 && given.OtherEnvironmentSecret != "" {
		status = C.payseal_explainer_add_other_environment_secret(explainer, view(given.OtherEnvironmentSecret), &err)
	}
	if status == 0 && given.APIKey != "" {
		status = C.payseal_explainer_add_api_key(explainer, view(given.APIKey), &err)
	}
	if status == 0 && given.NowUnixS != nil {
		status = C.payseal_explainer_set_now_unix_s(explainer, C.int64_t(*given.NowUnixS), &err)
	}
	stress()
	if status == 0 {
		status = C.payseal_go_explain(explainer, viewBytes(given.Body), given.Head.view(), given.Head.sizesView(), given.Head.count(),
			&explanation, &err)
	}
	stress()
	if status != 0 {
		return "", nil, taken(err)
	}
	var raw C.payseal_bytes
	C.payseal_json_get_raw(C.payseal_explanation_json(explanation), view(""), &raw)
	defer C.payseal_bytes_free(raw)
	return text(C.payseal_explanation_text(explanation)), ownedBytes(raw), nil
}
