/*
 * payseal.h: signs, sends, retries and judges the traffic between a merchant's backend and its payment partners.
 * Written by `cargo xtask gen` from bindings-c/src. Do not edit.
 *
 * Conventions
 *   - int32_t f(self, inputs..., outputs..., payseal_error **err): 0 (PAYSEAL_OK) is success. Any other status is a frozen
 *     number of the error table: PAYSEAL_CODE_... for Payseal's own codes, PAYSEAL_KIND_... for an answer of the partner.
 *   - Outputs are written on success only, *err on failure only. err may be NULL; otherwise free *err with
 *     payseal_error_free. Nothing is kept per thread.
 *   - A NULL argument that must not be NULL is an error (PAYSEAL_CODE_INVALID_ARGUMENT) and never a crash.
 *   - _free takes NULL. What _new gave is freed once, and not while another thread uses it.
 *   - payseal_str is borrowed, payseal_bytes is owned. Views live until the next mutating call on their handle or until it is
 *     freed; do not pass a view of a handle to a function that changes the same handle.
 *   - Inputs and outputs of one call must not overlap.
 *   - bool is that of <stdbool.h>: only true and false.
 */

#ifndef PAYSEAL_H
#define PAYSEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The release that this header is of; payseal_version() tells that of the library. */
#define PAYSEAL_VERSION "0.1.0"

/* What an error is: the class a program branches on. */
/** The partner answered with a status that no other class stands for (a redirect, 402, 408, 422 …). */
#define PAYSEAL_KIND_API 1
/** Input that the partner refuses with 400, or that was refused here in the same shape before anything was sent. */
#define PAYSEAL_KIND_VALIDATION 2
/** 401: the API key or the signature was not accepted. */
#define PAYSEAL_KIND_AUTHENTICATION 3
/** 403: the key is known, but may not do this. */
#define PAYSEAL_KIND_PERMISSION_DENIED 4
/** 404: what the request names does not exist. */
#define PAYSEAL_KIND_NOT_FOUND 5
/** 409: the request contradicts what the partner already holds, e.g. the same key with another body. */
#define PAYSEAL_KIND_CONFLICT 6
/** 429: too many requests. */
#define PAYSEAL_KIND_RATE_LIMIT 7
/** 5xx: the partner failed; it may have acted before it did. */
#define PAYSEAL_KIND_SERVER 8
/** No answer: the connection could not be made or broke. */
#define PAYSEAL_KIND_CONNECTION_FAILED 20
/** No answer in time. */
#define PAYSEAL_KIND_ATTEMPT_TIMEOUT 21
/** The caller cancelled the call. */
#define PAYSEAL_KIND_CANCELLED 22
/** The partner said yes in a way that cannot be read. */
#define PAYSEAL_KIND_RESPONSE_UNREADABLE 30
/** A client, an option or an environment variable is missing or wrong, or a `Call` was given an input that its state does not take. Nothing was sent because of it. */
#define PAYSEAL_KIND_CONFIG 40
/** A webhook delivery is not what the partner signed, or not now, or cannot be read. Answer 400 and do not process it. */
#define PAYSEAL_KIND_WEBHOOK_VERIFICATION 50

/* Payseal's own codes. */
/** Validation failed */
#define PAYSEAL_CODE_VALIDATION_ERROR 100
/** The partner's host name could not be resolved */
#define PAYSEAL_CODE_DNS_FAILED 110
/** No connection could be made */
#define PAYSEAL_CODE_CONNECT_REFUSED 111
/** No connection was made in time */
#define PAYSEAL_CODE_CONNECT_TIMEOUT 112
/** The server's certificate is not trusted */
#define PAYSEAL_CODE_TLS_CERTIFICATE 113
/** The TLS handshake failed */
#define PAYSEAL_CODE_TLS_HANDSHAKE 114
/** The connection broke while the request was written */
#define PAYSEAL_CODE_WRITE_FAILED 115
/** The connection broke before an answer came */
#define PAYSEAL_CODE_CONNECTION_RESET 116
/** No answer came in time */
#define PAYSEAL_CODE_ATTEMPT_TIMEOUT 117
/** The answer ended before it was complete */
#define PAYSEAL_CODE_ANSWER_TRUNCATED 118
/** The request or its answer was lost */
#define PAYSEAL_CODE_TRANSPORT_FAILED 119
/** The call was cancelled */
#define PAYSEAL_CODE_CANCELLED 130
/** The total time for this call is spent */
#define PAYSEAL_CODE_TOTAL_TIMEOUT 131
/** The partner answered success, but the body is not JSON */
#define PAYSEAL_CODE_ANSWER_NOT_JSON 140
/** The partner answered success without a body */
#define PAYSEAL_CODE_ANSWER_EMPTY 141
/** The partner answered success, but what the next step needs is missing */
#define PAYSEAL_CODE_ANSWER_INCOMPLETE 142
/** The answer's signature is missing or does not match its bytes */
#define PAYSEAL_CODE_ANSWER_SIGNATURE_INVALID 143
/** The partner answered with a redirect, which a signed request never follows */
#define PAYSEAL_CODE_REDIRECTED 150
/** The base URL is missing or empty */
#define PAYSEAL_CODE_BASE_URL_MISSING 200
/** The base URL is not an absolute http(s) URL */
#define PAYSEAL_CODE_BASE_URL_INVALID 201
/** The base URL is plain http to a host that is not this machine */
#define PAYSEAL_CODE_BASE_URL_INSECURE 202
/** The API key is missing or cannot be carried by a header */
#define PAYSEAL_CODE_API_KEY_INVALID_LOCALLY 203
/** The HMAC secret is missing or empty */
#define PAYSEAL_CODE_HMAC_SECRET_MISSING 204
/** An option has a value that cannot be used */
#define PAYSEAL_CODE_OPTION_INVALID 205
/** This endpoint needs a credential that the client was not given */
#define PAYSEAL_CODE_CREDENTIALS_MISSING 206
/** The extra CA certificates cannot be read */
#define PAYSEAL_CODE_TLS_ROOTS_UNREADABLE 207
/** The proxy setting cannot be used */
#define PAYSEAL_CODE_PROXY_INVALID 208
/** The system gives no random bytes */
#define PAYSEAL_CODE_ENTROPY_UNAVAILABLE 209
/** This endpoint needs another kind of API key */
#define PAYSEAL_CODE_API_KEY_CLASS 210
/** An API key was given where the HMAC secret belongs */
#define PAYSEAL_CODE_HMAC_SECRET_IS_API_KEY 211
/** The call is not waiting for this input */
#define PAYSEAL_CODE_CALL_MISUSE 300
/** An argument cannot be used */
#define PAYSEAL_CODE_INVALID_ARGUMENT 301
/** Payseal itself failed; this is a bug of Payseal */
#define PAYSEAL_CODE_INTERNAL_PANIC 302
/** The delivery has no signature header */
#define PAYSEAL_CODE_WEBHOOK_HEADER_MISSING 600
/** The signature header cannot be read */
#define PAYSEAL_CODE_WEBHOOK_HEADER_MALFORMED 601
/** The delivery's signature is not right */
#define PAYSEAL_CODE_WEBHOOK_SIGNATURE_MISMATCH 602
/** The delivery's signature is right, but too old */
#define PAYSEAL_CODE_WEBHOOK_TOO_OLD 603
/** The delivery's signature is right, but from the future */
#define PAYSEAL_CODE_WEBHOOK_IN_FUTURE 604
/** The delivery's signature is right, but its body is not a JSON object */
#define PAYSEAL_CODE_WEBHOOK_BODY_NOT_JSON 605
/** The delivery's body must be the raw bytes */
#define PAYSEAL_CODE_WEBHOOK_BODY_WRONG_TYPE 606
/** The dedupe store is full */
#define PAYSEAL_CODE_DEDUPE_STORE_FULL 610
/** The lease of a claim cannot be used */
#define PAYSEAL_CODE_DEDUPE_LEASE_INVALID 611

/* What is known about the money. */
#define PAYSEAL_OUTCOME_NOT_SENT 1
#define PAYSEAL_OUTCOME_REFUSED 2
#define PAYSEAL_OUTCOME_UNKNOWN 3
#define PAYSEAL_OUTCOME_OK 4

/* What went wrong on the wire, as the host saw it. */
#define PAYSEAL_FAULT_DNS 1
#define PAYSEAL_FAULT_CONNECT_REFUSED 2
#define PAYSEAL_FAULT_CONNECT_TIMEOUT 3
#define PAYSEAL_FAULT_TLS_CERTIFICATE 4
#define PAYSEAL_FAULT_TLS_HANDSHAKE 5
#define PAYSEAL_FAULT_WRITE_FAILED 6
#define PAYSEAL_FAULT_RESET 7
#define PAYSEAL_FAULT_READ_TIMEOUT 8
#define PAYSEAL_FAULT_TRUNCATED 9
#define PAYSEAL_FAULT_OTHER 10

/* Which credentials an endpoint takes. */
#define PAYSEAL_AUTH_PUBLIC 1
#define PAYSEAL_AUTH_API_KEY 2
#define PAYSEAL_AUTH_SIGNED 3
#define PAYSEAL_AUTH_BEARER 4

/* Which kind of API key an endpoint takes. */
#define PAYSEAL_KEY_CLASS_ANY 1
#define PAYSEAL_KEY_CLASS_SECRET 2
#define PAYSEAL_KEY_CLASS_SECRET_TEST 3

/* How the signature of an answer is written. */
#define PAYSEAL_SIGNATURE_HEX 1
#define PAYSEAL_SIGNATURE_BASE64 2

/* What payseal_explain can be asked about. */
#define PAYSEAL_EXPLAIN_CLIVE_WEBHOOK "clive_webhook"
#define PAYSEAL_EXPLAIN_TYBRITE_WEBHOOK "tybrite_webhook"
#define PAYSEAL_EXPLAIN_CLIVE_REQUEST "clive_request"
#define PAYSEAL_EXPLAIN_TYBRITE_REQUEST "tybrite_request"

/* What a second attempt of the same request does. */
#define PAYSEAL_REPLAY_KEYED 1
#define PAYSEAL_REPLAY_SAFE 2
#define PAYSEAL_REPLAY_NEVER 3

