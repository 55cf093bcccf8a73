package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"

	"github.com/payseal/payseal/bindings-go/clive"
)

// With CLIVE_API_BASE_URL and so on of a sandbox, as `cargo xtask test-go` sets them.
func TestTheBuyerMayClickOften(t *testing.T) {
	if os.Getenv("CLIVE_API_BASE_URL") == "" {
		t.Fatal("run it with `cargo xtask test-go`, or set CLIVE_API_BASE_URL, CLIVE_API_KEY and CLIVE_HMAC_SECRET to those of a sandbox")
	}
	client, err := clive.FromEnv()
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	server := httptest.NewServer((&shop{client}).handler())
	defer server.Close()

	var clicks sync.WaitGroup
	transactions := make([]string, 5)
	for index := range transactions {
		clicks.Go(func() {
			response, err := http.Post(server.URL+"/checkout?order=ORD-1001", "", nil)
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = response.Body.Close() }()
			var said struct {
				CliveTxID    string `json:"clive_tx_id"`
				ClientSecret string `json:"client_secret"`
			}
			if err := json.NewDecoder(response.Body).Decode(&said); err != nil || response.StatusCode != 201 || said.ClientSecret == "[REDACTED]" {
				t.Errorf("%s %+v %v", response.Status, said, err)
			}
			transactions[index] = said.CliveTxID
		})
	}
	clicks.Wait()
	for _, transaction := range transactions {
		if transaction == "" || transaction != transactions[0] {
			t.Errorf("%v", transactions)
		}
	}
	response, err := http.Post(server.URL+"/checkout?order=ORD-9", "", nil)
	if err != nil || response.StatusCode != 404 {
		t.Errorf("%v %v", response, err)
	}
}
