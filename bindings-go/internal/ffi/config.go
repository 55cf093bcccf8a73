//go:build cgo

package ffi

/*
#include "bridge.h"
*/
import "C"

import "unsafe"

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