/* The partners, and the names of their operations. */
#define PAYSEAL_CLIVE "clive"
#define PAYSEAL_CLIVE_INITIALIZE_TRANSACTION "initialize_transaction"
#define PAYSEAL_CLIVE_ATTACH_PAYMENT_INTENT "attach_payment_intent"
#define PAYSEAL_CLIVE_CREATE_CHECKOUT_INTENT "create_checkout_intent"
#define PAYSEAL_CLIVE_CREATE_CHECKOUT_INTENT_V2 "create_checkout_intent_v2"
#define PAYSEAL_CLIVE_LIST_TRANSACTIONS "list_transactions"
#define PAYSEAL_CLIVE_CREATE_MERCHANT_CLIENT "create_merchant_client"
#define PAYSEAL_CLIVE_LIST_MERCHANT_CLIENTS "list_merchant_clients"
#define PAYSEAL_CLIVE_LIST_SETTLEMENTS "list_settlements"
#define PAYSEAL_CLIVE_RUN_SETTLEMENTS "run_settlements"
#define PAYSEAL_CLIVE_PAY_SETTLEMENT "pay_settlement"
#define PAYSEAL_CLIVE_GET_BRANDING_PACKET "get_branding_packet"
#define PAYSEAL_TYBRITE "tybrite"
#define PAYSEAL_TYBRITE_PAYMENTS_METHODS "payments.methods"
#define PAYSEAL_TYBRITE_PAYMENTS_INITIALIZE "payments.initialize"
#define PAYSEAL_TYBRITE_PAYMENTS_VERIFY "payments.verify"
#define PAYSEAL_TYBRITE_ORDERS_CREATE "orders.create"
#define PAYSEAL_TYBRITE_ORDERS_UPDATE "orders.update"
#define PAYSEAL_TYBRITE_ORDERS_GET "orders.get"
#define PAYSEAL_TYBRITE_ORDERS_LIST "orders.list"
#define PAYSEAL_TYBRITE_INGEST_PRODUCTS "ingest.products"
#define PAYSEAL_TYBRITE_WEBHOOK_ENDPOINTS_CREATE "webhook_endpoints.create"
#define PAYSEAL_TYBRITE_WEBHOOK_ENDPOINTS_LIST "webhook_endpoints.list"
#define PAYSEAL_TYBRITE_WEBHOOK_ENDPOINTS_GET "webhook_endpoints.get"
#define PAYSEAL_TYBRITE_WEBHOOK_ENDPOINTS_UPDATE "webhook_endpoints.update"
#define PAYSEAL_TYBRITE_WEBHOOK_ENDPOINTS_DELETE "webhook_endpoints.delete"
#define PAYSEAL_TYBRITE_WEBHOOK_ENDPOINTS_TEST "webhook_endpoints.test"
#define PAYSEAL_TYBRITE_WEBHOOK_EVENTS_LIST "webhook_events.list"
#define PAYSEAL_TYBRITE_WEBHOOK_EVENTS_GET "webhook_events.get"
#define PAYSEAL_TYBRITE_WEBHOOK_EVENTS_RETRY "webhook_events.retry"
#define PAYSEAL_TYBRITE_SANDBOX_RESET "sandbox.reset"
#define PAYSEAL_TYBRITE_SANDBOX_CLEAR_DATA "sandbox.clear_data"
#define PAYSEAL_TYBRITE_SANDBOX_ADVANCE_TIME "sandbox.advance_time"
#define PAYSEAL_TYBRITE_SANDBOX_REPLAY_WEBHOOK "sandbox.replay_webhook"

/* Tybrite: the built-in payment providers (a store may have others), and the shopper's claim. */
#define PAYSEAL_TYBRITE_PROVIDER_STRIPE "stripe"
#define PAYSEAL_TYBRITE_PROVIDER_PAYPAL "paypal"
#define PAYSEAL_TYBRITE_PROVIDER_PAYSTACK "paystack"
#define PAYSEAL_TYBRITE_PROVIDER_MPESA "mpesa"
#define PAYSEAL_TYBRITE_PROVIDER_AIRTEL "airtel"
#define PAYSEAL_EXTERNAL_AUTH_HEADER "x-external-auth"
#define PAYSEAL_EXTERNAL_AUTH_MAX_S 300


/**
 * Success. Every other status is a number of the error table: a `PAYSEAL_CODE_…`, or a `PAYSEAL_KIND_…` for an answer of the partner.
 */
#define PAYSEAL_OK 0

/**
 * The version of this ABI. It changes when something that exists changes its meaning or goes away; additions do not change it.
 */
#define PAYSEAL_ABI_VERSION 0

/**
 * `null`.
 */
#define PAYSEAL_JSON_NULL 1

/**
 * `true` or `false`.
 */
#define PAYSEAL_JSON_BOOL 2

/**
 * A number.
 */
#define PAYSEAL_JSON_NUMBER 3

/**
 * A string.
 */
#define PAYSEAL_JSON_STRING 4

/**
 * An array.
 */
#define PAYSEAL_JSON_ARRAY 5

/**
 * An object.
 */
#define PAYSEAL_JSON_OBJECT 6

/**
 * 64 hex digits and a NUL.
 */
#define PAYSEAL_HEX_SIZE 65

/**
 * 44 characters of base64 and a NUL.
 */
#define PAYSEAL_BASE64_SIZE 45

/**
 * 43 characters of URL-safe base64 and a NUL.
 */
#define PAYSEAL_BASE64URL_SIZE 44

/**
 * A secret key, for servers only.
 */
#define PAYSEAL_API_KEY_SECRET 1

/**
 * A publishable key, which may stand in a browser.
 */
#define PAYSEAL_API_KEY_PUBLISHABLE 2

/**
 * It moves real money.
 */
#define PAYSEAL_API_KEY_LIVE 1

/**
 * It is for the sandbox.
 */
#define PAYSEAL_API_KEY_TEST 2

/**
 * An attempt is about to be sent.
 */
#define PAYSEAL_ATTEMPT_STARTED 1

/**
 * An attempt has ended.
 */
#define PAYSEAL_ATTEMPT_ENDED 2

/**
 * How many bytes of entropy a call is given.
 */
#define PAYSEAL_ENTROPY_SIZE 32

/**
 * Send the request and report the answer or the fault.
 */
#define PAYSEAL_STEP_SEND 1

/**
 * Wait and call `payseal_call_on_waited`.
 */
#define PAYSEAL_STEP_WAIT 2

/**
 * The call is over: `payseal_call_done`.
 */
#define PAYSEAL_STEP_DONE 3

/**
 * Nobody has it: process it, then `payseal_dedupe_complete` or `payseal_dedupe_release` with the ticket.
 */
#define PAYSEAL_CLAIM_NEW 1

/**
 * Somebody processes it: answer 503, the partner comes again.
 */
#define PAYSEAL_CLAIM_IN_PROGRESS 2

/**
 * It was processed: answer 200 and do nothing.
 */
#define PAYSEAL_CLAIM_DONE 3

/**
 * The signature is right as it is.
 */
#define PAYSEAL_VERDICT_RIGHT 1

/**
 * Known mistakes reproduce it: see the findings.
 */
#define PAYSEAL_VERDICT_MISTAKEN 2

/**
 * None of the known mistakes does.
 */
#define PAYSEAL_VERDICT_UNEXPLAINED 3

/**
 * There is no signature that could be explained.
 */
#define PAYSEAL_VERDICT_NO_SIGNATURE 4

/**
 * A success. It never changes and may be shared between threads. Its body may hold secrets of the buyer's checkout: do not log it.
 */
typedef struct payseal_answer payseal_answer;

/**
 * One attempt begins or has ended. It lives during the hook only.
 */
typedef struct payseal_attempt payseal_attempt;

/**
 * One intent on its way. Used by one thread at a time. Free it with `payseal_call_free`.
 *
 * Ask `payseal_step_kind` what comes next, do it, and report it with `payseal_call_on_…`. `mono_ms` is a clock that never goes back, in
 * milliseconds (its zero does not matter); `unix_s` is the wall clock, in seconds.
 */
typedef struct payseal_call payseal_call;

/**
 * What one call sets for itself. NULL wherever options are taken: the client's own settings. One thread sets it; afterwards it may be
 * shared and used for many calls.
 */
typedef struct payseal_call_options payseal_call_options;

/**
 * Ends every call that was given it. May be shared between threads; calls keep their own reference, so it may be freed at any time.
 */
typedef struct payseal_cancel payseal_cancel;

/**
 * A client with its connection pool. Make one and share it between threads. Free it with `payseal_client_free` when no call runs.
 *
 * A library that was built without the driver has no `payseal_client_…` function (`payseal_has_driver`).
 */
typedef struct payseal_client payseal_client;

/**
 * The configuration of a client. One thread sets it; afterwards it may be shared. Free it with `payseal_config_free`; calls and clients
 * that were made from it go on.
 */
typedef struct payseal_config payseal_config;

/**
 * Remembers which events were processed, in memory: for one process, and not across a restart. May be shared between threads. Free it with
 * `payseal_dedupe_free`.
 */
typedef struct payseal_dedupe payseal_dedupe;

/**
 * What went wrong, and what is known about the money. It holds no secret. May be shared between threads. Free it with
 * `payseal_error_free`.
 */
typedef struct payseal_error payseal_error;

/**
 * An event. It never changes and may be shared between threads. Free it with `payseal_event_free`.
 */
typedef struct payseal_event payseal_event;

/**
 * What is known about a signature that does not fit: the subject and the secrets. One thread sets it; afterwards it may be shared. Free it
 * with `payseal_explainer_free`.
 *
 * For a developer at a desk. Never expose it to callers: whoever may ask it as often as they like learns which of their guesses about your
 * secret are right. It shows neither a secret nor the signature that was expected.
 */
typedef struct payseal_explainer payseal_explainer;

/**
 * What the explainer found. It never changes and may be shared between threads. Free it with `payseal_explanation_free`.
 */
typedef struct payseal_explanation payseal_explanation;

/**
 * The operation, the exact body and the idempotency key that all attempts share. It may be shared between threads.
 */
typedef struct payseal_intent payseal_intent;

/**
 * A JSON value, read-only. From `payseal_json_parse` you own it; from anywhere else it is a view into another handle.
 */
typedef struct payseal_json payseal_json;

/**
 * An HMAC-SHA256 key with its state computed once. May be shared between threads. Free it with `payseal_key_free`.
 */
typedef struct payseal_key payseal_key;

/**
 * A request to an endpoint that has no description. Without an idempotency key it is sent once and never again. One thread sets it;
 * afterwards it may be shared.
 */
typedef struct payseal_raw_request payseal_raw_request;

/**
 * A webhook delivery as the partner would send it, for your own tests. It never changes and may be shared between threads. Free it with
 * `payseal_test_delivery_free`.
 */
typedef struct payseal_test_delivery payseal_test_delivery;

/**
 * Verifies the deliveries of one webhook endpoint. One thread sets it; afterwards it may be shared. Free it with
 * `payseal_webhook_verifier_free`.
 */
typedef struct payseal_webhook_verifier payseal_webhook_verifier;

/**
 * Bytes that somebody else owns: text given to Payseal, or a view into one of its handles. Not NUL-terminated.
 *
 * Given to Payseal: text is UTF-8; `{NULL, 0}` is the empty text, and stands for "not given" where a function says so.
 * Got from Payseal: valid until the next mutating call on the handle it came from, or until that handle is freed;
 * `ptr` is NULL when there is no such text, and never NULL for an empty one.
 */
typedef struct {
    /**
     * The first byte.
     */
    const char *ptr;
    /**
     * How many bytes.
     */
    size_t len;
} payseal_str;

/**
 * Bytes that Payseal has made and you own: give them back with `payseal_bytes_free`, once. Not NUL-terminated.
 */
typedef struct {
    /**
     * The first byte.
     */
    uint8_t *ptr;
    /**
     * How many bytes.
     */
    size_t len;
} payseal_bytes;

