//go:build cgo

package ffi

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// value is a text, {hex}, {repeat, times} or null.
type value struct {
	text  string
	given bool
}

func (v *value) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	v.given = true
	if data[0] == '"' {
		return json.Unmarshal(data, &v.text)
	}
	var form struct {
		Hex    *string
		Repeat string
		Times  int
	}
	if err := json.Unmarshal(data, &form); err != nil {
		return err
	}
	if form.Hex != nil {
		bytes, err := hex.DecodeString(*form.Hex)
		v.text = string(bytes)
		return err
	}
	v.text = strings.Repeat(form.Repeat, form.Times)
	return nil
}

type input struct {
	Op, Scheme, Operation, Partner, Method, Path, Auth, Request, Reference, Name string
	Secret, Body, Message, Received, Value                                       value
	Timestamp                                                                    string
	Text, Integer, F64                                                           *string
	JSON                                                                         json.RawMessage
	IdempotencyKey                                                               json.RawMessage `json:"idempotency_key"`
	LocalValidation                                                              *bool           `json:"local_validation"`
	EntropyHex                                                                   string          `json:"entropy_hex"`
	UnixS                                                                        int64           `json:"unix_s"`
	ElapsedMS                                                                    uint64          `json:"elapsed_ms"`
	TotalTimeoutMS                                                               uint64          `json:"total_timeout_ms"`
	MaxRetries                                                                   *uint32         `json:"max_retries"`
	Status                                                                       int
	Fields                                                                       json.RawMessage
	Headers                                                                      [][2]string
	Query                                                                        [][2]string
	Ends                                                                         []json.RawMessage
	Credentials                                                                  map[string]*string
}

type row struct {
	ID     string
	Input  json.RawMessage
	Expect json.RawMessage
}

// eachRow runs the rows of a subject. A row that cannot be run gives its reason.
func eachRow[E any](t *testing.T, subject string, atLeast, mostSkipped int, test func(t *testing.T, in *input, expect *E, row *row) (notForGo string)) {
	t.Helper()
	folder := os.Getenv("PAYSEAL_VECTORS")
	if folder == "" {
		t.Fatal("run the tests with `cargo xtask test-go`: it sets PAYSEAL_VECTORS")
	}
	text, err := os.ReadFile(filepath.Join(folder, subject+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Rows []row }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Rows) < atLeast {
		t.Fatalf("only %d rows", len(file.Rows))
	}
	before := Live()
	skipped := map[string]int{}
	total := 0
	for index := range file.Rows {
		row := &file.Rows[index]
		t.Run(row.ID, func(t *testing.T) {
			var in input
			if err := json.Unmarshal(row.Input, &in); err != nil {
				t.Fatal(err)
			}
			var expect E
			if err := json.Unmarshal(row.Expect, &expect); err != nil {
				t.Fatal(err)
			}
			if why := test(t, &in, &expect, row); why != "" {
				skipped[why]++
				total++
			}
		})
	}
	t.Logf("%s: %d rows, not for Go: %v", subject, len(file.Rows), skipped)
	if total > mostSkipped {
		t.Errorf("%d rows were not run, at most %d are expected", total, mostSkipped)
	}
	if left := Live() - before; left != 0 {
		t.Errorf("%d handles are left", left)
	}
}

const (
	startMS = 1000
	startS  = 1771526500
)

var entropy = []byte(strings.Repeat("\x01", EntropySize))

func partnerOf(in *input) string {
	if in.Partner == "" {
		return "clive"
	}
	return in.Partner
}

func configFor(t *testing.T, partner string, settings Settings) *Config {
	t.Helper()
	settings.BaseURL = "https://api.example.com"
	if settings.APIKey == "" {
		settings.APIKey = "tybrite_sk_test_key"
	}
	if partner == "clive" {
		settings.BaseURL += "/api/v1"
		if settings.APIKey == "tybrite_sk_test_key" {
			settings.APIKey = "cp_test_key"
		}
	}
	if settings.HMACSecret == "" {
		settings.HMACSecret = "test_hmac_secret"
	}
	config, err := NewConfig(partner, &settings)
	if err != nil {
		t.Fatal(err.Text)
	}
	t.Cleanup(config.Close)
	return config
}

