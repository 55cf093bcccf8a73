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

// Config is the checked configuration of a client. It may be shared.
type Config struct{ handle }

func (c *Config) use(work func(*C.payseal_config) *Error) *Error {
	return c.with(func(pointer unsafe.Pointer) *Error { return work((*C.payseal_config)(pointer)) })
}

// NewConfig checks the settings of a client of a partner.
func NewConfig(partner string, settings *Settings) (*Config, *Error) {
	var pointer *C.payseal_config
	var err *C.payseal_error
	if C.payseal_config_new(view(partner), &pointer, &err) != 0 {
		return nil, taken(err)
	}
	status := configure(pointer, settings, &err)
	if status == 0 {
		status = C.payseal_config_check(pointer, &err)
	}
	if status != 0 {
		C.payseal_config_free(pointer)
		return nil, taken(err)
	}
	config := new(Config)
	config.own(unsafe.Pointer(pointer), func(pointer unsafe.Pointer) { C.payseal_config_free((*C.payseal_config)(pointer)) })
	return config, nil
}

func configure(pointer *C.payseal_config, settings *Settings, err **C.payseal_error) (status C.int32_t) {
	set := func(work func() C.int32_t) {
		if status == 0 {
			status = work()
		}
	}
	set(func() C.int32_t { return C.payseal_config_set_base_url(pointer, view(settings.BaseURL), err) })
	if settings.APIKey != "" {
		set(func() C.int32_t { return C.payseal_config_set_api_key(pointer, view(settings.APIKey), err) })
	}
	if settings.HMACSecret != "" {
		set(func() C.int32_t { return C.payseal_config_set_hmac_secret(pointer, view(settings.HMACSecret), err) })
	}
	if settings.BearerToken != "" {
		set(func() C.int32_t { return C.payseal_config_set_bearer_token(pointer, view(settings.BearerToken), err) })
	}
	if ms := settings.ConnectTimeoutMS; ms != nil {
		set(func() C.int32_t { return C.payseal_config_set_connect_timeout_ms(pointer, C.uint64_t(*ms), err) })
	}
	if ms := settings.AttemptTimeoutMS; ms != nil {
		set(func() C.int32_t { return C.payseal_config_set_attempt_timeout_ms(pointer, C.uint64_t(*ms), err) })
	}
	if ms := settings.TotalTimeoutMS; ms != nil {
		set(func() C.int32_t { return C.payseal_config_set_total_timeout_ms(pointer, C.uint64_t(*ms), err) })
	}
	if retries := settings.MaxRetries; retries != nil {
		set(func() C.int32_t { return C.payseal_config_set_max_retries(pointer, C.uint32_t(*retries), err) })
	}
	if on := settings.LocalValidation; on != nil {
		set(func() C.int32_t { return C.payseal_config_set_local_validation(pointer, C.bool(*on), err) })
	}
	if on := settings.AllowInsecureHTTP; on != nil {
		set(func() C.int32_t { return C.payseal_config_set_allow_insecure_http(pointer, C.bool(*on), err) })
	}
	return status
}

// TotalTimeoutMS is how long a call may take, 0 for no limit.
func (c *Config) TotalTimeoutMS() (total uint64, failed *Error) {
	failed = c.use(func(config *C.payseal_config) *Error {
		total = uint64(C.payseal_config_total_timeout_ms(config))
		return nil
	})
	return total, failed
}

// Intent is what is going to be sent, fixed before the first send. It may be shared once its key is fixed.
type Intent struct{ handle }

func (i *Intent) use(work func(*C.payseal_intent) *Error) *Error {
	return i.with(func(pointer unsafe.Pointer) *Error { return work((*C.payseal_intent)(pointer)) })
}

func newIntent(pointer *C.payseal_intent) *Intent {
	intent := new(Intent)
	intent.own(unsafe.Pointer(pointer), func(pointer unsafe.Pointer) { C.payseal_intent_free((*C.payseal_intent)(pointer)) })
	return intent
}

// Intent makes the intent of an operation from JSON text.
func (c *Config) Intent(operation string, json []byte, key string) (intent *Intent, failed *Error) {
	failed = c.use(func(config *C.payseal_config) *Error {
		var pointer *C.payseal_intent
		var err *C.payseal_error
		if C.payseal_intent_from_json(config, view(operation), viewBytes(json), view(key), &pointer, &err) != 0 {
			return taken(err)
		}
		intent = newIntent(pointer)
		return nil
	})
	return intent, failed
}

