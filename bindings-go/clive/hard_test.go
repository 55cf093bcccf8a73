//go:build cgo

package clive_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/clive"
	"github.com/payseal/payseal/bindings-go/internal/ffi"
	"github.com/payseal/payseal/bindings-go/internal/sandbox"
)

// nothingLeft runs test and waits until goroutines and handles are those of before; what never ends fails.
func nothingLeft(t *testing.T, test func()) {
	t.Helper()
	// What earlier tests have left to the collector is not this one's.
	for range 5 {
		runtime.GC()
		time.Sleep(10 * time.Millisecond)
	}
	goroutines, handles := runtime.NumGoroutine(), ffi.Live()
	test()
	deadline := time.Now().Add(20 * time.Second)
	for {
		runtime.GC()
		if runtime.NumGoroutine() <= goroutines && ffi.Live() <= handles {
			return
		}
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<16)
			t.Fatalf("%d goroutines and %d handles are left\n%s", runtime.NumGoroutine()-goroutines, ffi.Live()-handles, stacks[:runtime.Stack(stacks, true)])
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func TestAThousandGoroutinesOnOneClient(t *testing.T) {
	box := sandbox.Start(t)
	nothingLeft(t, func() {
		client, err := clive.NewClient(config(box))
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		box.Fault("op=create_checkout_intent, p=0.1, reset=after-commit, times=always")
		var done sync.WaitGroup
		var succeeded, unknown atomic.Int64
		const calls = 1000
		for index := range calls {
			done.Go(func() {
				made, err := client.CreateCheckoutIntent(t.Context(), checkout(fmt.Sprint("EZ", index)))
				switch {
				case err == nil && strings.HasPrefix(made.CliveTxID, "CLVTX_"):
					succeeded.Add(1)
				case errors.Is(err, payseal.ErrTransport) && failure(t, err).Outcome == payseal.OutcomeUnknown:
					unknown.Add(1)
				default:
					t.Errorf("%v %v", made, err)
				}
			})
		}
		done.Wait()
		commits := box.Commits()
		for reference, count := range commits {
			if count != 1 {
				t.Errorf("%s was charged %d times", reference, count)
			}
		}
		if succeeded.Load()+unknown.Load() != calls || int(succeeded.Load()) > len(commits) || succeeded.Load() < calls*9/10 {
			t.Errorf("%d succeeded, %d unknown, %d commits", succeeded.Load(), unknown.Load(), len(commits))
		}
	})
}

func TestCancellingAtAnyMoment(t *testing.T) {
	box := sandbox.Start(t)
	box.Fault("op=create_checkout_intent, p=0.3, status=503, times=always")
	box.Fault("op=create_checkout_intent, p=0.5, latency=30ms, times=always")
	nothingLeft(t, func() {
		client, err := clive.NewClient(config(box))
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		random := rand.New(rand.NewPCG(1, 2))
		outcomes := map[payseal.Outcome]int{}
		told := map[string]payseal.Outcome{}
		var mutex sync.Mutex
		var done sync.WaitGroup
		for index := range 200 {
			after := time.Duration(random.Int64N(int64(80 * time.Millisecond)))
			done.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), after)
				if index%2 == 0 {
					ctx, cancel = context.WithCancel(t.Context())
					time.AfterFunc(after, cancel)
				}
				defer cancel()
				reference := fmt.Sprint("EZ", index)
				_, err := client.CreateCheckoutIntent(ctx, checkout(reference))
				outcome := payseal.OutcomeOK
				if err != nil {
					failed := failure(t, err)
					outcome = failed.Outcome
					if failed.Kind == payseal.KindCancelled && !errors.Is(err, ctx.Err()) {
						t.Errorf("not %v: %v, cause %v", ctx.Err(), err, errors.Unwrap(err))
					}
				}
				mutex.Lock()
				defer mutex.Unlock()
				told[reference] = outcome
				outcomes[outcome]++
			})
		}
		done.Wait()
		t.Logf("%v", outcomes)
		// What was sent may be committed after the call has returned.
		time.Sleep(200 * time.Millisecond)
		commits := box.Commits()
		for reference, outcome := range told {
			count := commits[reference]
			if count > 1 || count == 1 && outcome == payseal.OutcomeNotSent || count == 0 && outcome == payseal.OutcomeOK {
				t.Errorf("%s: told %s, charged %d times", reference, outcome, count)
			}
		}
		// Whoever asks again with the same key gets one charge.
		box.Ask("DELETE", "/faults", "", nil)
		for reference := range told {
			if _, err := client.CreateCheckoutIntent(t.Context(), checkout(reference)); err != nil {
				t.Errorf("%s again: %v", reference, err)
			}
		}
		for reference, count := range box.Commits() {
			if count != 1 {
				t.Errorf("%s was charged %d times", reference, count)
			}
		}
	})
}

