// Package sandbox starts the repository's sandbox for the tests of this module. Not for programs.
package sandbox

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// The documented credentials of the sandbox.
const (
	APIKey        = "cp_test_partner_sandbox"
	HMACSecret    = "test_hmac_secret"
	TybriteAPIKey = "tybrite_sk_test_sandbox"
	WebhookSecret = "clive_webhook_secret" // of Clive's deliveries
)

// Sandbox is a running one.
type Sandbox struct {
	BaseURL, TybriteURL, Control string
	TLS                          map[string]string
	t                            testing.TB
	client                       *http.Client
}

// Start starts a sandbox that ends with the test.
func Start(t testing.TB, arguments ...string) *Sandbox {
	t.Helper()
	binary := os.Getenv("PAYSEAL_SANDBOX_BIN")
	if binary == "" {
		t.Fatal("run the tests with `cargo xtask test-go`: it builds the sandbox and sets PAYSEAL_SANDBOX_BIN")
	}
	process := exec.Command(binary, append([]string{"--port", "0", "--json"}, arguments...)...)
	process.Stderr = os.Stderr
	output, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = process.Process.Kill()
		_ = process.Wait()
	})
	line, err := bufio.NewReader(output).ReadBytes('\n')
	if err != nil {
		t.Fatalf("the sandbox said nothing: %v", err)
	}
	var said struct {
		BaseURL string            `json:"base_url"`
		Control string            `json:"control"`
		Env     map[string]string `json:"env"`
		TLS     map[string]string `json:"tls"`
	}
	if err := json.Unmarshal(line, &said); err != nil {
		t.Fatalf("the sandbox said %s: %v", line, err)
	}
	return &Sandbox{
		BaseURL: said.BaseURL, TybriteURL: said.Env["TYBRITE_API_BASE_URL"], Control: said.Control, TLS: said.TLS,
		t: t, client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}},
	}
}

// Ask asks a control endpoint and reads its answer into what into points to, unless that is nil.
func (s *Sandbox) Ask(method, path, body string, into any) {
	s.t.Helper()
	request, err := http.NewRequest(method, s.Control+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	response, err := s.client.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode > 299 {
		s.t.Fatalf("%s %s: %s %s %v", method, path, response.Status, text, err)
	}
	if into == nil {
		return
	}
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(into); err != nil {
		s.t.Fatalf("%s %s: %s: %v", method, path, text, err)
	}
}

// Fault sets what goes wrong, in the sandbox's words.
func (s *Sandbox) Fault(rule string) { s.t.Helper(); s.Ask("POST", "/faults", rule, nil) }

// Request is one that arrived.
type Request struct {
	Method  string      `json:"method"`
	Target  string      `json:"target"`
	Headers [][2]string `json:"headers"`
}

// Header is the first header of that name.
func (r *Request) Header(name string) string {
	for _, header := range r.Headers {
		if strings.EqualFold(header[0], name) {
			return header[1]
		}
	}
	return ""
}

// Requests are all that arrived.
func (s *Sandbox) Requests() []Request {
	s.t.Helper()
	var said struct {
		Items []Request `json:"items"`
	}
	s.Ask("GET", "/requests", "", &said)
	return said.Items
}

// Commits is how often each reference was committed.
func (s *Sandbox) Commits() map[string]int {
	s.t.Helper()
	var said struct {
		Commits []struct {
			Reference string `json:"reference"`
			Count     int    `json:"count"`
		} `json:"commits"`
	}
	s.Ask("GET", "/ledger", "", &said)
	commits := map[string]int{}
	for _, commit := range said.Commits {
		commits[commit.Reference] += commit.Count
	}
	return commits
}

// Reset takes everything back to the beginning.
func (s *Sandbox) Reset() {
	s.t.Helper()
	s.Ask("DELETE", "/faults", "", nil)
	s.Ask("DELETE", "/state", "", nil)
	s.Ask("DELETE", "/requests", "", nil)
}
