// The Go runner of the conformance scenarios: a line of JSON in, a line of JSON out (docs/conformance.md).
package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
)

// asked is a line that is read.
type asked struct {
	ID                    string          `json:"id"`
	Partner               string          `json:"partner"`
	Client                json.RawMessage `json:"client"`
	Operation             string          `json:"operation"`
	AllPages              bool            `json:"all_pages"`
	Local                 json.RawMessage `json:"local"`
	Input                 string          `json:"input"`
	StripePaymentIntentID string          `json:"stripe_payment_intent_id"`
	Raw                   *raw            `json:"raw"`
	Options               callOptions     `json:"options"`
	Cancel                *cancel         `json:"cancel"`
}

type raw struct {
	Method string      `json:"method"`
	Path   string      `json:"path"`
	Auth   string      `json:"auth"`
	Query  [][2]string `json:"query"`
	Body   *string     `json:"body"`
}

type callOptions struct {
	IdempotencyKey   *string `json:"idempotency_key"`
	AttemptTimeoutMS *int64  `json:"attempt_timeout_ms"`
	TotalTimeoutMS   *int64  `json:"total_timeout_ms"`
	MaxRetries       *int    `json:"max_retries"`
	Identity         *struct {
		Header string         `json:"header"`
		Value  payseal.Secret `json:"value"`
	} `json:"identity"`
}

type cancel struct {
	When    string `json:"when"`
	Attempt int    `json:"attempt"`
	MS      int64  `json:"ms"`
}

type settings struct {
	BaseURL           string  `json:"base_url"`
	APIKey            string  `json:"api_key"`
	HMACSecret        string  `json:"hmac_secret"`
	BearerToken       string  `json:"bearer_token"`
	ConnectTimeoutMS  int64   `json:"connect_timeout_ms"`
	AttemptTimeoutMS  int64   `json:"attempt_timeout_ms"`
	TotalTimeoutMS    *int64  `json:"total_timeout_ms"`
	MaxRetries        *int    `json:"max_retries"`
	LocalValidation   *bool   `json:"local_validation"`
	AllowInsecureHTTP bool    `json:"allow_insecure_http"`
	ExtraCAPEM        *string `json:"extra_ca_pem"`
}

// running is the call that runs.
var running struct {
	events []map[string]any
	cancel context.CancelFunc
	at     *cancel
}

func told(_ context.Context, event payseal.AttemptEvent) {
	line := map[string]any{"phase": event.Phase, "attempt": event.Attempt, "operation": event.Operation}
	set := func(name string, is bool, value any) {
		if is {
			line[name] = value
		}
	}
	set("idempotency_key", event.IdempotencyKey != "", event.IdempotencyKey)
	set("status", event.Status != 0, event.Status)
	set("fault", event.Fault != "", event.Fault)
	set("outcome", event.Outcome != "", event.Outcome)
	if event.RetryIn != nil {
		line["retry_in_ms"] = event.RetryIn.Milliseconds()
	}
	running.events = append(running.events, line)
	if at := running.at; at != nil && at.Attempt == event.Attempt &&
		(at.When == string(event.Phase) || at.When == "waiting" && event.RetryIn != nil) {
		running.cancel()
	}
}

// client is what the runner needs of either client.
type client interface {
	RawRequest(context.Context, payseal.RawRequest, ...payseal.CallOption) (*payseal.Response, error)
	CallJSON(context.Context, string, json.RawMessage, ...payseal.CallOption) (*payseal.Response, error)
	Close()
}

var kept struct {
	text   string
	client client
}

func clientOf(line *asked) (client, error) {
	text := line.Partner + string(line.Client)
	if kept.client != nil && kept.text == text {
		return kept.client, nil
	}
	if kept.client != nil {
		kept.client.Close()
		kept.client = nil
	}
	var given settings
	must(strict(line.Client, &given))
	made, err := newClient(line.Partner, &given)
	if err != nil {
		return nil, err
	}
	kept.text, kept.client = text, made
	return made, nil
}

func milliseconds(ms int64) time.Duration { return time.Duration(ms) * time.Millisecond }

func total(ms *int64) time.Duration {
	switch {
	case ms == nil:
		return 0
	case *ms == 0:
		return -1
	}
	return milliseconds(*ms)
}

// httpClient trusts one more authority; nil is the package's own.
func httpClient(pem *string) *http.Client {
	if pem == nil {
		return nil
	}
	roots, err := x509.SystemCertPool()
	must(err)
	roots.AppendCertsFromPEM([]byte(*pem))
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
}

func logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func options(given *callOptions) []payseal.CallOption {
	var made []payseal.CallOption
	if given.IdempotencyKey != nil {
		made = append(made, payseal.WithIdempotencyKey(*given.IdempotencyKey))
	}
	if given.AttemptTimeoutMS != nil {
		made = append(made, payseal.WithAttemptTimeout(milliseconds(*given.AttemptTimeoutMS)))
	}
	if given.TotalTimeoutMS != nil {
		made = append(made, payseal.WithTotalTimeout(milliseconds(*given.TotalTimeoutMS)))
	}
	if given.MaxRetries != nil {
		made = append(made, payseal.WithMaxRetries(*given.MaxRetries))
	}
	if given.Identity != nil {
		made = append(made, tybrite.WithIdentity(given.Identity.Header, given.Identity.Value))
	}
	return made
}

