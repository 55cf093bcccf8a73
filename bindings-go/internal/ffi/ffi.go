//go:build cgo

package ffi

/*
#include "bridge.h"
*/
import "C"

import (
	"fmt"
	"runtime"
	"sync"
	"unsafe"
)

// Linked says whether the library is part of this program.
const Linked = true

// The header this was compiled with and the library that was loaded must mean the same.
func init() {
	if loaded := uint32(C.payseal_abi_version()); loaded != C.PAYSEAL_ABI_VERSION {
		panic(fmt.Sprintf("payseal: this program was compiled for ABI version %d of libpayseal, but version %d was loaded (release %s): "+
			"install the library of the release that go.mod names", C.PAYSEAL_ABI_VERSION, loaded, text(C.payseal_version())))
	}
}

// Version is the release of the library that is loaded.
func Version() string { return text(C.payseal_version()) }

// Views of Go memory, for the length of one crossing.

func view(s string) C.payseal_str {
	return C.payseal_str{ptr: (*C.char)(unsafe.Pointer(unsafe.StringData(s))), len: C.size_t(len(s))}
}

func viewBytes(b []byte) C.payseal_str {
	return C.payseal_str{ptr: (*C.char)(unsafe.Pointer(unsafe.SliceData(b))), len: C.size_t(len(b))}
}

// Copies of C memory.

func text(s C.payseal_str) string {
	return string(unsafe.Slice((*byte)(unsafe.Pointer(s.ptr)), int(s.len)))
}

func copied(s C.payseal_str) []byte {
	if s.ptr == nil {
		return nil
	}
	return append(make([]byte, 0, int(s.len)), unsafe.Slice((*byte)(unsafe.Pointer(s.ptr)), int(s.len))...)
}

func ownedBytes(b C.payseal_bytes) []byte {
	if b.ptr == nil {
		return nil
	}
	return append(make([]byte, 0, int(b.len)), unsafe.Slice((*byte)(unsafe.Pointer(b.ptr)), int(b.len))...)
}

func optional(has C.bool, number C.int64_t) *int64 {
	if !has {
		return nil
	}
	value := int64(number)
	return &value
}

func optionalUnsigned(has C.bool, number C.uint64_t) *uint64 {
	if !has {
		return nil
	}
	value := uint64(number)
	return &value
}

func rateOf(rate *C.payseal_go_rate) *Rate {
	if !rate.has_limit && !rate.has_remaining && !rate.has_reset && rate.scope.ptr == nil {
		return nil
	}
	return &Rate{
		Limit:      optional(rate.has_limit, rate.limit),
		Remaining:  optional(rate.has_remaining, rate.remaining),
		ResetUnixS: optional(rate.has_reset, rate.reset_unix_s),
		Scope:      text(rate.scope),
	}
}

// taken copies an error of the library and frees it.
func taken(err *C.payseal_error) *Error {
	var out C.payseal_go_error
	C.payseal_go_error_read(err, &out)
	defer C.payseal_go_error_free(err, &out)
	return &Error{
		Number:         int(out.number),
		Kind:           text(out.kind),
		Outcome:        text(out.outcome),
		Fault:          text(out.fault),
		Code:           text(out.code),
		Message:        text(out.message),
		Hint:           text(out.hint),
		Advice:         text(out.advice),
		Text:           text(out.text),
		ResponseText:   text(out.response_text),
		Operation:      text(out.operation),
		IdempotencyKey: text(out.key),
		RequestID:      text(out.request_id),
		Environment:    text(out.environment),
		Status:         int(out.http_status),
		Attempts:       int(out.attempts),
		Retryable:      bool(out.retryable),
		RetryAfterMS:   optionalUnsigned(out.has_retry_after, out.retry_after_ms),
		SkewS:          optionalUnsigned(out.has_skew, out.skew_s),
		Rate:           rateOf(&out.rate),
		Details:        ownedBytes(out.details),
		Completed:      ownedBytes(out.completed),
	}
}

// Refusal is the error of one of the library's own codes, in its words.
func Refusal(code int, because string) *Error {
	var err *C.payseal_error
	C.payseal_error_of(C.int32_t(code), view(because), &err)
	return taken(err)
}

// handle frees what the library made, once: by Close, or when its owner is no longer reachable.
type handle struct {
	mutex   sync.RWMutex
	pointer unsafe.Pointer
	free    func(unsafe.Pointer)
	cleanup runtime.Cleanup
}

// own makes h the owner of pointer. h must be part of the object that is handed out.
func (h *handle) own(pointer unsafe.Pointer, free func(unsafe.Pointer)) {
	h.pointer, h.free = pointer, free
	live.Add(1)
	h.cleanup = runtime.AddCleanup(h, func(pointer unsafe.Pointer) { release(pointer, free) }, pointer)
}

func release(pointer unsafe.Pointer, free func(unsafe.Pointer)) {
	free(pointer)
	live.Add(-1)
}

// Close frees the handle when nobody uses it any more. It may be called again.
func (h *handle) Close() {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.pointer == nil {
		return
	}
	h.cleanup.Stop()
	release(h.pointer, h.free)
	h.pointer = nil
	runtime.KeepAlive(h)
}

// with gives the pointer to work; a Close waits for it. Once the handle is closed it is refused.
func (h *handle) with(work func(unsafe.Pointer) *Error) *Error {
	h.mutex.RLock()
	defer h.mutex.RUnlock()
	if h.pointer == nil {
		return closed()
	}
	stress()
	err := work(h.pointer)
	stress()
	runtime.KeepAlive(h)
	return err
}

func closed() *Error { return Refusal(CodeOptionInvalid, "this was closed before; make a new one") }