func TestCancellingReturnsAtOnce(t *testing.T) {
	box := sandbox.Start(t)
	for name, fault := range map[string]string{"in the answer": "no-answer", "in the body": "drip=1/50ms", "in the wait": "retry-after=50"} {
		t.Run(name, func(t *testing.T) {
			box.Reset()
			box.Fault("op=create_checkout_intent, " + fault)
			settings := config(box)
			sent := make(chan struct{}, 8)
			settings.OnAttempt = func(context.Context, payseal.AttemptEvent) { sent <- struct{}{} }
			client := newClient(t, settings)
			reason := errors.New("the buyer went away")
			ctx, cancel := context.WithCancelCause(t.Context())
			go func() {
				<-sent
				time.Sleep(100 * time.Millisecond)
				cancel(reason)
			}()
			began := time.Now()
			_, err := client.CreateCheckoutIntent(ctx, checkout("EZ1"))
			failed := failure(t, err)
			if !errors.Is(err, context.Canceled) || !errors.Is(err, reason) || !errors.Is(err, payseal.ErrCancelled) {
				t.Errorf("%v, cause %v", err, errors.Unwrap(err))
			}
			// A bound against hanging, not on speed.
			if time.Since(began) > 10*time.Second {
				t.Errorf("it took %v", time.Since(began))
			}
			want := payseal.OutcomeUnknown
			if name == "in the wait" {
				want = payseal.OutcomeRefused
			}
			if failed.Outcome != want || failed.Attempts != 1 {
				t.Errorf("%+v", failed)
			}
		})
	}
	t.Run("before", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := newClient(t, config(box)).CreateCheckoutIntent(ctx, checkout("EZ2"))
		if failed := failure(t, err); failed.Outcome != payseal.OutcomeNotSent || failed.Attempts != 0 || !errors.Is(err, context.Canceled) {
			t.Errorf("%+v", failed)
		}
	})
	t.Run("in connect", func(t *testing.T) {
		settings := config(box)
		asked := make(chan struct{})
		settings.HTTPClient = &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			close(asked)
			<-ctx.Done()
			return nil, ctx.Err()
		}}}
		ctx, cancel := context.WithCancel(t.Context())
		go func() { <-asked; cancel() }()
		_, err := newClient(t, settings).CreateCheckoutIntent(ctx, checkout("EZ3"))
		if failed := failure(t, err); failed.Outcome != payseal.OutcomeNotSent || !errors.Is(err, context.Canceled) {
			t.Errorf("%+v", failed)
		}
	})
	t.Run("a wait that does not fit the deadline is not begun", func(t *testing.T) {
		box.Reset()
		box.Fault("op=create_checkout_intent, retry-after=20")
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		_, err := newClient(t, config(box)).CreateCheckoutIntent(ctx, checkout("EZ4"))
		if failed := failure(t, err); failed.RetryAfter() != 20*time.Second || !errors.Is(err, payseal.ErrRateLimit) || ctx.Err() != nil {
			t.Errorf("%+v", failed)
		}
	})
}

// A transport that tells net/http/httptrace nothing.
type silent struct {
	answer func(*http.Request) (*http.Response, error)
}

func (s silent) RoundTrip(request *http.Request) (*http.Response, error) { return s.answer(request) }