/**
 * A function that is told about attempts; `user` is what was given with it.
 */
typedef void (*payseal_attempt_hook)(void *user, const payseal_attempt *attempt);

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The ABI version of the library that is loaded. Compare it with `PAYSEAL_ABI_VERSION` when you load the library yourself.
 *
 * Thread-safe.
 */
uint32_t payseal_abi_version(void);

/**
 * The release of the library that is loaded, e.g. `0.1.0`. Static text.
 *
 * Thread-safe.
 */
payseal_str payseal_version(void);

/**
 * Whether the library holds the blocking client (`payseal_client_…`). Without it those functions do not exist.
 *
 * Thread-safe.
 */
bool payseal_has_driver(void);

/**
 * The text of a NUL-terminated string, without its NUL. NULL gives `{NULL, 0}`. Nothing is copied: the string stays yours and must
 * outlive what is returned.
 *
 * Thread-safe.
 */
payseal_str payseal_str_of(const char *text);

/**
 * Gives back bytes that a function of Payseal made. `{NULL, 0}` is fine; giving the same bytes back twice is not.
 *
 * Thread-safe.
 */
void payseal_bytes_free(payseal_bytes bytes);

/**
 * Frees an error. NULL is fine.
 */
void payseal_error_free(payseal_error *error);

/**
 * The error of one of Payseal's own codes with a reason, as the library itself gives it: for bindings, which refuse in the same words.
 *
 * Always fails: `*err` is the error, and its number is returned. Thread-safe. Errors: `code` itself; `PAYSEAL_CODE_INVALID_ARGUMENT`
 * for a number that is no `PAYSEAL_CODE_…`.
 */
int32_t payseal_error_of(int32_t code,
                         payseal_str because,
                         payseal_error **err);

/**
 * The frozen number, which is also the status that the failed function returned: `PAYSEAL_CODE_…`, or `PAYSEAL_KIND_…` when
 * the code is the partner's. NULL: 0. Thread-safe.
 */
int32_t payseal_error_number(const payseal_error *error);

/**
 * The class, what a program branches on: `PAYSEAL_KIND_…`. NULL: 0. Thread-safe.
 */
int32_t payseal_error_kind(const payseal_error *error);

/**
 * What is known about the money: `PAYSEAL_OUTCOME_…`. NULL: 0. Thread-safe.
 *
 * After `PAYSEAL_OUTCOME_UNKNOWN` call again with the same idempotency key before you do anything else.
 */
int32_t payseal_error_outcome(const payseal_error *error);

/**
 * The partner's code (`HMAC_INVALID`) or one of Payseal's own (`CONNECT_REFUSED`). A view; `{NULL, 0}` when there is none or for NULL.
 * Thread-safe.
 */
payseal_str payseal_error_code(const payseal_error *error);

/**
 * What happened, in one sentence. A view; `{NULL, 0}` for NULL. Thread-safe.
 */
payseal_str payseal_error_message(const payseal_error *error);

/**
 * The partner's own advice (Tybrite's `hint`). A view; `{NULL, 0}` when there is none or for NULL. Thread-safe.
 */
payseal_str payseal_error_hint(const payseal_error *error);

/**
 * What to do about it. A view; `{NULL, 0}` for NULL. Thread-safe.
 */
payseal_str payseal_error_advice(const payseal_error *error);

/**
 * Everything in one line, for logs: message, code, status, outcome, key, advice. A view; `{NULL, 0}` for NULL. Thread-safe.
 */
payseal_str payseal_error_text(const payseal_error *error);

/**
 * The HTTP status of the last answer; 400 for input refused locally; 0 when there is none or for NULL. Thread-safe.
 */
uint16_t payseal_error_http_status(const payseal_error *error);

/**
 * The `details` of the partner's error, secrets redacted. A view into the error, NULL when there are none or for NULL. Thread-safe.
 */
const payseal_json *payseal_error_details(const payseal_error *error);

/**
 * What an earlier step of the same operation achieved (the transaction, when only the attach step failed), secrets redacted. A view into
 * the error, NULL when there is none or for NULL. Thread-safe.
 */
const payseal_json *payseal_error_completed(const payseal_error *error);

/**
 * The beginning (at most 4 KiB) of an error answer that is not the partner's JSON. A view; `{NULL, 0}` when there is none or for NULL.
 * Thread-safe.
 */
payseal_str payseal_error_response_text(const payseal_error *error);

/**
 * Whether the same call, with the same idempotency key, can be made again now or after `payseal_error_retry_after_ms`. NULL: false.
 * Thread-safe.
 */
bool payseal_error_retryable(const payseal_error *error);

/**
 * How many attempts were begun. NULL: 0. Thread-safe.
 */
uint32_t payseal_error_attempts(const payseal_error *error);

/**
 * The operation, e.g. `create_checkout_intent`. Static text; `{NULL, 0}` when the error is not a call's or for NULL. Thread-safe.
 */
payseal_str payseal_error_operation(const payseal_error *error);

/**
 * The key that every attempt carried: use it again when the outcome is unknown. A view; `{NULL, 0}` when there is none or for NULL.
 * Thread-safe.
 */
payseal_str payseal_error_idempotency_key(const payseal_error *error);

/**
 * The partner's request id. A view; `{NULL, 0}` when there is none or for NULL. Thread-safe.
 */
payseal_str payseal_error_request_id(const payseal_error *error);

/**
 * How long the partner asks to wait before the next try. True: `*out` is written, in milliseconds. False: it asks for nothing, or an
 * argument is NULL. Thread-safe.
 */
bool payseal_error_retry_after_ms(const payseal_error *error,
                                  uint64_t *out);

/**
 * What the wire did when no answer came: `PAYSEAL_FAULT_…`; 0 when an answer came or for NULL. Thread-safe.
 */
int32_t payseal_error_fault(const payseal_error *error);

/**
 * Which environment answered, `production` or `sandbox` (Tybrite). A view; `{NULL, 0}` when the answer does not say or for NULL.
 * Thread-safe.
 */
payseal_str payseal_error_environment(const payseal_error *error);

/**
 * How many requests the rate limit allows that the answer stated. True: `*out` is written. False: it states none, or an argument is NULL.
 * Thread-safe.
 */
bool payseal_error_rate_limit(const payseal_error *error,
                              int64_t *out);

/**
 * How many requests are left of the rate limit. True: `*out` is written. False: the answer states none, or an argument is NULL.
 * Thread-safe.
 */
bool payseal_error_rate_remaining(const payseal_error *error,
                                  int64_t *out);

/**
 * When the rate limit ends. True: `*out` is written, in Unix seconds. False: the answer states none, or an argument is NULL. Thread-safe.
 */
bool payseal_error_rate_reset_unix_s(const payseal_error *error,
                                     int64_t *out);

/**
 * Which rate limit it is, e.g. `abuse`. A view; `{NULL, 0}` when the answer does not say or for NULL. Thread-safe.
 */
payseal_str payseal_error_rate_scope(const payseal_error *error);

/**
 * How far the time of a webhook's signature is from yours, in seconds; `PAYSEAL_CODE_WEBHOOK_TOO_OLD` and `PAYSEAL_CODE_WEBHOOK_IN_FUTURE`
 * say in which direction. True: `*out` is written. False: another error, or an argument is NULL. Thread-safe.
 */
bool payseal_error_skew_s(const payseal_error *error,
                          uint64_t *out);

/**
 * Parses JSON text as an answer is parsed (a BOM is skipped, bad UTF-8 is replaced). The text is not kept.
 *
 * `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT` says where the text is wrong.
 */
int32_t payseal_json_parse(payseal_str text,
                           payseal_json **out,
                           payseal_error **err);

/**
 * Frees a value that `payseal_json_parse` made; never one that is a view into another handle. NULL is fine.
 */
void payseal_json_free(payseal_json *json);

/**
 * The exact bytes that `JSON.stringify(JSON.parse(text))` gives: what Payseal would sign for this text.
 *
 * `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT` for text that is not one JSON value, or
 * holds a number that a double cannot carry.
 */
int32_t payseal_json_canonical(payseal_str text,
                               payseal_bytes *out,
                               payseal_error **err);

/**
 * What a value is: `PAYSEAL_JSON_…`. NULL: 0. Thread-safe.
 */
int32_t payseal_json_kind(const payseal_json *json);

/**
 * How many items an array has, or members an object. Anything else, and NULL: 0. Thread-safe.
 */
size_t payseal_json_count(const payseal_json *json);

/**
 * The item of an array at `index`, from 0. A view into `json`; NULL when there is none. Thread-safe.
 */
const payseal_json *payseal_json_at(const payseal_json *json, size_t index);

/**
 * The member of an object of that name. A view into `json`; NULL when there is none or for NULL. Thread-safe.
 */
const payseal_json *payseal_json_get(const payseal_json *json, payseal_str name);

/**
 * The text of the member `name`; with an empty name, of `json` itself. True: `*out` is written, a view into `json`. False: the member is
 * absent or not a string (or holds half of a surrogate pair), or an argument is NULL. Thread-safe.
 */
bool payseal_json_get_text(const payseal_json *json,
                           payseal_str name,
                           payseal_str *out);

/**
 * The nearest double of the number `name`; with an empty name, of `json` itself. For money prefer `payseal_json_get_raw`, which keeps
 * every digit. True: `*out` is written. False: absent, not a number, too large for a double, or an argument is NULL. Thread-safe.
 */
bool payseal_json_get_number(const payseal_json *json,
                             payseal_str name,
                             double *out);

/**
 * The whole number `name`; with an empty name, `json` itself. True: `*out` is written. False: absent, not a whole number, outside 64 bits,
 * or an argument is NULL. Thread-safe.
 */
bool payseal_json_get_integer(const payseal_json *json,
                              payseal_str name,
                              int64_t *out);

/**
 * The truth value `name`; with an empty name, `json` itself. True: `*out` is written. False: absent, not a truth value, or an argument is
 * NULL. Thread-safe.
 */
bool payseal_json_get_bool(const payseal_json *json,
                           payseal_str name,
                           bool *out);

/**
 * The member `name` as JSON text, whatever it is, numbers with all their digits; with an empty name, `json` itself. True: `*out` is
 * written and you own it (`payseal_bytes_free`). False: absent, or an argument is NULL. Thread-safe.
 */
bool payseal_json_get_raw(const payseal_json *json,
                          payseal_str name,
                          payseal_bytes *out);

/**
 * The text under which an amount is signed and sent, from decimal text: `75.50` gives `75.5`. At most 15 significant digits, and 0 or a
 * size from 0.000001 to below 1e21.
 *
 * `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_VALIDATION_ERROR` says what is wrong with it;
 * `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_amount_from_text(payseal_str text,
                                 payseal_bytes *out,
                                 payseal_error **err);

/**
 * The same of a double: what `JSON.stringify` writes for it.
 *
 * `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_VALIDATION_ERROR` for NaN and the infinities;
 * `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_amount_from_double(double number,
                                   payseal_bytes *out,
                                   payseal_error **err);

/**
 * Makes a key from the bytes of a secret, which may be of any kind and are never decoded. The secret is not kept; wipe your own copy.
 *
 * `secret` must not be empty; `out` must not be NULL. You own `*out`. Thread-safe.
 * Errors: `PAYSEAL_CODE_HMAC_SECRET_MISSING`, `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_key_new(payseal_str secret,
                        payseal_key **out,
                        payseal_error **err);

/**
 * Wipes and frees a key. NULL is fine.
 */