// DocumentIntent makes the intent of an operation whose body is a document.
func (c *Config) DocumentIntent(operation string, json, document []byte, key string) (intent *Intent, failed *Error) {
	failed = c.use(func(config *C.payseal_config) *Error {
		var pointer *C.payseal_intent
		var err *C.payseal_error
		if C.payseal_intent_with_document(config, view(operation), viewBytes(json), viewBytes(document), view(key), &pointer, &err) != 0 {
			return taken(err)
		}
		intent = newIntent(pointer)
		return nil
	})
	return intent, failed
}

// RawIntent makes the intent of a raw request.
func (c *Config) RawIntent(raw *Raw, key string) (intent *Intent, failed *Error) {
	failed = c.use(func(config *C.payseal_config) *Error {
		var request *C.payseal_raw_request
		var pointer *C.payseal_intent
		var err *C.payseal_error
		status := C.payseal_raw_request_new(view(raw.Method), view(raw.Path), C.int32_t(raw.Auth), &request, &err)
		defer func() { C.payseal_raw_request_free(request) }()
		if status == 0 && raw.HasBody {
			status = C.payseal_raw_request_set_body(request, viewBytes(raw.Body), &err)
		}
		for _, pair := range raw.Query {
			if status == 0 {
				status = C.payseal_raw_request_add_query(request, view(pair[0]), view(pair[1]), &err)
			}
		}
		if status == 0 {
			status = C.payseal_intent_raw(config, request, view(key), &pointer, &err)
		}
		if status != 0 {
			return taken(err)
		}
		intent = newIntent(pointer)
		return nil
	})
	return intent, failed
}

// CheckAttach checks the second step's input before the first is sent.
func (c *Config) CheckAttach(paymentIntent, key string) *Error {
	return c.use(func(config *C.payseal_config) *Error {
		var err *C.payseal_error
		if C.payseal_check_attach(config, view(paymentIntent), view(key), &err) != 0 {
			return taken(err)
		}
		return nil
	})
}

// AttachIntent makes the second step's intent from the answer of the first.
func (c *Config) AttachIntent(initialized *AnswerHandle, paymentIntent, key string) (intent *Intent, failed *Error) {
	failed = c.use(func(config *C.payseal_config) *Error {
		return initialized.use(func(answer *C.payseal_answer) *Error {
			var pointer *C.payseal_intent
			var err *C.payseal_error
			if C.payseal_intent_attach(config, answer, view(paymentIntent), view(key), &pointer, &err) != 0 {
				return taken(err)
			}
			intent = newIntent(pointer)
			return nil
		})
	})
	return intent, failed
}

// FixKey fixes an idempotency key that was going to be drawn.
func (i *Intent) FixKey(unixS int64, entropy []byte) *Error {
	return i.use(func(intent *C.payseal_intent) *Error {
		var err *C.payseal_error
		if C.payseal_intent_fix_key(intent, C.int64_t(unixS), viewBytes(entropy), &err) != 0 {
			return taken(err)
		}
		return nil
	})
}

// Facts are what an intent says of itself.
type Facts struct {
	Operation, Method, Path, IdempotencyKey string
	Body, Record                            []byte
}

// Facts copies what the intent says.
func (i *Intent) Facts() (facts Facts, failed *Error) {
	failed = i.use(func(intent *C.payseal_intent) *Error {
		var record C.payseal_bytes
		var err *C.payseal_error
		if C.payseal_intent_record(intent, &record, &err) != 0 {
			return taken(err)
		}
		defer C.payseal_bytes_free(record)
		facts = Facts{
			Operation:      text(C.payseal_intent_operation(intent)),
			Method:         text(C.payseal_intent_method(intent)),
			Path:           text(C.payseal_intent_path(intent)),
			IdempotencyKey: text(C.payseal_intent_idempotency_key(intent)),
			Body:           copied(C.payseal_intent_body(intent)),
			Record:         ownedBytes(record),
		}
		return nil
	})
	return facts, failed
}

// Call is one intent on its way. Used by one goroutine; Close it.
type Call struct {
	pointer *C.payseal_call
	step    C.payseal_go_step
}

