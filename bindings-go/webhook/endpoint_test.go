package webhook_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/webhook"
)

const secret = payseal.Secret("whsec_0123456789abcdef")

type tybriteDelivery = *webhook.Delivery[webhook.TybriteEvent]

// endpoint is a handler that runs, with a shop behind it.
type endpoint struct {
	*httptest.Server
	log   lockedBuffer
	calls atomic.Int64

	mutex   sync.Mutex
	store   webhook.DedupeStore
	process func(context.Context, tybriteDelivery) error
}

// keeps gives it another store.
func (e *endpoint) keeps(store webhook.DedupeStore) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.store = store
}

// does gives it something else to do.
func (e *endpoint) does(process func(context.Context, tybriteDelivery) error) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.process = process
}

func (e *endpoint) has() (webhook.DedupeStore, func(context.Context, tybriteDelivery) error) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	return e.store, e.process
}

type lockedBuffer struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (b *lockedBuffer) Write(text []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.Write(text)
}

func (b *lockedBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.String()
}

func newStore(t testing.TB, capacity int) *webhook.MemoryDedupe {
	t.Helper()
	store, err := webhook.NewMemoryDedupe(capacity)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	return store
}

func newTybrite(t testing.TB, secrets ...payseal.Secret) *webhook.Verifier[webhook.TybriteEvent] {
	t.Helper()
	verifier, err := webhook.NewTybrite(webhook.Config{Secrets: secrets})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(verifier.Close)
	return verifier
}

func newEndpoint(t *testing.T, options ...webhook.HandlerOption) *endpoint {
	t.Helper()
	e := &endpoint{store: newStore(t, 100)}
	options = append([]webhook.HandlerOption{webhook.WithLogger(slog.New(slog.NewTextHandler(&e.log, nil)))}, options...)
	verifier := newTybrite(t, "whsec_the_new_one", secret)
	handler, err := webhook.NewHandler(verifier, storeOf{e}, func(ctx context.Context, delivery tybriteDelivery) error {
		e.calls.Add(1)
		if _, process := e.has(); process != nil {
			return process(ctx, delivery)
		}
		return nil
	}, options...)
	if err != nil {
		t.Fatal(err)
	}
	e.Server = httptest.NewUnstartedServer(handler)
	e.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError) // a panic is told there
	e.Start()
	t.Cleanup(e.Close)
	return e
}

// storeOf is the store that the endpoint has at the time.
type storeOf struct{ *endpoint }

func (s storeOf) Claim(ctx context.Context, key string, now time.Time, lease time.Duration) (webhook.Claim, error) {
	store, _ := s.has()
	return store.Claim(ctx, key, now, lease)
}

func (s storeOf) Complete(ctx context.Context, key string, ticket webhook.Ticket, now time.Time) error {
	store, _ := s.has()
	return store.Complete(ctx, key, ticket, now)
}

func (s storeOf) Release(ctx context.Context, key string, ticket webhook.Ticket) error {
	store, _ := s.has()
	return store.Release(ctx, key, ticket)
}

func signed(t testing.TB, body string, at time.Time) *webhook.TestDelivery {
	t.Helper()
	delivery, err := webhook.SignTestDelivery(webhook.Tybrite, secret, []byte(body), at)
	if err != nil {
		t.Fatal(err)
	}
	return delivery
}

// post gives the status and the text of the answer.
func (e *endpoint) post(t *testing.T, delivery *webhook.TestDelivery) (int, string) {
	t.Helper()
	request, err := delivery.NewRequest(t.Context(), e.URL)
	if err != nil {
		t.Fatal(err)
	}
	response, err := e.Client().Do(request)
	if err != nil {
		return 0, err.Error()
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, strings.TrimSpace(string(text))
}

// postUntilDone comes again while somebody else processes the event, as the partner does, but sooner; up to 10 s.
func (e *endpoint) postUntilDone(t *testing.T, delivery *webhook.TestDelivery) (status int, text string) {
	t.Helper()
	for range 1000 {
		if status, text = e.post(t, delivery); status != 503 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	return status, text
}

func (e *endpoint) expect(t *testing.T, delivery *webhook.TestDelivery, status int, text string, calls int64) {
	t.Helper()
	if got, said := e.post(t, delivery); got != status || said != text || e.calls.Load() != calls {
		t.Errorf("%d %q after %d calls, not %d %q after %d; log: %s", got, said, e.calls.Load(), status, text, calls, e.log.String())
	}
}