func TestAnyHTTPClient(t *testing.T) {
	box := sandbox.Start(t)
	settings := config(box)
	zero := 0
	settings.MaxRetries = &zero
	with := func(t *testing.T, client *http.Client) *clive.Client {
		settings := settings
		settings.HTTPClient = client
		return newClient(t, settings)
	}
	t.Run("a fault of one that does not tell may have been sent", func(t *testing.T) {
		client := with(t, &http.Client{Transport: silent{func(*http.Request) (*http.Response, error) {
			return nil, &net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}
		}}})
		_, err := client.CreateCheckoutIntent(t.Context(), checkout("EZ1"))
		if failed := failure(t, err); failed.Outcome != payseal.OutcomeUnknown {
			t.Errorf("%+v", failed)
		}
	})
	t.Run("its answers are read", func(t *testing.T) {
		client := with(t, &http.Client{Transport: silent{func(request *http.Request) (*http.Response, error) {
			body, err := io.ReadAll(request.Body)
			if err != nil || !strings.HasPrefix(string(body), `{"partner_id":"ECHEZONA001"`) {
				t.Errorf("%s %v", body, err)
			}
			return &http.Response{StatusCode: 201, Body: io.NopCloser(strings.NewReader(`{"clive_tx_id":"CLVTX_1","new":[1],"status":5}`))}, nil
		}}})
		made, err := client.CreateCheckoutIntent(t.Context(), checkout("EZ1"))
		if err != nil || made.CliveTxID != "CLVTX_1" || made.Status != "" || string(made.Extra["new"]) != "[1]" || string(made.Extra["status"]) != "5" {
			t.Errorf("%+v %v", made, err)
		}
	})
	t.Run("no redirect is followed and no cookie sent", func(t *testing.T) {
		box.Reset()
		box.Fault("op=create_checkout_intent, redirect=" + box.BaseURL + "/transactions")
		_, err := with(t, http.DefaultClient).CreateCheckoutIntent(t.Context(), checkout("EZ2"))
		if failed := failure(t, err); failed.Status != 307 || failed.Outcome != payseal.OutcomeUnknown || failed.Code != payseal.CodeRedirected {
			t.Errorf("%+v", failed)
		}
		if len(box.Requests()) != 1 {
			t.Errorf("%v", box.Requests())
		}
	})
	t.Run("its time-out holds", func(t *testing.T) {
		box.Reset()
		box.Fault("op=create_checkout_intent, no-answer")
		_, err := with(t, &http.Client{Timeout: 50 * time.Millisecond}).CreateCheckoutIntent(t.Context(), checkout("EZ3"))
		if failed := failure(t, err); failed.Fault != payseal.FaultReadTimeout || failed.Outcome != payseal.OutcomeUnknown {
			t.Errorf("%+v", failed)
		}
	})
	t.Run("no compression is asked for", func(t *testing.T) {
		box.Reset()
		if _, err := with(t, http.DefaultClient).ListTransactions(t.Context()); err != nil {
			t.Fatal(err)
		}
		if encoding := box.Requests()[0].Header("accept-encoding"); encoding != "identity" {
			t.Errorf("%q", encoding)
		}
	})
}

// closer is a server that answers once on each connection and closes the next request's connection without an answer: where
// net/http would send again by itself.
func closer(t *testing.T) (url string, requests *atomic.Int64) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	requests = new(atomic.Int64)
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = connection.Close() }()
				buffer := make([]byte, 1<<16)
				for first := true; ; first = false {
					if _, err := connection.Read(buffer); err != nil {
						return
					}
					requests.Add(1)
					if !first {
						return
					}
					_, _ = io.WriteString(connection, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"items\":[]}")
				}
			}()
		}
	}()
	return "http://" + listener.Addr().String(), requests
}