void payseal_key_free(payseal_key *key);

/**
 * Lowercase hex of HMAC-SHA256 of `body`: Clive's request signature, and the signature of Clive's webhooks.
 *
 * `key` and `out` must not be NULL; `body` may be empty. `*out` is NUL-terminated. Thread-safe.
 * Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_key_sign_hex(const payseal_key *key,
                             payseal_str body,
                             char (*out)[PAYSEAL_HEX_SIZE],
                             payseal_error **err);

/**
 * Lowercase hex of HMAC-SHA256 of `<timestamp>.<body>`, as in Tybrite's webhooks. `timestamp` is the text as it was received.
 *
 * `key` and `out` must not be NULL. `*out` is NUL-terminated. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_key_sign_hex_timestamped(const payseal_key *key,
                                         payseal_str timestamp,
                                         payseal_str body,
                                         char (*out)[PAYSEAL_HEX_SIZE],
                                         payseal_error **err);

/**
 * Base64 of HMAC-SHA256 of `<timestamp>.<body>`: Tybrite's request signature. `timestamp` is in Unix seconds.
 *
 * `key` and `out` must not be NULL. `*out` is NUL-terminated. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_key_sign_base64_timestamped(const payseal_key *key,
                                            uint64_t timestamp,
                                            payseal_str body,
                                            char (*out)[PAYSEAL_BASE64_SIZE],
                                            payseal_error **err);

/**
 * URL-safe base64 without padding of HMAC-SHA256 of `message`: the second half of Tybrite's `x-external-auth`.
 *
 * `key` and `out` must not be NULL. `*out` is NUL-terminated. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_key_sign_base64url(const payseal_key *key,
                                   payseal_str message,
                                   char (*out)[PAYSEAL_BASE64URL_SIZE],
                                   payseal_error **err);

/**
 * Whether `received` is the hex signature of `body` (upper case accepted), compared in constant time. True means: it fits.
 *
 * NULL, an empty or a malformed signature is false. Thread-safe.
 */
bool payseal_key_verify_hex(const payseal_key *key,
                            payseal_str body,
                            payseal_str received);

/**
 * Whether `received` is the hex signature of `<timestamp>.<body>`. Says nothing about the age of the timestamp.
 *
 * NULL, an empty or a malformed signature is false. Thread-safe.
 */
bool payseal_key_verify_hex_timestamped(const payseal_key *key,
                                        payseal_str timestamp,
                                        payseal_str body,
                                        payseal_str received);

/**
 * Whether `received` is the base64 signature of `<timestamp>.<body>`. Says nothing about the age of the timestamp.
 *
 * NULL, an empty or a malformed signature is false. Thread-safe.
 */
bool payseal_key_verify_base64_timestamped(const payseal_key *key,
                                           payseal_str timestamp,
                                           payseal_str body,
                                           payseal_str received);

/**
 * Starts a configuration for a partner (`PAYSEAL_CLIVE`, `PAYSEAL_TYBRITE`). Nothing is checked before `payseal_config_check` or the first use.
 *
 * `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_config_new(payseal_str partner_name,
                           payseal_config **out,
                           payseal_error **err);

/**
 * Wipes and frees a configuration. NULL is fine.
 */
void payseal_config_free(payseal_config *config);

/**
 * Checks everything that was set.
 *
 * `config` must not be NULL. Thread-safe once nobody sets anything. Errors: `PAYSEAL_KIND_CONFIG` with a code that names the option.
 */
int32_t payseal_config_check(const payseal_config *config,
                             payseal_error **err);

/**
 * How long a call may take with all its attempts and waits, in milliseconds; 0 = no limit, and when `payseal_config_check` would fail or for
 * NULL. For programs that have a deadline of their own and give a call the shorter of the two. Thread-safe once nobody sets anything.
 */
uint64_t payseal_config_total_timeout_ms(const payseal_config *config);

/**
 * The partner's base URL with its path, e.g. `https://api.example.com/api/v1`. Required.
 *
 * Copied. `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_config_set_base_url(payseal_config *config, payseal_str url, payseal_error **err);

/**
 * The API key. What a Tybrite key says of itself is held against the operation before anything is sent (`PAYSEAL_KEY_CLASS_…`).
 *
 * Copied, and wiped with the configuration. `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_config_set_api_key(payseal_config *config,
                                   payseal_str key,
                                   payseal_error **err);

/**
 * The secret that requests are signed with, used as its bytes and never decoded.
 *
 * Copied, and wiped with the configuration. `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_config_set_hmac_secret(payseal_config *config,
                                       payseal_str secret,
                                       payseal_error **err);

/**
 * The JWT of an administrator, for endpoints with bearer authorisation.
 *
 * Copied, and wiped with the configuration. `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_config_set_bearer_token(payseal_config *config,
                                        payseal_str jwt,
                                        payseal_error **err);

/**
 * How long one connection may take to open, in milliseconds (default 10 000).
 *
 * `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_config_set_connect_timeout_ms(payseal_config *config, uint64_t ms, payseal_error **err);

/**
 * How long one attempt may take, in milliseconds (default 30 000).
 *
 * `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_config_set_attempt_timeout_ms(payseal_config *config, uint64_t ms, payseal_error **err);

/**
 * How long a call may take with all its attempts and waits, in milliseconds (default 90 000; 0 = no limit).
 *
 * `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_config_set_total_timeout_ms(payseal_config *config, uint64_t ms, payseal_error **err);

/**
 * How often a failed attempt is repeated (default 2, so three attempts).
 *
 * `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_config_set_max_retries(payseal_config *config, uint32_t retries, payseal_error **err);

/**
 * Whether input that the partner can never accept is refused here (default true). Headers and JSON stay checked.
 *
 * `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_config_set_local_validation(payseal_config *config, bool on, payseal_error **err);

/**
 * Permits plain http to a host that is not this machine (default false): the API key then travels in clear text.
 *
 * `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_config_set_allow_insecure_http(payseal_config *config, bool allow, payseal_error **err);

/**
 * Blocking client: certificate authorities to trust besides the platform's, as PEM text.
 *
 * Copied. `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_config_set_extra_ca_pem(payseal_config *config, payseal_str pem, payseal_error **err);

/**
 * Blocking client: the HTTP proxy to tunnel through, `http://[user:password@]host:port`. Empty: none, whatever the environment says.
 * Without this setting `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide, and a base URL on this machine is never proxied.
 *
 * Copied. `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_config_set_proxy(payseal_config *config,
                                 payseal_str url,
                                 payseal_error **err);

/**
 * Blocking client: how many idle connections are kept (default 256). Set it to the number of threads that send at once.
 *
 * `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_config_set_max_idle_connections(payseal_config *config, size_t connections, payseal_error **err);

/**
 * Blocking client: called before and after each attempt, on the thread that sends. NULL: no hook.
 *
 * The hook and `user` must be usable from every thread that sends, and outlive the client. The hook must return (no `longjmp`, no C++
 * exception). `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_config_set_on_attempt(payseal_config *config,
                                      payseal_attempt_hook hook,
                                      void *user,
                                      payseal_error **err);

/**
 * Whether a key is secret or publishable: `PAYSEAL_API_KEY_SECRET` or `PAYSEAL_API_KEY_PUBLISHABLE`; 0 when it does not say (Clive's do
 * not), which is no reason to refuse it. Thread-safe.
 */
int32_t payseal_api_key_kind(payseal_str partner_name,
                             payseal_str key);

/**
 * Whether a key is for real money or for the sandbox: `PAYSEAL_API_KEY_LIVE` or `PAYSEAL_API_KEY_TEST`; 0 when it does not say.
 * Thread-safe.
 */
int32_t payseal_api_key_mode(payseal_str partner_name,
                             payseal_str key);

/**
 * Whose platform a key is for: `tybrite`, or a white-label platform. A view into `key`; `{NULL, 0}` when it does not say. Thread-safe.
 */
payseal_str payseal_api_key_vendor(payseal_str partner_name,
                                   payseal_str key);

/**
 * The value of Tybrite's `x-external-auth` header, with which a store that knows its shoppers itself says who is asking: the claim, and its
 * signature by the store's HMAC secret. `exp_unix_s` is at most `PAYSEAL_EXTERNAL_AUTH_MAX_S` after `iat_unix_s`.
 *
 * `key` and `out` must not be NULL. You own `*out`, which is no secret but lets its holder act as the shopper until it ends. Thread-safe.
 * Errors: `PAYSEAL_CODE_VALIDATION_ERROR` names `external_id`, `iat` or `exp`; `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_external_auth_token(const payseal_key *key,
                                    payseal_str external_id,
                                    int64_t iat_unix_s,
                                    int64_t exp_unix_s,
                                    payseal_bytes *out,
                                    payseal_error **err);

/**
 * Makes a handle. Give it to calls with `payseal_call_options_set_cancel`.
 *
 * `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_cancel_new(payseal_cancel **out, payseal_error **err);

/**
 * Ends the calls: within about 100 ms each fails with `PAYSEAL_CODE_CANCELLED`, and its outcome says whether it may have been sent. Cannot
 * be undone. NULL does nothing. Thread-safe; also allowed in a signal handler.
 */
void payseal_cancel_now(const payseal_cancel *cancel);

/**
 * Frees the handle. NULL is fine.
 */
void payseal_cancel_free(payseal_cancel *cancel);

/**
 * Makes options that set nothing.
 *
 * `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_call_options_new(payseal_call_options **out, payseal_error **err);

/**
 * Frees options. NULL is fine; calls that were given them go on.
 */
void payseal_call_options_free(payseal_call_options *options);

