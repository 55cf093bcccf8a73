package webhook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/internal/ffi"
)

// HandlerOption sets something of a handler.
type HandlerOption func(*settings)

type settings struct {
	lease   time.Duration
	maxBody int64
	logger  *slog.Logger
	now     func() time.Time
}

// WithLease sets for how long an event is held while it is processed, in whole seconds; 60 s unless set. Make it longer than
// processing ever takes: afterwards the next delivery is processed too.
func WithLease(lease time.Duration) HandlerOption { return func(s *settings) { s.lease = lease } }

// WithMaxBody sets how many bytes a body may have; 1 MiB unless set. Partners send at most 256 KiB.
func WithMaxBody(bytes int64) HandlerOption { return func(s *settings) { s.maxBody = bytes } }

// WithLogger sets who is told why a delivery was not answered with 200; slog.Default() unless set.
func WithLogger(logger *slog.Logger) HandlerOption { return func(s *settings) { s.logger = logger } }

// WithClock sets the clock; time.Now unless set.
func WithClock(now func() time.Time) HandlerOption { return func(s *settings) { s.now = now } }

type handler[E Payload] struct {
	settings
	verifier *Verifier[E]
	store    DedupeStore
	process  func(context.Context, *Delivery[E]) error
}

// NewHandler makes the endpoint of a partner's webhooks: it reads the raw body, verifies it, gives each event once to process, and
// answers so that the partner comes again when it has to.
//
//	200  process returned nil, or the event was processed before
//	400  the delivery is not the partner's, or not now; the answer's text is the error's code
//	405  not a POST
//	413  the body is larger than WithMaxBody
//	500  process returned an error or panicked, or the store could not write down that it is done
//	503  somebody else processes the event, or the store could not be asked
//
// After a failure the claim is released, so that the next delivery is processed. process gets the request's context, which ends when
// the partner hangs up (Tybrite after 30 s); what takes longer is put into a queue. The error is [payseal.ErrConfig].
func NewHandler[E Payload](verifier *Verifier[E], store DedupeStore, process func(context.Context, *Delivery[E]) error,
	options ...HandlerOption) (http.Handler, error) {
	h := &handler[E]{
		settings: settings{lease: time.Minute, maxBody: 1 << 20, logger: slog.Default(), now: time.Now},
		verifier: verifier, store: store, process: process,
	}
	for _, option := range options {
		option(&h.settings)
	}
	switch {
	case verifier == nil || store == nil || process == nil:
		return nil, refusal(ffi.CodeOptionInvalid, "a handler needs a verifier, a store and a function that processes")
	case h.maxBody < 1 || h.logger == nil || h.now == nil:
		return nil, refusal(ffi.CodeOptionInvalid, "a handler needs room for a body, a logger and a clock")
	}
	if err := validLease(h.lease); err != nil {
		return nil, err
	}
	return h, nil
}

// validLease lets the core judge a lease before the first delivery does.
func validLease(lease time.Duration) error {
	probe, err := NewMemoryDedupe(1)
	if err != nil {
		return err
	}
	defer probe.Close()
	_, err = probe.Claim(context.Background(), "probe", time.Unix(0, 0), lease)
	return err
}

func (h *handler[E]) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, status, err := h.read(w, r)
	var delivery *Delivery[E]
	if err == nil {
		delivery, err = h.verifier.Verify(body, r.Header, h.now())
		status = statusOf(err)
	}
	if err == nil {
		status, err = h.once(r.Context(), delivery)
	}
	if err == nil {
		w.WriteHeader(status)
		return
	}
	level, attributes := slog.LevelWarn, []slog.Attr{slog.Int("status", status), slog.Any("error", err)}
	if status >= 500 && !errors.Is(err, errInProgress) {
		level = slog.LevelError
	}
	if delivery != nil {
		attributes = append(attributes, slog.String("dedupe_key", delivery.DedupeKey))
	}
	h.logger.LogAttrs(r.Context(), level, "payseal: a webhook was not answered with 200", attributes...)
	text := http.StatusText(status)
	if failed := (*payseal.Error)(nil); status == http.StatusBadRequest && errors.As(err, &failed) {
		text = failed.Code
	}
	http.Error(w, text, status)
}

// read gives the raw body.
func (h *handler[E]) read(w http.ResponseWriter, r *http.Request) (body []byte, status int, err error) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return nil, http.StatusMethodNotAllowed, fmt.Errorf("a webhook is a POST, not %q", r.Method)
	}
	body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, h.maxBody))
	tooLarge := (*http.MaxBytesError)(nil)
	switch {
	case errors.As(err, &tooLarge):
		return nil, http.StatusRequestEntityTooLarge, err
	case errors.Is(err, http.ErrBodyReadAfterClose) || err == nil && int64(len(body)) < r.ContentLength:
		// Who has read it before has thrown the signed bytes away.
		return nil, http.StatusInternalServerError, refusal(ffi.CodeBodyWrongType, "read already")
	case err != nil:
		return nil, http.StatusBadRequest, fmt.Errorf("the body could not be read to its end: %w", err)
	}
	return body, http.StatusOK, nil
}

// statusOf is 400 for what is the sender's fault.
func statusOf(err error) int {
	switch {
	case err == nil:
		return http.StatusOK
	case errors.Is(err, payseal.ErrWebhookVerification):
		return http.StatusBadRequest
	}
	return http.StatusInternalServerError
}

var errInProgress = errors.New("somebody else processes the event")

// once claims the event, processes it, and completes or releases.
func (h *handler[E]) once(ctx context.Context, delivery *Delivery[E]) (status int, err error) {
	key := delivery.DedupeKey
	claim, err := h.store.Claim(ctx, key, h.now(), h.lease)
	switch {
	case err != nil:
		return http.StatusServiceUnavailable, fmt.Errorf("the event could not be claimed: %w", err)
	case claim.Status == ClaimDone:
		return http.StatusOK, nil
	case claim.Status == ClaimInProgress:
		return http.StatusServiceUnavailable, fmt.Errorf("%w until %v", errInProgress, claim.Until)
	}
	if claim.Status != ClaimNew {
		return http.StatusServiceUnavailable, fmt.Errorf("the store answered %v", claim.Status)
	}
	// What was done is written down even when the partner has hung up.
	lasting := context.WithoutCancel(ctx)
	returned := false
	defer func() {
		if !returned { // it panicked, and net/http goes on with that
			_ = h.store.Release(lasting, key, claim.Ticket)
		}
	}()
	err = h.process(ctx, delivery)
	returned = true
	if err != nil {
		return http.StatusInternalServerError, errors.Join(err, h.store.Release(lasting, key, claim.Ticket))
	}
	if err := h.store.Complete(lasting, key, claim.Ticket, h.now()); err != nil {
		return http.StatusInternalServerError, fmt.Errorf("the event was processed, but not written down as done: %w", err)
	}
	return http.StatusOK, nil
}