// Start starts a call. entropy holds EntropySize unpredictable bytes.
func (c *Config) Start(intent *Intent, options *CallOptions, now Now, entropy []byte) (call *Call, failed *Error) {
	var given, retries C.uint32_t
	var attempt, total C.uint64_t
	if options.AttemptTimeoutMS != nil {
		given, attempt = given|C.PAYSEAL_GO_ATTEMPT_MS, C.uint64_t(*options.AttemptTimeoutMS)
	}
	if options.TotalTimeoutMS != nil {
		given, total = given|C.PAYSEAL_GO_TOTAL_MS, C.uint64_t(*options.TotalTimeoutMS)
	}
	if options.MaxRetries != nil {
		given, retries = given|C.PAYSEAL_GO_RETRIES, C.uint32_t(*options.MaxRetries)
	}
	failed = c.use(func(config *C.payseal_config) *Error {
		return intent.use(func(intent *C.payseal_intent) *Error {
			var pointer *C.payseal_call
			var err *C.payseal_error
			if C.payseal_go_start(config, intent, C.int32_t(given), attempt, total, retries, C.int64_t(options.ClockSkewS),
				view(options.IdentityHeader), view(options.IdentityValue), C.uint64_t(now.MonoMS), C.int64_t(now.UnixS),
				viewBytes(entropy), &pointer, &err) != 0 {
				return taken(err)
			}
			live.Add(1)
			call = &Call{pointer: pointer}
			return nil
		})
	})
	return call, failed
}

// Close frees the call. It may be called again.
func (c *Call) Close() {
	if c.pointer != nil {
		C.payseal_call_free(c.pointer)
		live.Add(-1)
		c.pointer = nil
	}
}

// Next is what comes next.
func (c *Call) Next() (Step, *Error) {
	stress()
	var err *C.payseal_error
	if C.payseal_go_next(c.pointer, &c.step, &err) != 0 {
		return Step{}, taken(err)
	}
	from := &c.step
	step := Step{Kind: StepKind(from.kind), Attempt: int(from.attempt), Operation: text(from.operation), IdempotencyKey: text(from.key), DelayMS: uint64(from.delay_ms)}
	if step.Kind != StepSend {
		return step, nil
	}
	step.Method, step.URL = text(from.method), text(from.url)
	step.Body, step.HasBody = copied(from.body), from.body.ptr != nil
	step.AttemptTimeoutMS, step.ConnectTimeoutMS = uint64(from.attempt_timeout_ms), uint64(from.connect_timeout_ms)
	step.Headers = make([]Header, int(from.header_count))
	for index := range step.Headers {
		step.Headers[index] = Header{Name: text(from.names[index]), Value: text(from.values[index])}
	}
	stress()
	return step, nil
}

// OnResponse tells that an answer came. complete is false when its body could not be read to the end.
func (c *Call) OnResponse(status int, head *Head, body []byte, complete bool, now Now) *Error {
	stress()
	var err *C.payseal_error
	if C.payseal_go_on_response(c.pointer, C.uint16_t(status), head.view(), head.sizesView(), head.count(), viewBytes(body),
		C.bool(complete), C.uint64_t(now.MonoMS), C.int64_t(now.UnixS), &err) != 0 {
		return taken(err)
	}
	stress()
	return nil
}

// OnFault tells that no answer came.
func (c *Call) OnFault(fault int, now Now) *Error {
	var err *C.payseal_error
	if C.payseal_call_on_transport_error(c.pointer, C.int32_t(fault), C.uint64_t(now.MonoMS), C.int64_t(now.UnixS), &err) != 0 {
		return taken(err)
	}
	return nil
}

// OnWaited tells that the wait is over.
func (c *Call) OnWaited(now Now) *Error {
	var err *C.payseal_error
	if C.payseal_call_on_waited(c.pointer, C.uint64_t(now.MonoMS), C.int64_t(now.UnixS), &err) != 0 {
		return taken(err)
	}
	return nil
}

// Cancel ends the call; unsent when no byte of the running attempt has left.
func (c *Call) Cancel(unsent bool, now Now) *Error {
	var err *C.payseal_error
	status := C.int32_t(0)
	if unsent {
		status = C.payseal_call_cancel_unsent(c.pointer, C.uint64_t(now.MonoMS), C.int64_t(now.UnixS), &err)
	} else {
		status = C.payseal_call_cancel(c.pointer, C.uint64_t(now.MonoMS), C.int64_t(now.UnixS), &err)
	}
	if status != 0 {
		return taken(err)
	}
	return nil
}

// Report is how the last attempt ended.
func (c *Call) Report() Report {
	var out C.payseal_go_report
	C.payseal_go_reported(c.pointer, &out)
	return Report{
		Status: int(out.http_status), Fault: text(out.fault), Outcome: text(out.outcome), DurationMS: uint64(out.duration_ms),
		Waits: bool(out.waits), DelayMS: uint64(out.delay_ms),
	}
}

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