/**
 * The idempotency key, for functions that take JSON or a raw request (an intent has its own). Empty: the operation's default.
 *
 * Copied; whether a header can carry it is checked when the call is made. `options` must not be NULL. Not thread-safe.
 * Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_call_options_set_idempotency_key(payseal_call_options *options,
                                                 payseal_str key,
                                                 payseal_error **err);

/**
 * How long one attempt may take, in milliseconds.
 *
 * `options` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_call_options_set_attempt_timeout_ms(payseal_call_options *options, uint64_t ms, payseal_error **err);

/**
 * How long the call may take with all its attempts and waits, in milliseconds (0 = no limit).
 *
 * `options` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_call_options_set_total_timeout_ms(payseal_call_options *options, uint64_t ms, payseal_error **err);

/**
 * How often a failed attempt is repeated.
 *
 * `options` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_call_options_set_max_retries(payseal_call_options *options, uint32_t retries, payseal_error **err);

/**
 * The partner's clock minus ours, in seconds, as `payseal_call_clock_skew_s` of an earlier call said. The blocking client keeps its own.
 *
 * `options` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_call_options_set_clock_skew_s(payseal_call_options *options,
                                              int64_t skew_s,
                                              payseal_error **err);

/**
 * Names the shopper in one of Tybrite's identity headers: `x-auth-token`, `x-external-auth` (`payseal_external_auth_token`) or
 * `x-idp-token`. A request carries one: naming another takes the first one's place. An empty `header` takes it out again.
 *
 * Copied, and wiped with the options; checked when the call is made. `options` must not be NULL. Not thread-safe.
 * Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_call_options_set_identity(payseal_call_options *options,
                                          payseal_str header,
                                          payseal_str value,
                                          payseal_error **err);

/**
 * Ends the blocking calls with these options when `cancel` is used; NULL takes it out again. The options keep their own reference.
 *
 * `options` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_call_options_set_cancel(payseal_call_options *options,
                                        const payseal_cancel *cancel,
                                        payseal_error **err);

/**
 * Starts a raw request. `method` is `GET`, `POST`, `PUT`, `PATCH` or `DELETE`; `path` begins with a slash, is percent-encoded, and is
 * joined to the base URL; `auth` is a `PAYSEAL_AUTH_…`.
 *
 * Copied. `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_raw_request_new(payseal_str method,
                                payseal_str path,
                                int32_t auth,
                                payseal_raw_request **out,
                                payseal_error **err);

/**
 * Frees a raw request. NULL is fine.
 */
void payseal_raw_request_free(payseal_raw_request *request);

/**
 * The exact JSON text to sign and send.
 *
 * Copied. `request` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_raw_request_set_body(payseal_raw_request *request, payseal_str json, payseal_error **err);

/**
 * Adds a query parameter, not yet encoded.
 *
 * Copied. `request` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_raw_request_add_query(payseal_raw_request *request,
                                      payseal_str name,
                                      payseal_str value,
                                      payseal_error **err);

/**
 * The intent of an operation (`create_checkout_intent`) from JSON text: one object with the operation's fields in any order. Unknown
 * fields are dropped; the body is written anew in canonical form. An empty `idempotency_key` takes the operation's default.
 *
 * `config` and `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_VALIDATION_ERROR` names the field;
 * `PAYSEAL_KIND_CONFIG`. Nothing was sent.
 */
int32_t payseal_intent_from_json(const payseal_config *config,
                                 payseal_str operation,
                                 payseal_str json,
                                 payseal_str idempotency_key,
                                 payseal_intent **out,
                                 payseal_error **err);

/**
 * The intent of an operation whose body is a document of yours (`ingest.products`): `json` are the other fields, `document` the exact
 * bytes that are signed and sent. An empty `idempotency_key` takes the operation's default.
 *
 * The document is copied once; attempts share it. `config` and `out` must not be NULL. You own `*out`. Thread-safe.
 * Errors: `PAYSEAL_CODE_VALIDATION_ERROR` names the field; `PAYSEAL_KIND_CONFIG`. Nothing was sent.
 */
int32_t payseal_intent_with_document(const payseal_config *config,
                                     payseal_str operation,
                                     payseal_str json,
                                     payseal_str document,
                                     payseal_str idempotency_key,
                                     payseal_intent **out,
                                     payseal_error **err);

/**
 * The intent of a raw request. An empty `idempotency_key` means none: the request is then sent once and never again.
 *
 * `config`, `request` and `out` must not be NULL. You own `*out`; the request stays yours. Thread-safe.
 * Errors: `PAYSEAL_CODE_VALIDATION_ERROR` names `path`, `body` or `idempotency_key`; `PAYSEAL_KIND_CONFIG`. Nothing was sent.
 */
int32_t payseal_intent_raw(const payseal_config *config,
                           const payseal_raw_request *request,
                           payseal_str idempotency_key,
                           payseal_intent **out,
                           payseal_error **err);

/**
 * Fixes an idempotency key that was going to be drawn when the call is made (Tybrite's defaults), so that it can be written down before the
 * first send. A key that is fixed already stays. `entropy` is `PAYSEAL_ENTROPY_SIZE` unpredictable bytes. With the blocking client:
 * `payseal_client_fix_key`.
 *
 * `intent` must not be NULL. Ends its views. Not thread-safe: do it before you share the intent. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_intent_fix_key(payseal_intent *intent,
                               int64_t unix_s,
                               payseal_str entropy,
                               payseal_error **err);

/**
 * Frees an intent. NULL is fine; calls that were made from it go on.
 */
void payseal_intent_free(payseal_intent *intent);

/**
 * The operation's name; `raw_request` for a raw request. Static text; `{NULL, 0}` for NULL. Thread-safe.
 */
payseal_str payseal_intent_operation(const payseal_intent *intent);

/**
 * The HTTP method. Static text; `{NULL, 0}` for NULL. Thread-safe.
 */
payseal_str payseal_intent_method(const payseal_intent *intent);

/**
 * Path and query under the base URL, percent-encoded. A view; `{NULL, 0}` for NULL. Thread-safe.
 */
payseal_str payseal_intent_path(const payseal_intent *intent);

/**
 * The exact bytes that are signed and sent. A view; `{NULL, 0}` when there is no body or for NULL. Thread-safe.
 */
payseal_str payseal_intent_body(const payseal_intent *intent);

/**
 * The idempotency key, when it is fixed already (a random one is drawn when the call is made). A view; `{NULL, 0}` when it is not, or for
 * NULL. Thread-safe.
 */
payseal_str payseal_intent_idempotency_key(const payseal_intent *intent);

/**
 * What to write down before the first send, as a JSON object: the reference, the key, the descriptor. It holds no secret.
 *
 * `intent` and `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_intent_record(const payseal_intent *intent,
                              payseal_bytes *out,
                              payseal_error **err);

/**
 * Frees an answer. NULL is fine.
 */
void payseal_answer_free(payseal_answer *answer);

/**
 * The HTTP status. NULL: 0. Thread-safe.
 */
uint16_t payseal_answer_http_status(const payseal_answer *answer);

/**
 * The body as it came. A view; `{NULL, 0}` for NULL. Thread-safe.
 */
payseal_str payseal_answer_body(const payseal_answer *answer);

/**
 * The body as JSON, for `payseal_json_get_…`. A view into the answer, NULL for NULL. Thread-safe.
 */
const payseal_json *payseal_answer_json(const payseal_answer *answer);

/**
 * Whether the partner says that this is the stored answer of an earlier request with the same key. NULL: false. Thread-safe.
 */
bool payseal_answer_replayed(const payseal_answer *answer);

/**
 * How many attempts were made. NULL: 0. Thread-safe.
 */
uint32_t payseal_answer_attempts(const payseal_answer *answer);

/**
 * The key that every attempt carried. A view; `{NULL, 0}` when there is none or for NULL. Thread-safe.
 */
payseal_str payseal_answer_idempotency_key(const payseal_answer *answer);

/**
 * The partner's request id. A view; `{NULL, 0}` when there is none or for NULL. Thread-safe.
 */
payseal_str payseal_answer_request_id(const payseal_answer *answer);

/**
 * What to write down about the checkout, as a JSON object: reference, key, descriptor, transaction, PaymentIntent. It holds no secret.
 *
 * `answer` and `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_answer_record(const payseal_answer *answer,
                              payseal_bytes *out,
                              payseal_error **err);

/**
 * Which environment answered, `production` or `sandbox` (Tybrite). A view; `{NULL, 0}` when the answer does not say or for NULL.
 * Thread-safe.
 */
payseal_str payseal_answer_environment(const payseal_answer *answer);

/**
 * How many requests the rate limit allows that the answer stated. True: `*out` is written. False: it states none, or an argument is NULL.
 * Thread-safe.
 */
bool payseal_answer_rate_limit(const payseal_answer *answer,
                               int64_t *out);

/**
 * How many requests are left of the rate limit. True: `*out` is written. False: the answer states none, or an argument is NULL.
 * Thread-safe.
 */
bool payseal_answer_rate_remaining(const payseal_answer *answer,
                                   int64_t *out);

/**
 * When the rate limit ends. True: `*out` is written, in Unix seconds. False: the answer states none, or an argument is NULL. Thread-safe.
 */
bool payseal_answer_rate_reset_unix_s(const payseal_answer *answer,
                                      int64_t *out);

/**
 * Which rate limit it is. A view; `{NULL, 0}` when the answer does not say or for NULL. Thread-safe.
 */
payseal_str payseal_answer_rate_scope(const payseal_answer *answer);

/**
 * The signature that the answer carries (a store can switch it on for Tybrite's `orders.get`). A view; `{NULL, 0}` when there is none or
 * for NULL. Thread-safe.
 */
payseal_str payseal_answer_signature(const payseal_answer *answer);

/**
 * Whether the answer's signature was made over its bytes with `key`, compared in constant time. True means: it fits. Nobody checks it
 * unless you do. Which secret signs (the API key or the HMAC secret) and how the text is written (`encoding`, a `PAYSEAL_SIGNATURE_…`) is
 * what the store's dashboard says.
 *
 * NULL, a missing signature and an unknown encoding are false. Thread-safe.
 */
bool payseal_answer_verify_signature(const payseal_answer *answer,
                                     const payseal_key *key,
                                     int32_t encoding);

/**
 * The `reference` that verifies a payment at its provider, from the answer of Tybrite's `payments.initialize`: Stripe's session, PayPal's
 * order, M-Pesa's prompt, and otherwise the reference. A view; `{NULL, 0}` when the answer lacks it or for NULL. Thread-safe.
 */
payseal_str payseal_answer_verify_reference(const payseal_answer *answer);

/**
 * The input of `payments.verify` for a payment, from the answer of `payments.initialize`, as JSON text for `payseal_client_call`. True:
 * `*out` is written and you own it (`payseal_bytes_free`). False: the answer lacks provider or reference, or an argument is NULL.
 * Thread-safe.
 */
bool payseal_answer_verify_input(const payseal_answer *answer,
                                 payseal_bytes *out);

/**
 * Where a list goes on: `*next` is the `cursor` to ask for the next page with, a view into `answer`; `{NULL, 0}` after the last page,
 * or when the answer is no list. `cursor` is the one that this page was asked for with, empty for the first.
 *
 * Nothing may be NULL. Thread-safe. Errors: `PAYSEAL_CODE_ANSWER_INCOMPLETE` when the page points to itself: the list would never end.
 */
int32_t payseal_answer_next_page(const payseal_answer *answer,
                                 payseal_str cursor,
                                 payseal_str *next,
                                 payseal_error **err);

/**
 * `PAYSEAL_ATTEMPT_STARTED` or `PAYSEAL_ATTEMPT_ENDED`. NULL: 0.
 */
int32_t payseal_attempt_phase(const payseal_attempt *attempt);

/**
 * The operation. Static text; `{NULL, 0}` for NULL.
 */
payseal_str payseal_attempt_operation(const payseal_attempt *attempt);

/**
 * The number of the attempt, from 1. NULL: 0.
 */
uint32_t payseal_attempt_number(const payseal_attempt *attempt);

/**
 * The key that every attempt carries. A view that lives during the hook; `{NULL, 0}` when there is none or for NULL.
 */
