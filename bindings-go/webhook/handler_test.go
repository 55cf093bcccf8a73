package webhook_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/internal/ffi"
	"github.com/payseal/payseal/bindings-go/webhook"
)

func TestAnEventIsProcessedOnce(t *testing.T) {
	e := newEndpoint(t)
	processed := make(chan tybriteDelivery, 1)
	e.does(func(_ context.Context, delivery tybriteDelivery) error { processed <- delivery; return nil })
	delivery, err := webhook.NewTestDelivery(webhook.Tybrite, secret, webhook.TybritePaymentSucceeded, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	e.expect(t, delivery, 200, "", 1)
	e.does(nil)
	seen := <-processed
	if seen.Event.Type != webhook.TybritePaymentSucceeded || seen.Type != seen.Event.Type || seen.ID != seen.Event.ID || seen.SecretIndex != 1 ||
		len(seen.Event.Object()) == 0 || time.Since(seen.SignedAt) > time.Minute || seen.DedupeKey != "tybrite:"+seen.ID {
		t.Errorf("%+v", seen)
	}
	e.expect(t, delivery, 200, "", 1)
	e.expect(t, signed(t, `{"id":"evt_2"}`, time.Now()), 200, "", 2)
	if log := e.log.String(); log != "" {
		t.Error(log)
	}
}

func TestWhatIsNotThePartnersIsRefused(t *testing.T) {
	e := newEndpoint(t, webhook.WithMaxBody(1000))
	changed := signed(t, `{"id":"evt_1"}`, time.Now())
	changed.Body[8] ^= 1
	e.expect(t, changed, 400, payseal.CodeWebhookSignatureMismatch, 0)
	unsigned := signed(t, `{"id":"evt_1"}`, time.Now())
	unsigned.Header.Del("X-Tybrite-Signature")
	e.expect(t, unsigned, 400, payseal.CodeWebhookHeaderMissing, 0)
	e.expect(t, signed(t, `{"id":"evt_1"}`, time.Now().Add(-time.Hour)), 400, payseal.CodeWebhookTooOld, 0)
	e.expect(t, signed(t, `{"id":"evt_1"}`, time.Now().Add(time.Hour)), 400, payseal.CodeWebhookInFuture, 0)
	e.expect(t, signed(t, `[]`, time.Now()), 400, payseal.CodeWebhookBodyNotJSON, 0)
	full := `{"id":"` + strings.Repeat("x", 991) + `"}`
	e.expect(t, signed(t, full, time.Now()), 200, "", 1)
	e.expect(t, signed(t, full+" ", time.Now()), 413, "Request Entity Too Large", 1)
	response, err := e.Client().Get(e.URL)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != 405 || response.Header.Get("Allow") != "POST" {
		t.Error(response.Status)
	}
	log := e.log.String()
	if strings.Count(log, "level=WARN") != 7 || strings.Contains(log, "level=ERROR") || !strings.Contains(log, "error.code=WEBHOOK_TOO_OLD") {
		t.Error(log)
	}
	for _, never := range []string{string(secret), "whsec_the_new_one", "v1="} {
		if strings.Contains(log, never) {
			t.Errorf("%q is in %s", never, log)
		}
	}
}

func TestTheSignatureMayBeTheLastOfManyHeaders(t *testing.T) {
	e := newEndpoint(t)
	delivery := signed(t, `{"id":"evt_1"}`, time.Now())
	for range 300 {
		delivery.Header.Add("A-Header", "of somebody on the way")
	}
	e.expect(t, delivery, 200, "", 1)
	delivery.Header.Add("X-Tybrite-Signature", "t=1")
	e.expect(t, delivery, 400, payseal.CodeWebhookHeaderMalformed, 1)
}

func TestWhatFailsComesAgain(t *testing.T) {
	e := newEndpoint(t)
	delivery := signed(t, `{"id":"evt_1"}`, time.Now())
	e.does(func(context.Context, tybriteDelivery) error { return errors.New("no stock") })
	e.expect(t, delivery, 500, "Internal Server Error", 1)
	e.does(func(context.Context, tybriteDelivery) error { panic("a bug") })
	if status, text := e.post(t, delivery); status != 0 {
		t.Errorf("a panic is net/http's: %d %s", status, text)
	}
	e.does(nil)
	e.expect(t, delivery, 200, "", 3)
	e.expect(t, delivery, 200, "", 3)
	if log := e.log.String(); !strings.Contains(log, "no stock") || !strings.Contains(log, "level=ERROR") || !strings.Contains(log, "dedupe_key=tybrite:evt_1") {
		t.Error(log)
	}
}

func TestAFullStoreAndABrokenOneAnswer503(t *testing.T) {
	e := newEndpoint(t)
	e.keeps(newStore(t, 1))
	e.expect(t, signed(t, `{"id":"evt_1"}`, time.Now()), 200, "", 1)
	e.expect(t, signed(t, `{"id":"evt_2"}`, time.Now()), 503, "Service Unavailable", 1)
	if log := e.log.String(); !strings.Contains(log, "DEDUPE_STORE_FULL") {
		t.Error(log)
	}
	closed := newStore(t, 1)
	closed.Close()
	e.keeps(closed)
	e.expect(t, signed(t, `{"id":"evt_2"}`, time.Now()), 503, "Service Unavailable", 1)
	e.keeps(silent{newStore(t, 1)})
	e.expect(t, signed(t, `{"id":"evt_2"}`, time.Now()), 503, "Service Unavailable", 1)
	e.keeps(forgetful{newStore(t, 1)})
	e.expect(t, signed(t, `{"id":"evt_2"}`, time.Now()), 500, "Internal Server Error", 2)
}

// silent answers nothing that it could mean.
type silent struct{ *webhook.MemoryDedupe }

func (silent) Claim(context.Context, string, time.Time, time.Duration) (webhook.Claim, error) {
	return webhook.Claim{}, nil
}

// forgetful cannot write.
type forgetful struct{ *webhook.MemoryDedupe }

func (forgetful) Complete(context.Context, string, webhook.Ticket, time.Time) error {
	return errors.New("the disk is full")
}

func TestTheSameEventTwiceAtTheSameTime(t *testing.T) {
	e := newEndpoint(t)
	entered, leave := make(chan struct{}), make(chan struct{})
	e.does(func(context.Context, tybriteDelivery) error {
		close(entered)
		<-leave
		return nil
	})
	delivery := signed(t, `{"id":"evt_1"}`, time.Now())
	first := make(chan int)
	go func() {
		status, _ := e.post(t, delivery)
		first <- status
	}()
	<-entered
	e.expect(t, delivery, 503, "Service Unavailable", 1)
	close(leave)
	if status := <-first; status != 200 {
		t.Error(status)
	}
	e.expect(t, delivery, 200, "", 1)
	if log := e.log.String(); strings.Contains(log, "level=ERROR") || !strings.Contains(log, "somebody else processes the event") {
		t.Error(log)
	}
}

func TestManyDeliveriesAtTheSameTime(t *testing.T) {
	e := newEndpoint(t)
	var group sync.WaitGroup
	for range 8 {
		for _, id := range []string{"a", "b", "c", "d", "e"} {
			delivery := signed(t, `{"id":"`+id+`"}`, time.Now())
			group.Go(func() {
				if status, text := e.postUntilDone(t, delivery); status != 200 {
					t.Errorf("%d %s", status, text)
				}
			})
		}
	}
	group.Wait()
	if calls := e.calls.Load(); calls != 5 {
		t.Errorf("%d events were processed %d times", 5, calls)
	}
}

func TestWhatWasDoneIsWrittenDownAlthoughThePartnerHasHungUp(t *testing.T) {
	e := newEndpoint(t)
	ctx, hangUp := context.WithCancel(t.Context())
	done := make(chan struct{})
	e.does(func(ctx context.Context, _ tybriteDelivery) error {
		hangUp()
		<-ctx.Done()
		close(done)
		return nil
	})
	e.keeps(strict{newStore(t, 10)})
	delivery := signed(t, `{"id":"evt_1"}`, time.Now())
	request, err := delivery.NewRequest(ctx, e.URL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Client().Do(request); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	<-done
	if status, text := e.postUntilDone(t, delivery); status != 200 || e.calls.Load() != 1 {
		t.Errorf("%d %s, %d calls", status, text, e.calls.Load())
	}
}

// strict does nothing for a context that has ended, as a database would.
type strict struct{ *webhook.MemoryDedupe }

func (s strict) Complete(ctx context.Context, key string, ticket webhook.Ticket, now time.Time) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.MemoryDedupe.Complete(ctx, key, ticket, now)
}

func TestABodyThatSomebodyHasReadIsOurOwnMistake(t *testing.T) {
	var log bytes.Buffer
	handler, err := webhook.NewHandler(newTybrite(t, secret), newStore(t, 1), func(context.Context, tybriteDelivery) error { return nil },
		webhook.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body)
		if r.URL.Path == "/closed" {
			_ = r.Body.Close()
		}
		handler.ServeHTTP(w, r)
	}))
	defer server.Close()
	for _, path := range []string{"/read", "/closed"} {
		log.Reset()
		request, err := signed(t, `{"id":"evt_1"}`, time.Now()).NewRequest(t.Context(), server.URL+path)
		if err != nil {
			t.Fatal(err)
		}
		response, err := server.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != 500 || !strings.Contains(log.String(), payseal.CodeWebhookBodyWrongType) {
			t.Errorf("%s: %s %s", path, response.Status, log.String())
		}
	}
}