func start(t *testing.T, config *Config, intent *Intent, options *CallOptions) *Call {
	t.Helper()
	call, err := config.Start(intent, options, Now{startMS, startS}, entropy)
	if err != nil {
		t.Fatal(err.Text)
	}
	t.Cleanup(call.Close)
	return call
}

func next(t *testing.T, call *Call) Step {
	t.Helper()
	step, err := call.Next()
	if err != nil {
		t.Fatal(err.Text)
	}
	return step
}

func must(t *testing.T, err *Error) {
	t.Helper()
	if err != nil {
		t.Fatal(err.Text)
	}
}

// ownKey is the caller's key; not when no Go program can say it.
func ownKey(in *input) (key, notForGo string) {
	if len(in.IdempotencyKey) == 0 || string(in.IdempotencyKey) == "null" {
		return "", ""
	}
	if err := json.Unmarshal(in.IdempotencyKey, &key); err != nil || strings.Contains(string(in.IdempotencyKey), `\ud`) && strings.Contains(key, "\ufffd") {
		return "", "half of a surrogate pair has no Go string"
	}
	if key == "" {
		return "", "an empty text means no key"
	}
	return key, ""
}

func TestVectorsSign(t *testing.T) {
	type expect struct {
		Signature string
		Valid     bool
	}
	eachRow(t, "sign", 100, 0, func(t *testing.T, in *input, expect *expect, _ *row) string {
		key, err := NewKey([]byte(in.Secret.text))
		if in.Op == "key" {
			if (err == nil) != expect.Valid || err != nil && err.Code != "HMAC_SECRET_MISSING" {
				t.Errorf("%v", err)
			}
			if err == nil {
				key.Close()
			}
			return ""
		}
		must(t, err)
		defer key.Close()
		body := []byte(in.Body.text)
		if in.Op == "sign" {
			var got string
			switch in.Scheme {
			case "hex":
				got, err = key.SignHex(body)
			case "hex_timestamped":
				got, err = key.SignHexTimestamped(in.Timestamp, body)
			case "base64_timestamped":
				seconds, parsed := strconv.ParseUint(in.Timestamp, 10, 64)
				if parsed != nil {
					t.Fatal(parsed)
				}
				got, err = key.SignBase64Timestamped(seconds, body)
			case "base64url":
				if in.Message.given {
					body = []byte(in.Message.text)
				}
				got, err = key.SignBase64URL(body)
			default:
				t.Fatalf("a scheme without a function: %s", in.Scheme)
			}
			must(t, err)
			if got != expect.Signature {
				t.Errorf("%s, not %s", got, expect.Signature)
			}
			return ""
		}
		var fits bool
		switch in.Scheme {
		case "hex":
			fits, err = key.VerifyHex(body, in.Received.text)
		case "hex_timestamped":
			fits, err = key.VerifyHexTimestamped(in.Timestamp, body, in.Received.text)
		case "base64_timestamped":
			fits, err = key.VerifyBase64Timestamped(in.Timestamp, body, in.Received.text)
		default:
			t.Fatalf("a scheme without a function: %s", in.Scheme)
		}
		must(t, err)
		if fits != expect.Valid {
			t.Errorf("%v", fits)
		}
		return ""
	})
}

func double(t *testing.T, bits string) float64 {
	t.Helper()
	bytes, err := hex.DecodeString(bits)
	if err != nil {
		t.Fatal(err)
	}
	return math.Float64frombits(binary.BigEndian.Uint64(bytes))
}

func TestVectorsAmount(t *testing.T) {
	type expect struct {
		Text  *string
		Error string
	}
	words := map[string]string{
		"empty": "empty", "not_a_number": "not decimal text", "not_finite": "not a finite", "too_many_digits": "significant digits",
		"out_of_range": "check its unit",
	}
	eachRow(t, "amount", 100, 0, func(t *testing.T, in *input, expect *expect, _ *row) string {
		var got string
		var err *Error
		switch {
		case in.Text != nil:
			got, err = AmountFromText(*in.Text)
		case in.Integer != nil:
			got, err = AmountFromText(*in.Integer)
		default:
			got, err = AmountFromDouble(double(t, *in.F64))
		}
		if expect.Text != nil {
			must(t, err)
			if got != *expect.Text {
				t.Errorf("%s, not %s", got, *expect.Text)
			}
		} else if err == nil || err.Kind != "ValidationError" || !strings.Contains(err.Message, words[expect.Error]) {
			t.Errorf("%q %+v, not %s", got, err, expect.Error)
		}
		return ""
	})
}

