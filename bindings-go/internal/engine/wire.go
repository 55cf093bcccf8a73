package engine

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/payseal/payseal/bindings-go/internal/ffi"
)

// How much of an answer is read: as in the core's own driver. Beyond the first an answer counts as broken off; of an error the
// beginning is enough.
const (
	maxAnswerBytes = 64 << 20
	maxErrorBytes  = 1 << 20
)

// wire moves the bytes of one attempt and names what went wrong.
type wire struct {
	transport http.RoundTripper
	own       *http.Transport // the same, if it is ours to close
	timeout   time.Duration   // of the caller's client
	agent     string
}

// newWire takes the transport and the time-out of the caller's client. Its redirects and its cookie jar are not used: a signed
// request goes where it was signed for, with the core's headers.
func newWire(given *http.Client, agent string) *wire {
	if given != nil {
		transport := given.Transport
		if transport == nil {
			transport = http.DefaultTransport
		}
		return &wire{transport: transport, timeout: given.Timeout, agent: agent}
	}
	own := &http.Transport{
		Proxy:       http.ProxyFromEnvironment,
		DialContext: (&net.Dialer{KeepAlive: 30 * time.Second}).DialContext,
		// net/http keeps 2 connections to a host and closes the rest of a burst, which the next burst would have to open again.
		MaxIdleConnsPerHost: 1024,
		IdleConnTimeout:     90 * time.Second,
		DisableCompression:  true,
		// HTTP/1.1 alone: over HTTP/2 net/http may send a request again by itself.
		TLSNextProto: map[string]func(string, *tls.Conn) http.RoundTripper{},
	}
	return &wire{transport: own, own: own, agent: agent}
}

func (w *wire) close() {
	if w.own != nil {
		w.own.CloseIdleConnections()
	}
}

// sent is what came of an attempt: an answer, a fault, or the context was done.
type sent struct {
	status   int
	head     ffi.Head
	body     []byte
	complete bool

	fault int
	err   error

	cancelled bool
	// unsent: no byte of this attempt has left this machine.
	unsent bool
}

var (
	errAttemptTimeout = errors.New("payseal: the attempt took too long")
	errConnectTimeout = errors.New("payseal: connecting took too long")
)

// progress is how far an attempt has come, told by net/http.
type progress struct {
	wanted, handed atomic.Int32 // connections that were asked for, and that the request was given to
	tls            atomic.Bool
}

func (p *progress) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn:           func(string) { p.wanted.Add(1) },
		GotConn:           func(httptrace.GotConnInfo) { p.handed.Add(1) },
		TLSHandshakeStart: func() { p.tls.Store(true) },
	}
}

// connecting: it is certain that the request has not been given to any connection. A transport that does not tell leaves it open.
func (p *progress) connecting() bool { return p.wanted.Load() > 0 && p.handed.Load() == 0 }

// limit ends the attempt when it has no connection in time, or no answer. One timer does both: every new timer that is due before
// all others wakes a thread of the runtime.
func (p *progress) limit(ctx context.Context, cancel context.CancelCauseFunc, connect, whole time.Duration) *time.Timer {
	if connect >= whole {
		return time.AfterFunc(whole, func() { cancel(errAttemptTimeout) })
	}
	return time.AfterFunc(connect, func() {
		// A transport that does not tell is not timed so.
		if p.connecting() {
			cancel(errConnectTimeout)
			return
		}
		rest := time.AfterFunc(whole-connect, func() { cancel(errAttemptTimeout) })
		context.AfterFunc(ctx, func() { rest.Stop() })
	})
}

// send makes one attempt. Nothing here is sent twice: net/http sends a request again by itself only when it can have its body
// anew, and it cannot (body).
func (w *wire) send(ctx context.Context, step *ffi.Step) sent {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	limit := duration(step.AttemptTimeoutMS)
	if w.timeout > 0 {
		limit = min(limit, w.timeout)
	}
	at := new(progress)
	defer at.limit(ctx, cancel, duration(step.ConnectTimeoutMS), limit).Stop()

	request, err := w.request(httptrace.WithClientTrace(ctx, at.trace()), step)
	if err != nil {
		return sent{fault: ffi.FaultOther, err: err}
	}
	response, err := w.transport.RoundTrip(request)
	if err != nil {
		return broken(ctx, at, err)
	}
	if response == nil {
		return sent{fault: ffi.FaultOther, err: errors.New("payseal: the transport gave neither an answer nor an error")}
	}
	return read(ctx, at, response)
}