payseal_str payseal_attempt_idempotency_key(const payseal_attempt *attempt);

/**
 * The HTTP status, if an answer came; else 0. NULL: 0.
 */
uint16_t payseal_attempt_http_status(const payseal_attempt *attempt);

/**
 * `PAYSEAL_FAULT_…`, if the wire failed; else 0. NULL: 0.
 */
int32_t payseal_attempt_fault(const payseal_attempt *attempt);

/**
 * From the attempt's start to its end, in milliseconds. NULL, and an attempt that has just begun: 0.
 */
uint64_t payseal_attempt_duration_ms(const payseal_attempt *attempt);

/**
 * What the call knows about the money so far: `PAYSEAL_OUTCOME_…`. NULL, and an attempt that has just begun: 0.
 */
int32_t payseal_attempt_outcome(const payseal_attempt *attempt);

/**
 * When the next attempt follows. True: `*out` is written, in milliseconds. False: it was the last, it has just begun, or an argument is
 * NULL.
 */
bool payseal_attempt_retry_in_ms(const payseal_attempt *attempt,
                                 uint64_t *out);

/**
 * Makes a client. Nothing is sent.
 *
 * `config` and `out` must not be NULL; the configuration stays yours and may be freed. You own `*out`. Thread-safe.
 * Errors: `PAYSEAL_KIND_CONFIG` with a code that names the option.
 */
int32_t payseal_client_new(const payseal_config *config, payseal_client **out, payseal_error **err);

/**
 * Makes a client of a partner from the environment: `CLIVE_API_BASE_URL`, `CLIVE_API_KEY` and `CLIVE_HMAC_SECRET`, or
 * `TYBRITE_API_BASE_URL`, `TYBRITE_API_KEY` and `TYBRITE_HMAC_SECRET`. Nothing is sent.
 *
 * `out` must not be NULL. You own `*out`. Thread-safe as long as nobody changes the environment.
 * Errors: `PAYSEAL_KIND_CONFIG` names the variable that is missing, empty or wrong.
 */
int32_t payseal_client_from_env(payseal_str partner_name, payseal_client **out, payseal_error **err);

/**
 * Frees a client; no call of it may be running. NULL is fine.
 */
void payseal_client_free(payseal_client *client);

/**
 * Calls an operation (`create_checkout_intent`, `payments.initialize`) with JSON text, blocking until it is over.
 *
 * `options` may be NULL; `client` and `out` must not. You own `*out`. Thread-safe.
 * Errors: every kind; `payseal_error_outcome` says what is known about the money.
 */
int32_t payseal_client_call(const payseal_client *client,
                            payseal_str operation,
                            payseal_str json,
                            const payseal_call_options *options,
                            payseal_answer **out,
                            payseal_error **err);

/**
 * Calls an operation whose body is a document of yours (`ingest.products`), blocking until it is over: `json` are the other fields,
 * `document` the exact bytes that are signed and sent.
 *
 * `options` may be NULL; `client` and `out` must not. You own `*out`. Thread-safe.
 * Errors: every kind; `payseal_error_outcome` says what is known about the money.
 */
int32_t payseal_client_call_with_document(const payseal_client *client,
                                          payseal_str operation,
                                          payseal_str json,
                                          payseal_str document,
                                          const payseal_call_options *options,
                                          payseal_answer **out,
                                          payseal_error **err);

/**
 * The intent of an operation from JSON text, as `payseal_intent_from_json` makes it, with the client's own configuration and with its
 * idempotency key fixed: for programs that write the key down before `payseal_client_send`. An empty `idempotency_key` takes the
 * operation's default.
 *
 * `client` and `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_VALIDATION_ERROR` names the field;
 * `PAYSEAL_CODE_ENTROPY_UNAVAILABLE`, `PAYSEAL_CODE_INVALID_ARGUMENT`. Nothing was sent.
 */
int32_t payseal_client_prepare(const payseal_client *client,
                               payseal_str operation,
                               payseal_str json,
                               payseal_str idempotency_key,
                               payseal_intent **out,
                               payseal_error **err);

/**
 * Fixes the idempotency key of an intent with the system's clock and entropy, as `payseal_intent_fix_key` does with yours: for programs that
 * write the key down before `payseal_client_send`.
 *
 * `client` and `intent` must not be NULL. Ends the views of the intent. Not thread-safe: do it before you share the intent.
 * Errors: `PAYSEAL_CODE_ENTROPY_UNAVAILABLE`, `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_client_fix_key(const payseal_client *client,
                               payseal_intent *intent,
                               payseal_error **err);

/**
 * Sends an intent, blocking until the call is over: for programs that write down `payseal_intent_record` before the first send.
 *
 * The idempotency key of `options` is not looked at: the intent has its own. `options` may be NULL; `client`, `intent` and `out` must not.
 * The intent stays yours. You own `*out`. Thread-safe. Errors: every kind; `payseal_error_outcome` says what is known about the money.
 */
int32_t payseal_client_send(const payseal_client *client,
                            const payseal_intent *intent,
                            const payseal_call_options *options,
                            payseal_answer **out,
                            payseal_error **err);

/**
 * Sends a raw request, blocking until the call is over. Without an idempotency key in `options` it is sent once and never again.
 *
 * `options` may be NULL; `client`, `request` and `out` must not. The request stays yours. You own `*out`. Thread-safe.
 * Errors: every kind; `payseal_error_outcome` says what is known about the money.
 */
int32_t payseal_client_raw(const payseal_client *client,
                           const payseal_raw_request *request,
                           const payseal_call_options *options,
                           payseal_answer **out,
                           payseal_error **err);

/**
 * Clive's two-step checkout: initializes the transaction from JSON text, then attaches your PaymentIntent to it.
 *
 * Either options may be NULL; everything else must not. On success you own both `*initialize` and `*attach`. When only the second step
 * failed, `payseal_error_completed` is the answer of the first; calling again with the same input replays the first step.
 * Thread-safe. Errors: every kind; `payseal_error_outcome` says what is known about the money.
 */
int32_t payseal_client_initialize_and_attach(const payseal_client *client,
                                             payseal_str initialize_json,
                                             payseal_str stripe_payment_intent_id,
                                             const payseal_call_options *options,
                                             const payseal_call_options *attach_options,
                                             payseal_answer **initialize,
                                             payseal_answer **attach,
                                             payseal_error **err);

/**
 * Checks the second step's input before the first is sent: a payment that can never be attached is not made.
 *
 * `config` must not be NULL. Thread-safe. Errors: `PAYSEAL_CODE_VALIDATION_ERROR` names the field; `PAYSEAL_KIND_CONFIG`.
 */
int32_t payseal_check_attach(const payseal_config *config,
                             payseal_str stripe_payment_intent_id,
                             payseal_str idempotency_key,
                             payseal_error **err);

/**
 * The second step, from the answer of `initialize_transaction`. When the call with this intent fails, give its error to
 * `payseal_error_set_completed`. An empty `idempotency_key` takes the operation's default.
 *
 * Nothing may be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_ANSWER_INCOMPLETE` when the answer names no transaction,
 * `PAYSEAL_CODE_VALIDATION_ERROR`; `payseal_error_completed` is the first answer.
 */
int32_t payseal_intent_attach(const payseal_config *config,
                              const payseal_answer *initialized,
                              payseal_str stripe_payment_intent_id,
                              payseal_str idempotency_key,
                              payseal_intent **out,
                              payseal_error **err);

/**
 * Notes in an error what an earlier step achieved, for `payseal_error_completed`. Secrets of the answer are redacted.
 *
 * NULL changes nothing. Ends the views of the error. Not thread-safe: do it before you share the error.
 */
void payseal_error_set_completed(payseal_error *error, const payseal_answer *answer);

/**
 * What to write down about the checkout of two steps, as a JSON object: what `payseal_answer_record` gives for each, together. The key is
 * the first step's, under which the payment was made. It holds no secret.
 *
 * Nothing may be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_answer_record_of_two(const payseal_answer *initialized,
                                     const payseal_answer *attached,
                                     payseal_bytes *out,
                                     payseal_error **err);

/**
 * Starts a call: the key is fixed, and the first attempt is signed.
 *
 * `entropy` is `PAYSEAL_ENTROPY_SIZE` unpredictable bytes of the system's random source, for jitter and keys. `options` may be NULL (its idempotency key and
 * cancel handle are not looked at: the intent has its key, and `payseal_call_cancel` cancels). Everything else must not be NULL. `config`
 * and `intent` stay yours and may be freed. You own `*out`. Thread-safe.
 * Errors: `PAYSEAL_KIND_CONFIG`, e.g. `PAYSEAL_CODE_CREDENTIALS_MISSING`. Nothing was sent.
 */
int32_t payseal_call_new(const payseal_config *config,
                         const payseal_intent *intent,
                         const payseal_call_options *options,
                         uint64_t mono_ms,
                         int64_t unix_s,
                         payseal_str entropy,
                         payseal_call **out,
                         payseal_error **err);

/**
 * Frees a call; an attempt that is on its way is not stopped by it. NULL is fine.
 */
void payseal_call_free(payseal_call *call);

/**
 * An answer came. Header names and values are two arrays of `header_count`; names in any casing. `body_complete` is false when the head
 * arrived, but the body could not be read to its end; `body` is then not looked at.
 *
 * All is copied. `call` must not be NULL. Ends the views of the call. Not thread-safe.
 * Errors: `PAYSEAL_CODE_CALL_MISUSE` unless the step is `PAYSEAL_STEP_SEND`, `PAYSEAL_CODE_INVALID_ARGUMENT`; the call is then unchanged.
 */
int32_t payseal_call_on_response(payseal_call *call,
                                 uint16_t status,
                                 const payseal_str *header_names,
                                 const payseal_str *header_values,
                                 size_t header_count,
                                 payseal_str body,
                                 bool body_complete,
                                 uint64_t mono_ms,
                                 int64_t unix_s,
                                 payseal_error **err);

/**
 * No answer came. `fault` is a `PAYSEAL_FAULT_…`; when in doubt, and for any fault on a connection that was used before,
 * `PAYSEAL_FAULT_OTHER`.
 *
 * `call` must not be NULL. Ends the views of the call. Not thread-safe.
 * Errors: `PAYSEAL_CODE_CALL_MISUSE` unless the step is `PAYSEAL_STEP_SEND`, `PAYSEAL_CODE_INVALID_ARGUMENT`; the call is then unchanged.
 */
int32_t payseal_call_on_transport_error(payseal_call *call,
                                        int32_t fault,
                                        uint64_t mono_ms,
                                        int64_t unix_s,
                                        payseal_error **err);

/**
 * The wait is over. Too early, the call goes on waiting for what is left.
 *
 * `call` must not be NULL. Ends the views of the call. Not thread-safe.
 * Errors: `PAYSEAL_CODE_CALL_MISUSE` unless the step is `PAYSEAL_STEP_WAIT`, `PAYSEAL_CODE_INVALID_ARGUMENT`; the call is then unchanged.
 */