func TestVectorsCanonicalBody(t *testing.T) {
	type expect struct{ Body *string }
	eachRow(t, "canonical-body", 400, 3, func(t *testing.T, in *input, expect *expect, _ *row) string {
		var text []byte
		if in.F64 != nil {
			number := double(t, *in.F64)
			if math.IsNaN(number) || math.IsInf(number, 0) {
				return "JSON text cannot say it"
			}
			text = strconv.AppendFloat(nil, number, 'e', -1, 64)
		} else {
			var given string
			if err := json.Unmarshal(in.JSON, &given); err != nil {
				t.Fatal(err)
			}
			text = []byte(given)
		}
		got, err := Canonical(text)
		if expect.Body == nil {
			if err == nil {
				t.Errorf("accepted as %s", got)
			}
			return ""
		}
		must(t, err)
		if string(got) != *expect.Body {
			t.Errorf("%s, not %s", got, *expect.Body)
		}
		return ""
	})
}

func headersAre(t *testing.T, step Step, expected [][2]value) {
	t.Helper()
	if len(step.Headers) != len(expected) {
		t.Fatalf("%d headers, not %d", len(step.Headers), len(expected))
	}
	for index, header := range step.Headers {
		if header.Name != expected[index][0].text || header.Value != expected[index][1].text {
			t.Errorf("header %d: %s: %q, not %v", index, header.Name, header.Value, expected[index])
		}
	}
}

var auths = map[string]int{"public": AuthPublic, "api_key": AuthAPIKey, "signed": AuthSigned, "bearer": AuthBearer}

func rawOf(in *input, path string) *Raw {
	return &Raw{Method: in.Method, Path: path, Auth: auths[in.Auth], Body: []byte(in.Body.text), HasBody: in.Body.given, Query: in.Query}
}

// fieldErrors are the fields that a local refusal names.
func fieldErrors(t *testing.T, err *Error) map[string][]string {
	t.Helper()
	if err.Kind != "ValidationError" || err.Code != "VALIDATION_ERROR" || err.Status != 400 || err.Outcome != "not_sent" || err.Attempts != 0 || err.Retryable {
		t.Fatalf("%+v", err)
	}
	var details struct{ FieldErrors map[string][]string }
	if err := json.Unmarshal(err.Details, &details); err != nil {
		t.Fatal(err)
	}
	return details.FieldErrors
}

func TestVectorsRequests(t *testing.T) {
	type expect struct {
		Method, URL string
		Body        *string
		Headers     [][2]value
		Refused     map[string]*string
		MessageHas  string `json:"message_has"`
	}
	eachRow(t, "requests", 500, 1, func(t *testing.T, in *input, expect *expect, _ *row) string {
		key, notForGo := ownKey(in)
		if notForGo != "" {
			return notForGo
		}
		config := configFor(t, partnerOf(in), Settings{LocalValidation: in.LocalValidation})
		defer config.Close()
		var intent *Intent
		var err *Error
		if in.Op == "raw" {
			intent, err = config.RawIntent(rawOf(in, in.Path), key)
		} else {
			var text string
			if err := json.Unmarshal(in.JSON, &text); err != nil {
				t.Fatal(err)
			}
			intent, err = config.Intent(in.Operation, []byte(text), key)
		}
		if expect.Refused != nil {
			if err == nil {
				t.Fatal("accepted")
			}
			named := fieldErrors(t, err)
			if len(named) != len(expect.Refused) || !strings.Contains(err.Message, expect.MessageHas) {
				t.Errorf("%s: %v, not %v", err.Message, named, expect.Refused)
			}
			for field, message := range expect.Refused {
				if len(named[field]) != 1 || message != nil && named[field][0] != *message {
					t.Errorf("%s: %v", field, named[field])
				}
			}
			return ""
		}
		must(t, err)
		defer intent.Close()
		call := start(t, config, intent, &CallOptions{})
		defer call.Close()
		step := next(t, call)
		if step.Method != expect.Method || step.URL != expect.URL {
			t.Errorf("%s %s, not %s %s", step.Method, step.URL, expect.Method, expect.URL)
		}
		if step.HasBody != (expect.Body != nil) || expect.Body != nil && string(step.Body) != *expect.Body {
			t.Errorf("body %q", step.Body)
		}
		headersAre(t, step, expect.Headers)
		return ""
	})
}

