//! The client of a partner: its configuration, and a method for each operation.

use std::fmt::Write as _;

use payseal::operation::{Operation, Partner};

use super::{comment, pascal};
use crate::r#gen::describe::{groups, inner_model};

pub(super) fn text(partner: &'static Partner) -> String {
    let mut out = String::from(CLIENT);
    let mut fields = String::new();
    let mut made = String::new();
    let mut methods = String::new();
    for (group, operations) in groups(partner) {
        let Some(group) = group else {
            operations.iter().for_each(|operation| method(&mut methods, "c *Client", "c.engine", operation));
            continue;
        };
        let name = pascal(group);
        let _ = write!(fields, "\t// {name} are the operations of {group}.\n\t{name} {name}Group\n");
        let _ = writeln!(made, "\tclient.{name}.engine = made");
        let _ = write!(
            methods,
            "\n// {name}Group are the operations of {group}.\ntype {name}Group struct{{ engine *engine.Client }}\n"
        );
        for operation in operations {
            method(&mut methods, &format!("g {name}Group"), "g.engine", operation);
        }
    }
    out.push_str(&methods);
    if !fields.is_empty() {
        fields.push('\n');
    }
    for (from, to) in [
        ("IMPORT_ITER", if methods.contains("iter.Seq2") { "\t\"iter\"\n" } else { "" }),
        ("GROUP_FIELDS", &fields),
        ("GROUPS_MADE", &made),
        ("PACKAGE", partner.name),
        ("TITLE", partner.title),
        ("ENV", partner.env_prefix),
    ] {
        out = out.replace(from, to);
    }
    out
}

fn method(out: &mut String, receiver: &str, engine: &str, operation: &Operation) {
    let name = pascal(operation.short_name());
    let answer = operation.response.name;
    let (parameter, input) = if operation.request.fields.is_empty() {
        (String::new(), format!("engine.Request{{Operation: \"{}\", JSON: []byte(\"{{}}\")}}", operation.name))
    } else {
        (format!("request {}, ", operation.request.name), "request.input()".to_owned())
    };
    let doc = format!("{name}: {} {} {}", operation.doc, operation.method.as_str(), operation.path);
    let _ = write!(
        out,
        "\n{}func ({receiver}) {name}(ctx context.Context, {parameter}options ...payseal.CallOption) (*{answer}, error) {{\n\t\
         return engine.Call[{answer}](ctx, {engine}, {input}, options)\n}}\n",
        comment("", &doc)
    );
    let Some(items) = operation.answer.items else { return };
    let field = operation.response.fields.iter().find(|field| field.name == items).expect("the items of a list");
    let item = inner_model(&field.kind).expect("items with a model").name;
    let _ = write!(
        out,
        "\n// All goes over every item of {name}, page after page; the next page is asked for when the last item of one was taken. An error\n\
         // ends it.\n\
         func ({receiver}) All(ctx context.Context, {parameter}options ...payseal.CallOption) iter.Seq2[{item}, error] {{\n\t\
         return engine.Pages(ctx, {engine}, request.Cursor, func(cursor *string) engine.Request {{\n\t\t\
         request.Cursor = cursor\n\t\treturn {input}\n\t}}, func(page *{answer}) []{item} {{ return page.{} }}, options)\n}}\n",
        pascal(items)
    );
}

const CLIENT: &str = r#"package PACKAGE

import (
	"context"
	"encoding/json"
IMPORT_ITER	"log/slog"
	"net/http"
	"os"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/internal/engine"
)

// Config is what a client is made of. Printing or marshalling it shows no secret.
type Config struct {
	// BaseURL is TITLE's base URL with its path. Required. Plain http is refused unless it leads to this machine.
	BaseURL string
	// APIKey is the key that TITLE gave you.
	APIKey payseal.Secret
	// HMACSecret is the secret that requests are signed with, used as its bytes.
	HMACSecret payseal.Secret
	// BearerToken is the JWT of an administrator, for the endpoints that take one.
	BearerToken payseal.Secret
	// HTTPClient moves the bytes. Its Transport and its Timeout are used, its cookies and its redirects are not. Nil: one of the
	// client's own, over HTTP/1.1, with the proxy of the environment.
	//
	// Its transport must end when the context of a request is done, as every http.RoundTripper must, and should report to
	// net/http/httptrace: from one that does not, no error can be known to have been before the request was sent.
	HTTPClient *http.Client
	// ConnectTimeout is how long one connection may take to open; 0 is 10 s.
	ConnectTimeout time.Duration
	// AttemptTimeout is how long one attempt may take; 0 is 30 s.
	AttemptTimeout time.Duration
	// TotalTimeout is how long a call may take with all its attempts and waits; 0 is 90 s, and below 0 is no limit. The deadline of
	// the call's context holds besides.
	TotalTimeout time.Duration
	// MaxRetries is how often a failed attempt is repeated; nil is 2.
	MaxRetries *int
	// DisableLocalValidation lets the partner refuse what it can never accept. Headers and JSON stay checked.
	DisableLocalValidation bool
	// AllowInsecureHTTP permits plain http to a host that is not this machine: the API key then travels in clear text.
	AllowInsecureHTTP bool
	// OnAttempt is called before and after each attempt, on the goroutine of the call. One that panics does not disturb the call.
	OnAttempt func(context.Context, payseal.AttemptEvent)
	// Logger is told what OnAttempt is told: an attempt that did not succeed as a warning, everything else at debug level.
	Logger *slog.Logger
}