func TestNetHTTPSendsNothingAgainByItself(t *testing.T) {
	calls := map[string]func(*clive.Client) error{
		"GET": func(client *clive.Client) error { _, err := client.ListTransactions(t.Context()); return err },
		"POST without a key or a body": func(client *clive.Client) error {
			_, err := client.RunSettlements(t.Context(), clive.RunSettlements{})
			return err
		},
		"POST with a key": func(client *clive.Client) error {
			_, err := client.CreateCheckoutIntent(t.Context(), checkout("EZ1"))
			return err
		},
	}
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
		calls[method+" with a key and no body"] = func(client *clive.Client) error {
			request := payseal.RawRequest{Method: method, Path: "/x", Auth: payseal.AuthAPIKey}
			_, err := client.RawRequest(t.Context(), request, payseal.WithIdempotencyKey("key-1"))
			return err
		}
	}
	for name, call := range calls {
		for _, given := range []*http.Client{nil, {Transport: &http.Transport{}}} {
			t.Run(fmt.Sprint(name, ", own client ", given != nil), func(t *testing.T) {
				url, requests := closer(t)
				zero := 0
				client := newClient(t, clive.Config{BaseURL: url, APIKey: "k", HMACSecret: "s", HTTPClient: given, MaxRetries: &zero})
				if _, err := client.ListTransactions(t.Context()); err != nil {
					t.Fatal(err)
				}
				err := call(client)
				if failed := failure(t, err); failed.Outcome == payseal.OutcomeNotSent || failed.Attempts != 1 || failed.Fault == "" {
					t.Errorf("%+v", failed)
				}
				if requests.Load() != 2 {
					t.Errorf("%d requests for two attempts", requests.Load())
				}
			})
		}
	}
}

func TestNoOutputShowsASecret(t *testing.T) {
	box := sandbox.Start(t)
	settings := config(box)
	var log strings.Builder
	settings.Logger = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	client := newClient(t, settings)
	made, err := client.CreateCheckoutIntent(t.Context(), checkout("EZ1"))
	if err != nil {
		t.Fatal(err)
	}
	secret := string(made.ClientSecret)
	bad := settings
	bad.APIKey = "cp_test_wrong_0451"
	_, err = newClient(t, bad).ListTransactions(t.Context())
	if !errors.Is(err, payseal.ErrAuthentication) {
		t.Fatal(err)
	}
	settings.Logger.Error("it failed", "error", err, "config", settings.HMACSecret, "answer", made)
	shown := log.String()
	for _, value := range []any{client, *client, settings, made, *made, made.LastResponse, err, failure(t, err), bad} {
		shown += fmt.Sprintf("%v %+v %#v %s %q %x", value, value, value, value, value, value)
	}
	for _, value := range []any{client, made, made.LastResponse, err} {
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		shown += string(text)
	}
	for _, leak := range []string{sandbox.APIKey, sandbox.HMACSecret, secret, "cp_test_wrong_0451", fmt.Sprintf("%x", secret), fmt.Sprintf("%x", sandbox.HMACSecret)} {
		if leak == "" || strings.Contains(shown, leak) {
			t.Errorf("shown: %q", leak)
		}
	}
	if !strings.Contains(log.String(), "create_checkout_intent") {
		t.Error("nothing was logged")
	}
}

func TestAHookThatPanicsDoesNotDisturbTheCall(t *testing.T) {
	box := sandbox.Start(t)
	settings := config(box)
	settings.OnAttempt = func(context.Context, payseal.AttemptEvent) { panic("a hook") }
	if _, err := newClient(t, settings).CreateCheckoutIntent(t.Context(), checkout("EZ1")); err != nil {
		t.Error(err)
	}
}

func TestFromEnv(t *testing.T) {
	box := sandbox.Start(t)
	t.Setenv("CLIVE_API_BASE_URL", box.BaseURL)
	t.Setenv("CLIVE_API_KEY", sandbox.APIKey)
	t.Setenv("CLIVE_HMAC_SECRET", sandbox.HMACSecret)
	client, err := clive.FromEnv()
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if _, err := client.ListTransactions(t.Context()); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"CLIVE_API_BASE_URL", "CLIVE_API_KEY", "CLIVE_HMAC_SECRET"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, "")
			if _, err := clive.FromEnv(); !errors.Is(err, payseal.ErrConfig) || !strings.Contains(err.Error(), name+" is empty") {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestClientsAreFreedWithoutClose(t *testing.T) {
	nothingLeft(t, func() {
		for range 100 {
			client, err := clive.NewClient(clive.Config{BaseURL: "https://api.example.com", APIKey: "k", HMACSecret: "s"})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := clive.Prepare(client, checkout("EZ1")); err != nil {
				t.Fatal(err)
			}
		}
	})
}
