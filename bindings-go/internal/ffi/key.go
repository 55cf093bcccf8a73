//go:build cgo

package ffi

/*
#cgo noescape payseal_key_sign_hex
#cgo nocallback payseal_key_sign_hex
#include "bridge.h"
*/
import "C"

import "unsafe"

// Key is an HMAC-SHA256 key with its state computed once. It may be shared.
type Key struct{ handle }

func (k *Key) use(work func(*C.payseal_key) *Error) *Error {
	return k.with(func(pointer unsafe.Pointer) *Error { return work((*C.payseal_key)(pointer)) })
}

// NewKey makes a key from the bytes of a secret.
func NewKey(secret []byte) (*Key, *Error) {
	var pointer *C.payseal_key
	var err *C.payseal_error
	if C.payseal_key_new(viewBytes(secret), &pointer, &err) != 0 {
		return nil, taken(err)
	}
	key := new(Key)
	key.own(unsafe.Pointer(pointer), func(pointer unsafe.Pointer) { C.payseal_key_free((*C.payseal_key)(pointer)) })
	return key, nil
}

// signature is a buffer for the longest signature and its NUL.
type signature [C.PAYSEAL_HEX_SIZE]C.char

func (s *signature) text(size int) string {
	return string(unsafe.Slice((*byte)(unsafe.Pointer(&s[0])), size-1))
}

// SignHex is the lowercase hex signature of body.
func (k *Key) SignHex(body []byte) (signed string, failed *Error) {
	// Written out, without a closure: this is the one that programs measure.
	k.mutex.RLock()
	defer k.mutex.RUnlock()
	if k.pointer == nil {
		return "", closed()
	}
	stress()
	var out signature
	var err *C.payseal_error
	status := C.payseal_key_sign_hex((*C.payseal_key)(k.pointer), viewBytes(body), (*[C.PAYSEAL_HEX_SIZE]C.char)(&out), &err)
	stress()
	if status != 0 {
		return "", taken(err)
	}
	return out.text(C.PAYSEAL_HEX_SIZE), nil
}

// SignHexTimestamped is the lowercase hex signature of "<timestamp>.<body>".
func (k *Key) SignHexTimestamped(timestamp string, body []byte) (signed string, failed *Error) {
	failed = k.use(func(key *C.payseal_key) *Error {
		var out signature
		var err *C.payseal_error
		if C.payseal_key_sign_hex_timestamped(key, view(timestamp), viewBytes(body), (*[C.PAYSEAL_HEX_SIZE]C.char)(&out), &err) != 0 {
			return taken(err)
		}
		signed = out.text(C.PAYSEAL_HEX_SIZE)
		return nil
	})
	return signed, failed
}

// SignBase64Timestamped is the base64 signature of "<timestamp>.<body>".
func (k *Key) SignBase64Timestamped(timestamp uint64, body []byte) (signed string, failed *Error) {
	failed = k.use(func(key *C.payseal_key) *Error {
		var out signature
		var err *C.payseal_error
		if C.payseal_key_sign_base64_timestamped(key, C.uint64_t(timestamp), viewBytes(body),
			(*[C.PAYSEAL_BASE64_SIZE]C.char)(unsafe.Pointer(&out)), &err) != 0 {
			return taken(err)
		}
		signed = out.text(C.PAYSEAL_BASE64_SIZE)
		return nil
	})
	return signed, failed
}

// SignBase64URL is the URL-safe base64 signature of message, without padding.
func (k *Key) SignBase64URL(message []byte) (signed string, failed *Error) {
	failed = k.use(func(key *C.payseal_key) *Error {
		var out signature
		var err *C.payseal_error
		if C.payseal_key_sign_base64url(key, viewBytes(message), (*[C.PAYSEAL_BASE64URL_SIZE]C.char)(unsafe.Pointer(&out)), &err) != 0 {
			return taken(err)
		}
		signed = out.text(C.PAYSEAL_BASE64URL_SIZE)
		return nil
	})
	return signed, failed
}

// VerifyHex says whether received is the hex signature of body.
func (k *Key) VerifyHex(body []byte, received string) (fits bool, failed *Error) {
	failed = k.use(func(key *C.payseal_key) *Error {
		fits = bool(C.payseal_key_verify_hex(key, viewBytes(body), view(received)))
		return nil
	})
	return fits, failed
}

// VerifyHexTimestamped says whether received is the hex signature of "<timestamp>.<body>".
func (k *Key) VerifyHexTimestamped(timestamp string, body []byte, received string) (fits bool, failed *Error) {
	failed = k.use(func(key *C.payseal_key) *Error {
		fits = bool(C.payseal_key_verify_hex_timestamped(key, view(timestamp), viewBytes(body), view(received)))
		return nil
	})
	return fits, failed
}

// VerifyBase64Timestamped says whether received is the base64 signature of "<timestamp>.<body>".
func (k *Key) VerifyBase64Timestamped(timestamp string, body []byte, received string) (fits bool, failed *Error) {
	failed = k.use(func(key *C.payseal_key) *Error {
		fits = bool(C.payseal_key_verify_base64_timestamped(key, view(timestamp), viewBytes(body), view(received)))
		return nil
	})
	return fits, failed
}

// ExternalAuth is the value of Tybrite's x-external-auth header.
func (k *Key) ExternalAuth(externalID string, iatUnixS, expUnixS int64) (token string, failed *Error) {
	failed = k.use(func(key *C.payseal_key) *Error {
		var out C.payseal_bytes
		var err *C.payseal_error
		if C.payseal_external_auth_token(key, view(externalID), C.int64_t(iatUnixS), C.int64_t(expUnixS), &out, &err) != 0 {
			return taken(err)
		}
		defer C.payseal_bytes_free(out)
		token = string(ownedBytes(out))
		return nil
	})
	return token, failed
}