func TestVectorsHeaders(t *testing.T) {
	type expect struct {
		Problem *string
		Hex     *string
		Headers [][2]value
	}
	eachRow(t, "headers", 120, 1, func(t *testing.T, in *input, expect *expect, row *row) string {
		if in.Op == "check" {
			if in.Value.text == "" {
				return "an empty text means no key"
			}
			if strings.Contains(string(row.Input), `\ud`) && strings.Contains(in.Value.text, "\ufffd") {
				return "half of a surrogate pair has no Go string"
			}
			config := configFor(t, "clive", Settings{})
			defer config.Close()
			intent, err := config.RawIntent(&Raw{Method: "POST", Path: "/x", Auth: AuthPublic}, in.Value.text)
			if expect.Problem != nil {
				if err == nil {
					t.Fatal("accepted")
				}
				fieldErrors(t, err)
				return ""
			}
			must(t, err)
			defer intent.Close()
			call := start(t, config, intent, &CallOptions{})
			defer call.Close()
			if step := next(t, call); hex.EncodeToString([]byte(step.Headers[0].Value)) != *expect.Hex {
				t.Errorf("%q", step.Headers)
			}
			return ""
		}
		key, notForGo := ownKey(in)
		if notForGo != "" {
			return notForGo
		}
		settings := Settings{APIKey: *in.Credentials["api_key"], HMACSecret: *in.Credentials["hmac_secret"]}
		if token := in.Credentials["bearer_token"]; token != nil {
			settings.BearerToken = *token
		}
		config := configFor(t, partnerOf(in), settings)
		defer config.Close()
		intent, err := config.RawIntent(rawOf(in, "/x"), key)
		must(t, err)
		defer intent.Close()
		call, err := config.Start(intent, &CallOptions{}, Now{startMS, in.UnixS}, entropy)
		must(t, err)
		defer call.Close()
		headersAre(t, next(t, call), expect.Headers)
		return ""
	})
}

func TestVectorsIdempotency(t *testing.T) {
	type expect struct{ Key, Refused *string }
	eachRow(t, "idempotency", 190, 32, func(t *testing.T, in *input, expect *expect, _ *row) string {
		var text string
		if in.JSON != nil {
			if err := json.Unmarshal(in.JSON, &text); err != nil {
				t.Fatal(err)
			}
		}
		config := configFor(t, partnerOf(in), Settings{})
		defer config.Close()
		switch in.Op {
		case "generated":
			drawn, decoded := hex.DecodeString(in.EntropyHex)
			if decoded != nil {
				t.Fatal(decoded)
			}
			intent, err := config.Intent(in.Operation, []byte(text), "")
			must(t, err)
			defer intent.Close()
			must(t, intent.FixKey(in.UnixS, drawn))
			facts, err := intent.Facts()
			must(t, err)
			if facts.IdempotencyKey != *expect.Key {
				t.Errorf("%s", facts.IdempotencyKey)
			}
		case "operation":
			key, notForGo := ownKey(in)
			if notForGo != "" {
				return notForGo
			}
			intent, err := config.Intent(in.Operation, []byte(text), key)
			if expect.Refused != nil {
				if err == nil {
					t.Fatal("accepted")
				}
				if named := fieldErrors(t, err); len(named) != 1 || named[*expect.Refused] == nil {
					t.Errorf("%v", named)
				}
				return ""
			}
			must(t, err)
			defer intent.Close()
			facts, err := intent.Facts()
			must(t, err)
			if expect.Key == nil && facts.IdempotencyKey != "" || expect.Key != nil && facts.IdempotencyKey != *expect.Key {
				t.Errorf("%q", facts.IdempotencyKey)
			}
		default:
			return "the key alone has no function in Go: it is the operation's default, or the caller's own text"
		}
		return ""
	})
}

