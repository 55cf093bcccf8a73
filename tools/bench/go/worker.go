package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/clive"
)

// cpu is what this process has used.
func cpu() time.Duration {
	var usage syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// work is one client under load: for each line it reads it keeps width calls in flight for a window, and says its rate and its CPU per
// call in microseconds in a line of JSON.
func work(name string, width int, url string) {
	call := clientOf(name, width, url)
	window := time.Duration(fromEnv("PAYSEAL_BENCH_WINDOW_MS", 500)) * time.Millisecond
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		began, before := time.Now(), cpu()
		until := began.Add(window)
		var calls atomic.Int64
		var running sync.WaitGroup
		for range width {
			running.Go(func() {
				own := int64(0)
				for time.Now().Before(until) {
					must(call())
					own++
				}
				calls.Add(own)
			})
		}
		running.Wait()
		took, sent := time.Since(began), float64(calls.Load())
		must(json.NewEncoder(os.Stdout).Encode(map[string]float64{
			"rate": sent / took.Seconds(),
			"cpu":  float64((cpu() - before).Nanoseconds()) / 1000 / sent,
			"ms":   float64(took.Nanoseconds()) / 1e6,
		}))
	}
}

func clientOf(name string, width int, url string) func() error {
	plain := &http.Client{Transport: &http.Transport{DisableCompression: true, MaxIdleConns: width, MaxIdleConnsPerHost: width}}
	switch name {
	case "payseal":
		client, err := clive.NewClient(clive.Config{BaseURL: url, APIKey: "cp_test_key", HMACSecret: secret})
		must(err)
		request := clive.InitializeTransaction{
			PartnerID: "ECHEZONA001", ClientID: "AIRPEACE001", Amount: payseal.NewAmount(750), Currency: "USD", EchezonaReference: "EZ12345",
		}
		return func() error {
			_, err := client.InitializeTransaction(context.Background(), request)
			return err
		}
	case "net/http by hand":
		return func() error { return byHand(plain, url) }
	case "bare net/http":
		sent := []byte(`{"partner_id":"ECHEZONA001","client_id":"AIRPEACE001","amount":750,"currency":"USD","echezona_reference":"EZ12345"}`)
		return func() error { return post(plain, url, sent, handmadeOnce, func([]byte) error { return nil }) }
	}
	log.Fatal("no client ", name)
	return nil
}

// handmadeOnce stands in the header of requests that nobody signs.
const handmadeOnce = "28fd0a9eaddd951e5c3a7df5b811616f745e5583bc5517055d5840bd661c96fd"

// byHand is what a program without a library does for one attempt: write JSON, sign, post, read JSON.
func byHand(client *http.Client, url string) error {
	sent, err := json.Marshal(struct {
		PartnerID         string  `json:"partner_id"`
		ClientID          string  `json:"client_id"`
		Amount            float64 `json:"amount"`
		Currency          string  `json:"currency"`
		EchezonaReference string  `json:"echezona_reference"`
	}{"ECHEZONA001", "AIRPEACE001", 750, "USD", "EZ12345"})
	if err != nil {
		return err
	}
	return post(client, url, sent, handmade(sent), func(came []byte) error {
		var read struct {
			CliveTxID string `json:"clive_tx_id"`
			Status    string `json:"status"`
		}
		if err := json.Unmarshal(came, &read); err != nil {
			return err
		}
		if read.CliveTxID == "" {
			return errors.New("not the answer")
		}
		return nil
	})
}

func post(client *http.Client, url string, sent []byte, signature string, read func([]byte) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/transactions/initialize", bytes.NewReader(sent))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Api-Key", "cp_test_key")
	request.Header.Set("X-Clive-Hmac", signature)
	request.Header.Set("Idempotency-Key", "init-EZ12345")
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	came, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusCreated {
		return fmt.Errorf("%s: %w", response.Status, err)
	}
	return read(came)
}
