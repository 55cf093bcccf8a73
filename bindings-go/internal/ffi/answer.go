//go:build cgo

package ffi

/*
#include "bridge.h"
*/
import "C"

import (
	"encoding/json"
	"unicode/utf8"
	"unsafe"
)

// Keep says what of an answer outlives the call.
type Keep struct {
	// Record: the answer is a checkout's, so the library's own form of it is kept for its record.
	Record bool
	// Handle: it is kept for something else.
	Handle bool
	// Plain: the answer has one form, so that its body is what was understood.
	Plain bool
}

// Done is how the call ended. before, if any, is the answer of an earlier step, which an error then names.
// skew is the partner's clock minus ours, when an answer said its time.
func (c *Call) Done(keep Keep, before *AnswerHandle) (answer *Answer, skew *int64, failed *Error) {
	stress()
	var out C.payseal_go_answer
	var err *C.payseal_error
	status := C.payseal_go_done(c.pointer, &out, &err)
	skew = optional(out.has_skew, out.skew_s)
	if status != 0 {
		if before != nil {
			_ = before.use(func(earlier *C.payseal_answer) *Error {
				C.payseal_error_set_completed(err, earlier)
				return nil
			})
		}
		return nil, skew, taken(err)
	}
	answer = &Answer{
		Status:          int(out.http_status),
		Attempts:        int(out.attempts),
		Replayed:        bool(out.replayed),
		IdempotencyKey:  text(out.key),
		RequestID:       text(out.request_id),
		Environment:     text(out.environment),
		Signature:       text(out.signature),
		VerifyReference: text(out.verify_reference),
		NextCursor:      text(out.next_cursor),
		Rate:            rateOf(&out.rate),
		Body:            copied(out.body),
		HasRecord:       keep.Record,
	}
	if answer.JSON = answer.Body; !keep.Plain || !isPlain(answer.Body) {
		C.payseal_go_answer_json(&out)
		answer.JSON = ownedBytes(out.json)
	}
	keeps := keep.Record || keep.Handle || answer.Signature != ""
	if keeps {
		answer.Handle = new(AnswerHandle)
		answer.Handle.own(unsafe.Pointer(out.answer), func(pointer unsafe.Pointer) { C.payseal_answer_free((*C.payseal_answer)(pointer)) })
	}
	C.payseal_go_answer_free(&out, C.bool(keeps))
	stress()
	return answer, skew, nil
}

// isPlain reports whether encoding/json reads a body as the library does, which skips a BOM and replaces what is not UTF-8.
func isPlain(body []byte) bool { return utf8.Valid(body) && json.Valid(body) }

// AnswerHandle is the library's own form of an answer.
type AnswerHandle struct{ handle }

func (a *AnswerHandle) use(work func(*C.payseal_answer) *Error) *Error {
	return a.with(func(pointer unsafe.Pointer) *Error { return work((*C.payseal_answer)(pointer)) })
}

// Record is what to write down about the checkout. It is read when it is asked for: that takes body and answer apart once more.
func (a *AnswerHandle) Record() (record []byte, failed *Error) {
	failed = a.use(func(answer *C.payseal_answer) *Error {
		var out C.payseal_bytes
		var err *C.payseal_error
		if C.payseal_answer_record(answer, &out, &err) != 0 {
			return taken(err)
		}
		defer C.payseal_bytes_free(out)
		record = ownedBytes(out)
		return nil
	})
	return record, failed
}

// NextPage is where a list goes on after this page, which was asked for with cursor; empty after the last one.
func (a *AnswerHandle) NextPage(cursor string) (next string, failed *Error) {
	failed = a.use(func(answer *C.payseal_answer) *Error {
		var out C.payseal_str
		var err *C.payseal_error
		if C.payseal_answer_next_page(answer, view(cursor), &out, &err) != 0 {
			return taken(err)
		}
		next = text(out)
		return nil
	})
	return next, failed
}

// VerifySignature says whether the answer's signature was made over its bytes with key.
func (a *AnswerHandle) VerifySignature(key *Key, encoding int) (fits bool, failed *Error) {
	failed = a.use(func(answer *C.payseal_answer) *Error {
		return key.use(func(key *C.payseal_key) *Error {
			fits = bool(C.payseal_answer_verify_signature(answer, key, C.int32_t(encoding)))
			return nil
		})
	})
	return fits, failed
}

// RecordOfTwo is the record of a checkout of two steps.
func RecordOfTwo(initialized, attached *AnswerHandle) (record []byte, failed *Error) {
	failed = initialized.use(func(first *C.payseal_answer) *Error {
		return attached.use(func(second *C.payseal_answer) *Error {
			var out C.payseal_bytes
			var err *C.payseal_error
			if C.payseal_answer_record_of_two(first, second, &out, &err) != 0 {
				return taken(err)
			}
			defer C.payseal_bytes_free(out)
			record = ownedBytes(out)
			return nil
		})
	})
	return record, failed
}

// Amounts.

// AmountFromText is the text under which an amount is sent.
func AmountFromText(decimal string) (string, *Error) {
	var out C.payseal_bytes
	var err *C.payseal_error
	if C.payseal_amount_from_text(view(decimal), &out, &err) != 0 {
		return "", taken(err)
	}
	defer C.payseal_bytes_free(out)
	return string(unsafe.Slice((*byte)(unsafe.Pointer(out.ptr)), int(out.len))), nil
}

// AmountFromDouble is the same of a double.
func AmountFromDouble(number float64) (string, *Error) {
	var out C.payseal_bytes
	var err *C.payseal_error
	if C.payseal_amount_from_double(C.double(number), &out, &err) != 0 {
		return "", taken(err)
	}
	defer C.payseal_bytes_free(out)
	return string(unsafe.Slice((*byte)(unsafe.Pointer(out.ptr)), int(out.len))), nil
}

// Canonical is the text that JSON.stringify(JSON.parse(json)) gives.
func Canonical(json []byte) ([]byte, *Error) {
	var out C.payseal_bytes
	var err *C.payseal_error
	if C.payseal_json_canonical(viewBytes(json), &out, &err) != 0 {
		return nil, taken(err)
	}
	defer C.payseal_bytes_free(out)
	return ownedBytes(out), nil
}