int32_t payseal_call_on_waited(payseal_call *call,
                               uint64_t mono_ms,
                               int64_t unix_s,
                               payseal_error **err);

/**
 * Ends the call. An attempt that was handed out counts as "may have been sent" (if you know better: `payseal_call_cancel_unsent`). After the
 * end it does nothing.
 *
 * `call` must not be NULL. Ends the views of the call. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_call_cancel(payseal_call *call,
                            uint64_t mono_ms,
                            int64_t unix_s,
                            payseal_error **err);

/**
 * Ends the call when the program knows that no byte of the attempt it was handed has left this machine, e.g. it was still waiting for a
 * connection of its pool. The outcome is then that of the attempts before; when there was none: `PAYSEAL_OUTCOME_NOT_SENT`. When in doubt,
 * `payseal_call_cancel`: a wrong "not sent" can charge a buyer twice. After the end it does nothing.
 *
 * `call` must not be NULL. Ends the views of the call. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_call_cancel_unsent(payseal_call *call,
                                   uint64_t mono_ms,
                                   int64_t unix_s,
                                   payseal_error **err);

/**
 * How the call ended: `PAYSEAL_OK` with an answer, or the call's error. May be asked again.
 *
 * `call` and `out` must not be NULL. You own `*out`. Not thread-safe.
 * Errors: those of the call; `PAYSEAL_CODE_CALL_MISUSE` while it is not over; `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_call_done(payseal_call *call, payseal_answer **out, payseal_error **err);

/**
 * The partner's clock minus ours, for the next call's options. True: `*out` is written, in seconds. False: the call is not over, no
 * answer named its time, or an argument is NULL. Not thread-safe.
 */
bool payseal_call_clock_skew_s(payseal_call *call,
                               int64_t *out);

/**
 * The operation. Static text; `{NULL, 0}` for NULL.
 */
payseal_str payseal_call_operation(const payseal_call *call);

/**
 * The key that every attempt carries. A view; `{NULL, 0}` when there is none or for NULL.
 */
payseal_str payseal_call_idempotency_key(const payseal_call *call);

/**
 * The attempt that is signed now, or the last one; from 1. NULL: 0.
 */
uint32_t payseal_call_attempt(const payseal_call *call);

/**
 * How long a connection may take to open, in milliseconds. NULL: 0.
 */
uint64_t payseal_call_connect_timeout_ms(const payseal_call *call);

/**
 * The HTTP status of the last attempt that ended; 0 when no answer came, none has ended, or for NULL.
 */
uint16_t payseal_call_last_http_status(const payseal_call *call);

/**
 * The fault of the last attempt that ended, `PAYSEAL_FAULT_…`; 0 when an answer came, none has ended, or for NULL.
 */
int32_t payseal_call_last_fault(const payseal_call *call);

/**
 * How long the last attempt that ended took, in milliseconds; 0 when none has, or for NULL.
 */
uint64_t payseal_call_last_duration_ms(const payseal_call *call);

/**
 * What this call knows about the money so far, `PAYSEAL_OUTCOME_…`; 0 when no attempt has ended, or for NULL.
 */
int32_t payseal_call_last_outcome(const payseal_call *call);

/**
 * What comes next: `PAYSEAL_STEP_…`. Once it has said `PAYSEAL_STEP_SEND`, the attempt counts as handed out. NULL: 0.
 * Not thread-safe.
 */
int32_t payseal_step_kind(payseal_call *call);

/**
 * The HTTP method to send. Static text; `{NULL, 0}` unless the step is `PAYSEAL_STEP_SEND`. Not thread-safe.
 */
payseal_str payseal_step_method(payseal_call *call);

/**
 * The absolute URL. Follow no redirect. A view; `{NULL, 0}` unless the step is `PAYSEAL_STEP_SEND`. Not thread-safe.
 */
payseal_str payseal_step_url(payseal_call *call);

/**
 * How many headers there are. `Host`, `Content-Length`, `User-Agent` and `Connection` are yours to add. 0 unless the step is
 * `PAYSEAL_STEP_SEND`. Not thread-safe.
 */
size_t payseal_step_header_count(payseal_call *call);

/**
 * The header at `index`, from 0, in the order to send. Write the value's bytes unchanged; it may be a secret.
 *
 * Nothing may be NULL. `*name` and `*value` are views. Not thread-safe.
 * Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`; `PAYSEAL_CODE_CALL_MISUSE` unless the step is `PAYSEAL_STEP_SEND`.
 */
int32_t payseal_step_header_at(payseal_call *call,
                               size_t index,
                               payseal_str *name,
                               payseal_str *value,
                               payseal_error **err);

/**
 * The exact body to send. A view; `{NULL, 0}` when the request has no body, or unless the step is `PAYSEAL_STEP_SEND`.
 * Not thread-safe.
 */
payseal_str payseal_step_body(payseal_call *call);

/**
 * How long this attempt may take, in milliseconds; afterwards report `PAYSEAL_FAULT_READ_TIMEOUT`. 0 unless the step is
 * `PAYSEAL_STEP_SEND`. Not thread-safe.
 */
uint64_t payseal_step_attempt_timeout_ms(payseal_call *call);

/**
 * How long to wait, in milliseconds. 0 unless the step is `PAYSEAL_STEP_WAIT`. Not thread-safe.
 */
uint64_t payseal_step_delay_ms(payseal_call *call);

/**
 * Starts a verifier for the deliveries of a partner (`PAYSEAL_CLIVE`, `PAYSEAL_TYBRITE`). It needs a secret.
 *
 * `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_webhook_verifier_new(payseal_str partner_name, payseal_webhook_verifier **out, payseal_error **err);

/**
 * Wipes and frees a verifier. NULL is fine; its events go on.
 */
void payseal_webhook_verifier_free(payseal_webhook_verifier *verifier);

/**
 * Adds a secret of the endpoint, used as its bytes and never decoded. Up to 16: while you rotate, add the new one and the old one.
 *
 * Copied, and wiped with the verifier. `verifier` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_webhook_verifier_add_secret(payseal_webhook_verifier *verifier,
                                            payseal_str secret,
                                            payseal_error **err);

/**
 * How far the signed time may be from yours, in seconds and in both directions: 1 to 345 600, default 300. It cannot be switched off, and
 * it cannot be set for Clive, whose signature carries no time.
 *
 * `verifier` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_webhook_verifier_set_tolerance_s(payseal_webhook_verifier *verifier,
                                                 uint64_t seconds,
                                                 payseal_error **err);

/**
 * Checks everything that was set.
 *
 * `verifier` must not be NULL. Thread-safe once nobody sets anything.
 * Errors: `PAYSEAL_CODE_HMAC_SECRET_MISSING` without a secret or with an empty one; `PAYSEAL_CODE_OPTION_INVALID`.
 */
int32_t payseal_webhook_verifier_check(const payseal_webhook_verifier *verifier, payseal_error **err);

/**
 * Verifies a delivery and reads its event. `body` is the body as it came, byte for byte; header names and values are two arrays of
 * `header_count`, all headers as they came, names in any casing; `now_unix_s` is your clock.
 *
 * `verifier` and `out` must not be NULL. You own `*out`. Thread-safe.
 * Errors: `PAYSEAL_KIND_WEBHOOK_VERIFICATION` with a code for the reason: `PAYSEAL_CODE_WEBHOOK_…`; answer 400 and do not process it.
 * `payseal_error_details` has the facts, `payseal_error_skew_s` how far the clocks are apart. The verifier's own errors: as
 * `payseal_webhook_verifier_check`.
 */
int32_t payseal_webhook_verify(const payseal_webhook_verifier *verifier,
                               payseal_str body,
                               const payseal_str *header_names,
                               const payseal_str *header_values,
                               size_t header_count,
                               int64_t now_unix_s,
                               payseal_event **out,
                               payseal_error **err);

/**
 * The same without reading the event, at the price of one signature: for endpoints that store the bytes and answer. Read them later with
 * `payseal_event_parse`. `*secret_index` says which secret fitted, from 0 in the order they were added.
 *
 * `verifier` and `secret_index` must not be NULL. Thread-safe. Errors: as `payseal_webhook_verify`, except those about what the body says.
 */
int32_t payseal_webhook_verify_signature(const payseal_webhook_verifier *verifier,
                                         payseal_str body,
                                         const payseal_str *header_names,
                                         const payseal_str *header_values,
                                         size_t header_count,
                                         int64_t now_unix_s,
                                         size_t *secret_index,
                                         payseal_error **err);

/**
 * Reads a body that was verified before, e.g. one taken from a queue. Says nothing about who sent it.
 *
 * Copied. `out` must not be NULL. You own `*out`. Thread-safe.
 * Errors: `PAYSEAL_CODE_WEBHOOK_BODY_NOT_JSON` when it is not a JSON object in UTF-8; `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_event_parse(payseal_str partner_name, payseal_str body, payseal_event **out, payseal_error **err);

/**
 * Frees an event. NULL is fine.
 */
void payseal_event_free(payseal_event *event);

/**
 * Whose event it is: `clive`, `tybrite`. Static text; `{NULL, 0}` for NULL. Thread-safe.
 */
payseal_str payseal_event_partner(const payseal_event *event);

/**
 * What happened, e.g. `transaction_succeeded` or `order.paid`. A view; `{NULL, 0}` when the delivery does not say (Clive's old payload), or
 * for NULL. Thread-safe.
 */
payseal_str payseal_event_type(const payseal_event *event);

/**
 * The event's id. A view; `{NULL, 0}` when there is none (Clive sends none: take the dedupe key), or for NULL. Thread-safe.
 */
payseal_str payseal_event_id(const payseal_event *event);

/**
 * Clive's transaction status, e.g. `succeeded`. A view; `{NULL, 0}` when there is none (Tybrite's envelope has none), or for NULL.
 * Thread-safe.
 */
payseal_str payseal_event_status(const payseal_event *event);

/**
 * The same text for every delivery of the same event, and another for any other: the key for `payseal_dedupe_claim`. At most 320 bytes of
 * printable ASCII. A view; `{NULL, 0}` for NULL. Thread-safe.
 */
payseal_str payseal_event_dedupe_key(const payseal_event *event);

/**
 * Everything it says, for `payseal_json_get_…`. A view into the event, NULL for NULL. Thread-safe.
 */
const payseal_json *payseal_event_json(const payseal_event *event);

/**
 * With which secret it was signed, from 0 in the order they were added: when it is never the old one any more, the rotation is over. True:
 * `*out` is written. False: the event was not verified here (`payseal_event_parse`), or an argument is NULL. Thread-safe.
 */
bool payseal_event_secret_index(const payseal_event *event,
                                size_t *out);

/**
 * When it was signed. True: `*out` is written, in Unix seconds. False: the signature carries no time (Clive), the event was not verified
 * here, or an argument is NULL. Thread-safe.
 */
bool payseal_event_signed_unix_s(const payseal_event *event,
                                 int64_t *out);

/**
 * Makes a store with `capacity` places, at least one. What is done is remembered for 4 days (Tybrite tries for 82.6 hours); a place costs
 * about 300 bytes. A full store refuses new events instead of forgetting one.
 *
 * `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_dedupe_new(size_t capacity,
                           payseal_dedupe **out,
                           payseal_error **err);

/**
 * Frees a store. NULL is fine.
 */