// Client is a client of TITLE. Make one and share it between goroutines. Close is optional: what is no longer reachable is freed.
type Client struct {
GROUP_FIELDS	engine *engine.Client
}

// NewClient makes a client. Nothing is sent. The error is [payseal.ErrConfig] and names the setting.
func NewClient(config Config) (*Client, error) {
	made, err := engine.New(engine.Settings{
		Partner:                "PACKAGE",
		BaseURL:                config.BaseURL,
		APIKey:                 config.APIKey,
		HMACSecret:             config.HMACSecret,
		BearerToken:            config.BearerToken,
		HTTPClient:             config.HTTPClient,
		ConnectTimeout:         config.ConnectTimeout,
		AttemptTimeout:         config.AttemptTimeout,
		TotalTimeout:           config.TotalTimeout,
		MaxRetries:             config.MaxRetries,
		DisableLocalValidation: config.DisableLocalValidation,
		AllowInsecureHTTP:      config.AllowInsecureHTTP,
		OnAttempt:              config.OnAttempt,
		Logger:                 config.Logger,
	})
	if err != nil {
		return nil, err
	}
	client := &Client{engine: made}
GROUPS_MADE	return client, nil
}

// ConfigFromEnv reads ENV_API_BASE_URL, ENV_API_KEY and ENV_HMAC_SECRET. The error names the variable that is missing or empty.
func ConfigFromEnv() (Config, error) {
	read, err := engine.FromEnv("ENV", os.LookupEnv)
	return Config{BaseURL: read.BaseURL, APIKey: read.APIKey, HMACSecret: read.HMACSecret}, err
}

// FromEnv makes a client from ENV_API_BASE_URL, ENV_API_KEY and ENV_HMAC_SECRET.
func FromEnv() (*Client, error) {
	config, err := ConfigFromEnv()
	if err != nil {
		return nil, err
	}
	return NewClient(config)
}

// Close frees what the client holds and closes its idle connections. Calls that run go on; later ones are refused. It may be
// called again.
func (c *Client) Close() { c.engine.Close() }

// String says what it is.
func (c *Client) String() string { return "PACKAGE.Client" }

// GoString says what it is.
func (c *Client) GoString() string { return "PACKAGE.Client" }

// RawRequest calls an endpoint that this version does not describe, through the same rules. Without an idempotency key in the
// options it is sent once and never again.
func (c *Client) RawRequest(ctx context.Context, request payseal.RawRequest, options ...payseal.CallOption) (*payseal.Response, error) {
	return c.engine.Raw(ctx, request, options)
}

// CallJSON calls an operation by its name in the documentation, with its fields as one JSON object: for programs whose input is
// JSON already. The answer is in JSON of what is returned.
func (c *Client) CallJSON(ctx context.Context, operation string, input json.RawMessage, options ...payseal.CallOption) (*payseal.Response, error) {
	return c.engine.Send(ctx, engine.Request{Operation: operation, JSON: input}, options)
}

// Request is the input of an operation that answers A.
type Request[A any] interface {
	input() engine.Request
	answers(A)
}

// Intent is a checked request with its idempotency key fixed, not sent: write down Record, then Send it, as often as you like.
type Intent[A any] struct{ *engine.Intent }

// Prepare checks a request and fixes its idempotency key. Nothing is sent. Of the options the key is looked at.
func Prepare[A any](client *Client, request Request[A], options ...payseal.CallOption) (*Intent[A], error) {
	intent, err := client.engine.Prepare(request.input(), options)
	if err != nil {
		return nil, err
	}
	return &Intent[A]{intent}, nil
}

// Send sends it. Of the options the key is not looked at: the intent has its own.
func (i *Intent[A]) Send(ctx context.Context, options ...payseal.CallOption) (*A, error) {
	return engine.SendIntent[A](ctx, i.Intent, options)
}
"#;