func TestABodyThatEndsTooSoon(t *testing.T) {
	handler, err := webhook.NewHandler(newTybrite(t, secret), newStore(t, 1), func(context.Context, tybriteDelivery) error { return nil },
		webhook.WithLogger(slog.New(slog.DiscardHandler)))
	if err != nil {
		t.Fatal(err)
	}
	recorder := httptest.NewRecorder()
	request := httptest.NewRequest("POST", "/", io.MultiReader(strings.NewReader(`{"id":`), broken{}))
	handler.ServeHTTP(recorder, request)
	if recorder.Code != 400 {
		t.Error(recorder.Code)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestAnEventIsHeldForTheLease(t *testing.T) {
	start := time.Unix(1_781_955_480, 0)
	var passed atomic.Int64
	now := func() time.Time { return start.Add(time.Duration(passed.Load())) }
	e := newEndpoint(t, webhook.WithLease(10*time.Second), webhook.WithClock(now))
	// Another process has taken it and died.
	store, _ := e.has()
	if _, err := store.Claim(t.Context(), "tybrite:evt_1", start, 10*time.Second); err != nil {
		t.Fatal(err)
	}
	delivery := signed(t, `{"id":"evt_1"}`, start)
	e.expect(t, delivery, 503, "Service Unavailable", 0)
	passed.Store(int64(10 * time.Second))
	e.expect(t, delivery, 200, "", 1)
}

func TestWhatAHandlerNeeds(t *testing.T) {
	verifier, store := newTybrite(t, secret), newStore(t, 1)
	process := func(context.Context, tybriteDelivery) error { return nil }
	for name, make := range map[string]func() (http.Handler, error){
		"verifier": func() (http.Handler, error) { return webhook.NewHandler(nil, store, process) },
		"store":    func() (http.Handler, error) { return webhook.NewHandler(verifier, nil, process) },
		"process":  func() (http.Handler, error) { return webhook.NewHandler(verifier, store, nil) },
		"logger": func() (http.Handler, error) {
			return webhook.NewHandler(verifier, store, process, webhook.WithLogger(nil))
		},
		"clock": func() (http.Handler, error) {
			return webhook.NewHandler(verifier, store, process, webhook.WithClock(nil))
		},
		"room": func() (http.Handler, error) {
			return webhook.NewHandler(verifier, store, process, webhook.WithMaxBody(0))
		},
		"lease": func() (http.Handler, error) {
			return webhook.NewHandler(verifier, store, process, webhook.WithLease(time.Millisecond))
		},
		"day": func() (http.Handler, error) {
			return webhook.NewHandler(verifier, store, process, webhook.WithLease(25*time.Hour))
		},
	} {
		if handler, err := make(); !errors.Is(err, payseal.ErrConfig) {
			t.Errorf("%s: %v, %v", name, handler, err)
		}
	}
	for _, tolerance := range []time.Duration{-time.Second, time.Millisecond, 1500 * time.Millisecond} {
		if _, err := webhook.NewTybrite(webhook.Config{Secrets: []payseal.Secret{secret}, Tolerance: tolerance}); failure(t, err).Code != payseal.CodeOptionInvalid {
			t.Errorf("%v: %v", tolerance, err)
		}
	}
	if _, err := webhook.NewMemoryDedupe(0); !errors.Is(err, payseal.ErrConfig) {
		t.Error(err)
	}
	if _, err := webhook.NewTestDelivery("another", secret, "x", time.Now()); !errors.Is(err, payseal.ErrConfig) {
		t.Error(err)
	}
	if _, err := webhook.Explain(webhook.Question{Subject: "another"}); !errors.Is(err, payseal.ErrConfig) {
		t.Error(err)
	}
}

func TestWhatIsClosedIsRefusedAndNothingIsLeft(t *testing.T) {
	before := ffi.Live()
	verifier, err := webhook.NewClive(webhook.Config{Secrets: []payseal.Secret{secret}})
	if err != nil {
		t.Fatal(err)
	}
	store, err := webhook.NewMemoryDedupe(1)
	if err != nil {
		t.Fatal(err)
	}
	if ffi.Live() != before+2 {
		t.Error(ffi.Live() - before)
	}
	for range 2 {
		verifier.Close()
		store.Close()
	}
	if ffi.Live() != before {
		t.Error(ffi.Live() - before)
	}
	_, verified := verifier.Verify(nil, nil, time.Now())
	_, signature := verifier.VerifySignature(nil, nil, time.Now())
	_, claimed := store.Claim(t.Context(), "k", time.Now(), time.Minute)
	for _, err := range []error{verified, signature, claimed, store.Complete(t.Context(), "k", 1, time.Now()), store.Release(t.Context(), "k", 1)} {
		if !errors.Is(err, payseal.ErrConfig) {
			t.Error(err)
		}
	}
	if store.Len() != 0 {
		t.Error(store.Len())
	}
}