void payseal_dedupe_free(payseal_dedupe *store);

/**
 * How many places are taken. NULL: 0. Thread-safe.
 */
size_t payseal_dedupe_count(const payseal_dedupe *store);

/**
 * Asks for an event by `payseal_event_dedupe_key`, and holds it for `lease_s` seconds (1 to 86 400) when nobody else has it.
 *
 * `*claim` is a `PAYSEAL_CLAIM_…`; `*ticket` is yours when it is new, else 0; `*until_unix_s` is when somebody else's lease ends, else 0.
 * `until_unix_s` may be NULL, everything else must not. Thread-safe.
 * Errors: `PAYSEAL_CODE_DEDUPE_STORE_FULL` (answer 503), `PAYSEAL_CODE_DEDUPE_LEASE_INVALID`, `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_dedupe_claim(const payseal_dedupe *store,
                             payseal_str key,
                             int64_t now_unix_s,
                             uint64_t lease_s,
                             int32_t *claim,
                             uint64_t *ticket,
                             int64_t *until_unix_s,
                             payseal_error **err);

/**
 * The event was processed. Also after the lease: done is done.
 *
 * `store` must not be NULL. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_dedupe_complete(const payseal_dedupe *store,
                                payseal_str key,
                                uint64_t ticket,
                                int64_t now_unix_s,
                                payseal_error **err);

/**
 * The event was not processed: the next delivery may be. Nothing happens when the ticket is not that of the present claim.
 *
 * `store` must not be NULL. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_dedupe_release(const payseal_dedupe *store,
                               payseal_str key,
                               uint64_t ticket,
                               payseal_error **err);

/**
 * Makes a delivery of the partner's documented payload with this event, e.g. `transaction_refunded` (Clive) or `order.paid` (Tybrite),
 * signed at `unix_s` (which Clive's signature does not carry).
 *
 * `secret` must not be empty; `out` must not be NULL. You own `*out`. Thread-safe.
 * Errors: `PAYSEAL_CODE_HMAC_SECRET_MISSING`, `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_test_delivery_new(payseal_str partner_name,
                                  payseal_str secret,
                                  payseal_str event_type,
                                  int64_t unix_s,
                                  payseal_test_delivery **out,
                                  payseal_error **err);

/**
 * Makes a delivery of any body, signed as the partner signs at `unix_s`.
 *
 * `secret` must not be empty; `out` must not be NULL. You own `*out`. Thread-safe.
 * Errors: `PAYSEAL_CODE_HMAC_SECRET_MISSING`, `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_test_delivery_signed(payseal_str partner_name,
                                     payseal_str secret,
                                     payseal_str body,
                                     int64_t unix_s,
                                     payseal_test_delivery **out,
                                     payseal_error **err);

/**
 * Frees a delivery. NULL is fine.
 */
void payseal_test_delivery_free(payseal_test_delivery *delivery);

/**
 * The exact bytes that were signed. A view; `{NULL, 0}` for NULL. Thread-safe.
 */
payseal_str payseal_test_delivery_body(const payseal_test_delivery *delivery);

/**
 * How many headers there are: the content type and the signature. NULL: 0. Thread-safe.
 */
size_t payseal_test_delivery_header_count(const payseal_test_delivery *delivery);

/**
 * The header at `index`, from 0. The last one is the signature.
 *
 * Nothing may be NULL. `*name` and `*value` are views. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_test_delivery_header_at(const payseal_test_delivery *delivery,
                                        size_t index,
                                        payseal_str *name,
                                        payseal_str *value,
                                        payseal_error **err);

/**
 * Starts an explainer for what was signed: a `PAYSEAL_EXPLAIN_…`.
 *
 * `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_explainer_new(payseal_str subject, payseal_explainer **out, payseal_error **err);

/**
 * Wipes and frees an explainer. NULL is fine.
 */
void payseal_explainer_free(payseal_explainer *explainer);

/**
 * Adds a secret that should fit; again for each further one of a rotation.
 *
 * Copied, and wiped with the explainer. `explainer` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_explainer_add_secret(payseal_explainer *explainer,
                                     payseal_str secret,
                                     payseal_error **err);

/**
 * Adds the secret that was replaced.
 *
 * As `payseal_explainer_add_secret`.
 */
int32_t payseal_explainer_add_old_secret(payseal_explainer *explainer, payseal_str secret, payseal_error **err);

/**
 * Adds the secret of the other environment: live when the right one is for tests, and the reverse.
 *
 * As `payseal_explainer_add_secret`.
 */
int32_t payseal_explainer_add_other_environment_secret(payseal_explainer *explainer,
                                                       payseal_str secret,
                                                       payseal_error **err);

/**
 * Adds the API key, which is often taken for the secret.
 *
 * As `payseal_explainer_add_secret`.
 */
int32_t payseal_explainer_add_api_key(payseal_explainer *explainer, payseal_str key, payseal_error **err);

/**
 * Your clock. Without it nothing is said about old and future timestamps.
 *
 * `explainer` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_explainer_set_now_unix_s(payseal_explainer *explainer, int64_t now_unix_s, payseal_error **err);

/**
 * Tries every known mistake, alone and in pairs, with the body and the headers as they arrived (or as you were about to send them): two
 * arrays of `header_count`. Takes some ten milliseconds for a body of 4 KiB.
 *
 * `explainer` and `out` must not be NULL. You own `*out`. Thread-safe once nobody sets anything. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
 */
int32_t payseal_explain(const payseal_explainer *explainer,
                        payseal_str body,
                        const payseal_str *header_names,
                        const payseal_str *header_values,
                        size_t header_count,
                        payseal_explanation **out,
                        payseal_error **err);

/**
 * Frees an explanation. NULL is fine.
 */
void payseal_explanation_free(payseal_explanation *explanation);

/**
 * What became of the search: `PAYSEAL_VERDICT_…`. NULL: 0. Thread-safe.
 */
int32_t payseal_explanation_verdict(const payseal_explanation *explanation);

/**
 * The report for people: the likeliest first, a sentence of cause and one of fix each, several lines. A view; `{NULL, 0}` for NULL.
 * Thread-safe.
 */
payseal_str payseal_explanation_text(const payseal_explanation *explanation);

/**
 * The report for machines: `verdict`, `findings` (each with `ids`, `cause`, `fix`, `secret_index`), `mistakes_tried`,
 * `combinations_tried`, `not_tried`; as JSON text with `payseal_json_get_raw`. A view into the explanation, NULL for NULL. Thread-safe.
 */
const payseal_json *payseal_explanation_json(const payseal_explanation *explanation);

/**
 * How many kinds of error there are. Thread-safe.
 */
size_t payseal_kind_count(void);

/**
 * The number of the kind at `index`, from 0; 0 beyond the last. Thread-safe.
 */
int32_t payseal_kind_at(size_t index);

/**
 * The class name of a kind in every language, e.g. `RateLimitError`. Static text; `{NULL, 0}` for an unknown number. Thread-safe.
 */
payseal_str payseal_kind_name(int32_t kind);

/**
 * How many codes Payseal itself has. Thread-safe.
 */
size_t payseal_code_count(void);

/**
 * The number of the code at `index`, from 0; 0 beyond the last. Thread-safe.
 */
int32_t payseal_code_at(size_t index);

/**
 * The text of a code, e.g. `CONNECT_REFUSED`. Static text; `{NULL, 0}` for an unknown number. Thread-safe.
 */
payseal_str payseal_code_name(int32_t code);

/**
 * The kind of errors with this code; 0 for an unknown number. Thread-safe.
 */
int32_t payseal_code_kind(int32_t code);

/**
 * The message of errors with this code. Static text; `{NULL, 0}` for an unknown number. Thread-safe.
 */
payseal_str payseal_code_message(int32_t code);

/**
 * What to do about errors with this code. Static text; `{NULL, 0}` for an unknown number. Thread-safe.
 */
payseal_str payseal_code_advice(int32_t code);

/**
 * How many outcomes there are. Thread-safe.
 */
size_t payseal_outcome_count(void);

/**
 * The number of the outcome at `index`, from 0; 0 beyond the last. Thread-safe.
 */
int32_t payseal_outcome_at(size_t index);

/**
 * The name of an outcome: `not_sent`, `refused`, `unknown`, `ok`. Static text; `{NULL, 0}` for an unknown number. Thread-safe.
 */
payseal_str payseal_outcome_name(int32_t outcome);

/**
 * How many faults there are. Thread-safe.
 */
size_t payseal_fault_count(void);

/**
 * The number of the fault at `index`, from 0; 0 beyond the last. Thread-safe.
 */
int32_t payseal_fault_at(size_t index);

/**
 * The name of a fault, e.g. `connect_refused`. Static text; `{NULL, 0}` for an unknown number. Thread-safe.
 */
payseal_str payseal_fault_name(int32_t fault);

/**
 * What an attempt that ended with this fault leaves known: `PAYSEAL_OUTCOME_…`; 0 for an unknown number. Thread-safe.
 */
int32_t payseal_fault_outcome(int32_t fault);

/**
 * How many partners there are. Thread-safe.
 */
size_t payseal_partner_count(void);

/**
 * The name of the partner at `index`, from 0: `clive`. Static text; `{NULL, 0}` beyond the last. Thread-safe.
 */
payseal_str payseal_partner_at(size_t index);

/**
 * How many operations a partner has; 0 for an unknown partner. Thread-safe.
 */
size_t payseal_operation_count(payseal_str partner);

/**
 * The name of the operation of `partner` at `index`, from 0. Static text; `{NULL, 0}` beyond the last. Thread-safe.
 */
payseal_str payseal_operation_at(payseal_str partner, size_t index);

/**
 * The HTTP method of an operation. Static text; `{NULL, 0}` when it is not known. Thread-safe.
 */
payseal_str payseal_operation_method(payseal_str partner, payseal_str operation);

/**
 * The path of an operation under the base URL. Static text; `{NULL, 0}` when it is not known. Thread-safe.
 */
payseal_str payseal_operation_path(payseal_str partner, payseal_str operation);

/**
 * The credentials of an operation: `PAYSEAL_AUTH_…`; 0 when it is not known. Thread-safe.
 */
int32_t payseal_operation_auth(payseal_str partner, payseal_str operation);

/**
 * Which kind of API key an operation takes: `PAYSEAL_KEY_CLASS_…`; 0 when it is not known. Thread-safe.
 */
int32_t payseal_operation_key_class(payseal_str partner, payseal_str operation);

/**
 * Whether the body of an operation is a document of yours (`payseal_intent_with_document`); false also when it is not known. Thread-safe.
 */
bool payseal_operation_takes_document(payseal_str partner,
                                      payseal_str operation);

/**
 * What a second attempt of an operation does: `PAYSEAL_REPLAY_…`; 0 when it is not known. Thread-safe.
 */
int32_t payseal_operation_replay(payseal_str partner, payseal_str operation);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* PAYSEAL_H */