func TestVectorsErrors(t *testing.T) {
	type expect struct {
		Kind, Code, Message, Outcome, Advice string
		Hint, Environment                    *string
		Retryable                            bool
		Details                              json.RawMessage
		Number                               int
		Kinds, Codes                         [][]any
		RateLimit                            *struct {
			Limit, Remaining, Reset *int64
			Scope                   *string
		} `json:"rate_limit"`
		ResponseText *struct {
			Bytes  int
			Begins string
		} `json:"response_text"`
	}
	eachRow(t, "errors", 170, 16, func(t *testing.T, in *input, expect *expect, _ *row) string {
		switch in.Op {
		case "kinds", "codes", "fault", "outcome":
			return "the tables are compared in the public package"
		}
		config := configFor(t, partnerOf(in), Settings{})
		defer config.Close()
		text := fieldsOf(in.Operation, in.Fields)
		intent, err := config.Intent(in.Operation, text, "")
		must(t, err)
		defer intent.Close()
		call := start(t, config, intent, &CallOptions{MaxRetries: new(uint32)})
		defer call.Close()
		next(t, call)
		must(t, call.OnResponse(in.Status, headOf(in.Headers), []byte(in.Body.text), in.Body.given, Now{startMS, startS}))
		_, _, got := call.Done(Keep{}, nil)
		if got == nil {
			t.Fatal("a success")
		}
		if got.Kind != expect.Kind || got.Code != expect.Code || got.Message != expect.Message || got.Outcome != expect.Outcome ||
			got.Retryable != expect.Retryable || got.Status != in.Status || !strings.Contains(got.Advice, expect.Advice) || got.Advice == "" {
			t.Errorf("%+v\nnot %+v", got, expect)
		}
		same := func(name, got string, expected *string) {
			if expected == nil && got != "" || expected != nil && got != *expected {
				t.Errorf("%s %q", name, got)
			}
		}
		if in.Partner != "" {
			same("hint", got.Hint, expect.Hint)
			same("environment", got.Environment, expect.Environment)
			if expect.RateLimit != nil {
				rate := got.Rate
				if rate == nil {
					rate = &Rate{}
				}
				same("scope", rate.Scope, expect.RateLimit.Scope)
				shown := func(number *int64) string { text, _ := json.Marshal(number); return string(text) }
				for _, pair := range [][2]*int64{{rate.Limit, expect.RateLimit.Limit}, {rate.Remaining, expect.RateLimit.Remaining}, {rate.ResetUnixS, expect.RateLimit.Reset}} {
					if shown(pair[0]) != shown(pair[1]) {
						t.Errorf("rate limit %+v", rate)
					}
				}
			}
		}
		if detail := string(got.Details); sameJSON(detail) != sameJSON(string(expect.Details)) {
			t.Errorf("details %s, not %s", detail, expect.Details)
		}
		if expect.ResponseText == nil != (got.ResponseText == "") ||
			expect.ResponseText != nil && (len(got.ResponseText) != expect.ResponseText.Bytes || !strings.HasPrefix(got.ResponseText, expect.ResponseText.Begins)) {
			t.Errorf("response text %q", got.ResponseText)
		}
		return ""
	})
}

// sameJSON is JSON without what does not matter.
func sameJSON(text string) string {
	var value any
	if text == "" || json.Unmarshal([]byte(text), &value) != nil {
		return "null"
	}
	again, _ := json.Marshal(value)
	return string(again)
}

func headOf(headers [][2]string) *Head {
	head := &Head{}
	for _, pair := range headers {
		head.Add(pair[0], pair[1])
	}
	return head
}

// complete are requests for rows that are not about their fields.
var complete = map[string]json.RawMessage{
	"attach_payment_intent":  json.RawMessage(`{"clive_tx_id":"CLVTX_1","stripe_payment_intent_id":"pi_1"}`),
	"create_checkout_intent": json.RawMessage(`{"partner_id":"P","client_id":"C","amount":1,"currency":"USD","email":"e","echezona_reference":"R"}`),
	"pay_settlement":         json.RawMessage(`{"settlement_batch_id":"b"}`),
}

func fieldsOf(operation string, given json.RawMessage) json.RawMessage {
	if given != nil {
		return given
	}
	if fields, known := complete[operation]; known {
		return fields
	}
	return json.RawMessage(`{}`)
}

var faults = map[string]int{
	"dns": FaultDNS, "connect_refused": FaultConnectRefused, "connect_timeout": FaultConnectTimeout, "tls_certificate": FaultTLSCertificate,
	"tls_handshake": FaultTLSHandshake, "write_failed": FaultWriteFailed, "reset": FaultReset, "read_timeout": FaultReadTimeout,
	"truncated": FaultTruncated, "other": FaultOther,
}

