//go:build cgo

package ffi

/*
#include "bridge.h"
*/
import "C"

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