var auths = map[string]payseal.Auth{
	"public": payseal.AuthPublic, "api_key": payseal.AuthAPIKey, "signed": payseal.AuthSigned, "bearer": payseal.AuthBearer,
}

// run makes the call. The value and what is told besides, or the error.
func run(line *asked) (value json.RawMessage, meta *payseal.Response, err error) {
	made, err := clientOf(line)
	if err != nil {
		return nil, nil, err
	}
	shown, err := json.Marshal(made)
	must(err)
	fmt.Fprintf(os.Stderr, "%v %+v %#v %s\n", made, made, made, shown)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	running.cancel = cancel
	if line.Cancel != nil {
		switch line.Cancel.When {
		case "before":
			cancel()
		case "after":
			defer time.AfterFunc(milliseconds(line.Cancel.MS), cancel).Stop()
		default:
			running.at = line.Cancel
		}
	}
	given := options(&line.Options)
	if line.Raw != nil {
		auth, known := auths[line.Raw.Auth]
		must(check(known, "no such auth class"))
		request := payseal.RawRequest{Method: line.Raw.Method, Path: line.Raw.Path, Auth: auth, Query: line.Raw.Query}
		if line.Raw.Body != nil {
			request.Body = json.RawMessage(*line.Raw.Body)
		}
		response, err := made.RawRequest(ctx, request, given...)
		return said(response, err)
	}
	return send(ctx, made, line, given)
}

// said is an answer that is told as it was understood.
func said(response *payseal.Response, err error) (json.RawMessage, *payseal.Response, error) {
	if err != nil {
		return nil, nil, err
	}
	return response.JSON(), response, nil
}

// metaOf is what is told about an answer besides its value.
func metaOf(response *payseal.Response) map[string]any {
	if response == nil {
		return nil
	}
	meta := map[string]any{
		"status": response.Status, "replayed": response.Replayed, "attempts": response.Attempts,
		"idempotency_key": text(response.IdempotencyKey), "request_id": text(response.RequestID),
		"environment": text(response.Environment), "rate_limit": response.RateLimit,
	}
	if reference := response.VerifyReference(); reference != "" {
		meta["verify_reference"] = reference
	}
	return meta
}

// text is null when it is empty.
func text(value string) any {
	if value == "" {
		return nil
	}
	return value
}

func shown(failed *payseal.Error) map[string]any {
	line := map[string]any{
		"kind": failed.Kind, "code": text(failed.Code), "message": failed.Message, "outcome": failed.Outcome,
		"retryable": failed.Retryable, "attempts": failed.Attempts, "operation": text(failed.Operation),
		"idempotency_key": text(failed.IdempotencyKey), "request_id": text(failed.RequestID), "fault": text(string(failed.Fault)),
		"response_text": text(failed.ResponseText), "advice": failed.Advice, "hint": text(failed.Hint),
		"environment": text(failed.Environment), "rate_limit": failed.RateLimit, "details": failed.Details, "completed": failed.Completed,
	}
	if failed.Status != 0 {
		line["status"] = failed.Status
	}
	if failed.RetryAfterMS != nil {
		line["retry_after_ms"] = *failed.RetryAfterMS
	}
	return line
}

// show prints an error in every form there is for people and logs.
func show(failed *payseal.Error) {
	marshalled, err := json.Marshal(failed)
	must(err)
	fmt.Fprintf(os.Stderr, "%v\n%+v\n%#v\n%s\n", failed, failed, failed, marshalled)
	logger().Error("the call failed", "error", failed)
	for cause := errors.Unwrap(failed); cause != nil; cause = errors.Unwrap(cause) {
		fmt.Fprintf(os.Stderr, "%v %+v\n", cause, cause)
	}
}

func serve(text []byte, output *bufio.Writer) {
	var line asked
	must(strict(text, &line))
	running.events, running.at = []map[string]any{}, nil
	answer := map[string]any{"id": line.ID}
	var value json.RawMessage
	var meta *payseal.Response
	var err error
	if line.Local != nil {
		value, err = local(line.Local)
	} else {
		value, meta, err = run(&line)
	}
	if err != nil {
		var failed *payseal.Error
		must(check(errors.As(err, &failed), fmt.Sprint("not an error of Payseal: ", err)))
		show(failed)
		answer["error"] = shown(failed)
	} else {
		answer["ok"] = value
		if told := metaOf(meta); told != nil {
			answer["meta"] = told
		}
	}
	answer["events"] = running.events
	marshalled, err := json.Marshal(answer)
	must(err)
	_, err = output.Write(append(marshalled, '\n'))
	must(err)
	must(output.Flush())
}

// strict refuses what this runner does not know.
func strict(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

func check(holds bool, why string) error {
	if holds {
		return nil
	}
	return errors.New(why)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	input := bufio.NewReader(os.Stdin)
	output := bufio.NewWriter(os.Stdout)
	for {
		line, err := input.ReadBytes('\n')
		if err != nil {
			return
		}
		serve(line, output)
	}
}