func duration(ms uint64) time.Duration {
	const longest = time.Duration(1<<63 - 1)
	if ms > uint64(longest/time.Millisecond) {
		return longest
	}
	return time.Duration(ms) * time.Millisecond
}

func (w *wire) request(ctx context.Context, step *ffi.Step) (*http.Request, error) {
	target, err := url.Parse(step.URL)
	if err != nil {
		return nil, err
	}
	header := make(http.Header, len(step.Headers)+2)
	for _, given := range step.Headers {
		header[http.CanonicalHeaderKey(given.Name)] = []string{given.Value}
	}
	header["User-Agent"] = []string{w.agent}
	// Said so that no transport asks for gzip by itself and unpacks it: a signed answer is signed byte for byte.
	header["Accept-Encoding"] = []string{"identity"}
	request := &http.Request{
		Method: step.Method, URL: target, Host: target.Host, Header: header,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	body(request, step)
	return request.WithContext(ctx), nil
}

// body gives the request its bytes so that net/http cannot send it a second time by itself, as it does on a kept connection
// that was closed: an attempt that nobody counts, and of a write without a key the one thing that must not happen. It asks
// whether the body can be had anew (it is nil, http.NoBody or has GetBody) and whether the method or an Idempotency-Key permits it.
func body(request *http.Request, step *ffi.Step) {
	switch {
	case len(step.Body) > 0:
		request.Body, request.ContentLength = io.NopCloser(bytes.NewReader(step.Body)), int64(len(step.Body))
	case step.Method == http.MethodGet || step.Method == http.MethodDelete:
		// For these methods net/http looks into a body before it says that there is one; this one is empty.
		request.Body = io.NopCloser(bytes.NewReader(nil))
	default:
		// "Content-Length: 0", which a body of unknown length would not be. The method permits no repetition, so only the key does,
		// and by this name net/http does not know it.
		request.Body = http.NoBody
		if key, ok := request.Header["Idempotency-Key"]; ok {
			delete(request.Header, "Idempotency-Key")
			request.Header["idempotency-key"] = key
		}
	}
}

func read(ctx context.Context, at *progress, response *http.Response) sent {
	came := sent{status: response.StatusCode, complete: true}
	for name, values := range response.Header {
		for _, value := range values {
			came.head.Add(name, value)
		}
	}
	if response.Body == nil {
		return came
	}
	defer func() { _ = response.Body.Close() }()
	success := response.StatusCode >= 200 && response.StatusCode <= 299
	most := int64(maxErrorBytes)
	if success {
		most = maxAnswerBytes
	}
	var buffer bytes.Buffer
	if length := response.ContentLength; length > 0 {
		buffer.Grow(int(min(length, most)) + bytes.MinRead)
	}
	read, err := buffer.ReadFrom(io.LimitReader(response.Body, most+1))
	came.body = buffer.Bytes()
	switch {
	case err != nil && ctx.Err() != nil:
		return broken(ctx, at, err)
	case success && (err != nil || read > most):
		came.body, came.complete = nil, false
	case read > most:
		came.body = came.body[:most]
	}
	return came
}

// broken names why no answer came.
func broken(ctx context.Context, at *progress, err error) sent {
	connecting := at.connecting()
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errConnectTimeout) && connecting, errors.Is(cause, errAttemptTimeout) && connecting:
		return sent{fault: ffi.FaultConnectTimeout, err: cause}
	case errors.Is(cause, errConnectTimeout), errors.Is(cause, errAttemptTimeout):
		return sent{fault: ffi.FaultReadTimeout, err: cause}
	case cause != nil:
		return sent{cancelled: true, unsent: connecting}
	}
	return sent{fault: faultOf(at, connecting, err), err: err}
}

func faultOf(at *progress, connecting bool, err error) int {
	var timeout net.Error
	timedOut := errors.As(err, &timeout) && timeout.Timeout()
	if connecting {
		var certificate *tls.CertificateVerificationError
		var name *net.DNSError
		switch {
		case errors.As(err, &certificate):
			return ffi.FaultTLSCertificate
		case errors.As(err, &name):
			return ffi.FaultDNS
		case timedOut:
			return ffi.FaultConnectTimeout
		case at.tls.Load():
			return ffi.FaultTLSHandshake
		}
		return ffi.FaultConnectRefused
	}
	switch {
	case timedOut:
		return ffi.FaultReadTimeout
	case errors.Is(err, syscall.EPIPE):
		return ffi.FaultWriteFailed
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.ECONNABORTED),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		// The head of the answer was not whole. Truncated is an answer whose body was not: read says so.
		return ffi.FaultReset
	}
	return ffi.FaultOther
}