func TestVectorsRetry(t *testing.T) {
	type expect struct {
		Action, Outcome, Code string
		Attempts, Status      int
		Retryable             bool
		MS                    *uint64
		RetryAfterMS          *uint64 `json:"retry_after_ms"`
		AtLeastMS             *uint64 `json:"at_least_ms"`
		AtMostMS              *uint64 `json:"at_most_ms"`
	}
	number := func(value *uint64) string {
		if value == nil {
			return "none"
		}
		return fmt.Sprint(*value)
	}
	eachRow(t, "retry", 500, 14, func(t *testing.T, in *input, expect *expect, _ *row) string {
		if in.Op == "backoff" {
			return "the random bits of one wait cannot be given: they are drawn from the call's entropy"
		}
		config := configFor(t, partnerOf(in), Settings{})
		defer config.Close()
		operation := in.Operation
		switch in.Op {
		case "sequence":
			operation = in.Request
		case "retry_after", "wait":
			operation = "attach_payment_intent"
		}
		intent, err := config.Intent(operation, fieldsOf(operation, in.Fields), "")
		must(t, err)
		defer intent.Close()
		options := &CallOptions{MaxRetries: in.MaxRetries, TotalTimeoutMS: &in.TotalTimeoutMS}
		if in.Op == "retry_after" {
			options.MaxRetries = new(uint32)
		}
		call := start(t, config, intent, options)
		defer call.Close()
		next(t, call)
		if in.Op == "sequence" {
			at := uint64(startMS)
			for index, end := range in.Ends {
				if index > 0 {
					step := next(t, call)
					if step.Kind != StepWait {
						t.Fatalf("%+v", step)
					}
					at += step.DelayMS
					must(t, call.OnWaited(Now{at, startS}))
					next(t, call)
				}
				now := Now{at, startS}
				status, numeric := strconv.Atoi(string(end))
				switch name := strings.Trim(string(end), `"`); {
				case numeric == nil:
					must(t, call.OnResponse(status, &Head{}, nil, true, now))
				case name == "2xx-broken":
					must(t, call.OnResponse(200, &Head{}, nil, false, now))
				case name == "cancel":
					must(t, call.Cancel(false, now))
				default:
					must(t, call.OnFault(faults[name], now))
				}
			}
			if step := next(t, call); (step.Kind == StepWait) != (expect.Action == "wait") {
				t.Fatalf("%+v, not %s", step, expect.Action)
			}
			if expect.Action == "wait" {
				return ""
			}
			_, _, got := call.Done(Keep{}, nil)
			if got == nil || got.Outcome != expect.Outcome || got.Attempts != expect.Attempts || got.Status != expect.Status || got.Code != expect.Code || got.Retryable != expect.Retryable {
				t.Errorf("%+v, not %+v", got, expect)
			}
			return ""
		}
		status, headers, body := in.Status, headOf(in.Headers), []byte(in.Body.text)
		if in.Op == "retry_after" {
			status, headers, body = 429, headOf([][2]string{{"Retry-After", in.Value.text}}), nil
		}
		must(t, call.OnResponse(status, headers, body, true, Now{startMS + in.ElapsedMS, in.UnixS}))
		step := next(t, call)
		if step.Kind == StepWait {
			if expect.AtMostMS == nil || step.DelayMS < *expect.AtLeastMS || step.DelayMS > *expect.AtMostMS {
				t.Errorf("waits %d, not %s to %s", step.DelayMS, number(expect.AtLeastMS), number(expect.AtMostMS))
			}
			return ""
		}
		_, _, got := call.Done(Keep{}, nil)
		expected := expect.RetryAfterMS
		if in.Op == "retry_after" {
			expected = expect.MS
		}
		if got == nil || number(got.RetryAfterMS) != number(expected) {
			t.Errorf("%+v, not %s", got, number(expected))
		}
		return ""
	})
}

// base64 is what the timestamped signatures are written in: its length is the header's.
func TestTheLengthOfASignature(t *testing.T) {
	key, err := NewKey([]byte("secret"))
	must(t, err)
	defer key.Close()
	signed, err := key.SignBase64Timestamped(1, nil)
	must(t, err)
	if raw, bad := base64.StdEncoding.DecodeString(signed); bad != nil || len(raw) != 32 {
		t.Errorf("%q", signed)
	}
}
