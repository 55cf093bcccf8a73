package webhook_test

import (
	"bufio"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/clive"
	"github.com/payseal/payseal/bindings-go/internal/sandbox"
	"github.com/payseal/payseal/bindings-go/webhook"
)

// The endpoint of examples/go, built as its own module and called by the sandbox.
func TestTheExample(t *testing.T) {
	program := filepath.Join(t.TempDir(), "webhook")
	build := exec.Command("go", "build", "-o", program, "./webhook")
	build.Dir = "../../examples/go"
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	endpoint := exec.Command(program)
	endpoint.Env = append(os.Environ(), "PORT=0", "CLIVE_WEBHOOK_SECRET=the new one", "CLIVE_WEBHOOK_OLD_SECRET="+sandbox.WebhookSecret,
		"TYBRITE_WEBHOOK_SECRET="+string(secret))
	var log lockedBuffer
	endpoint.Stderr = &log
	output, err := endpoint.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := endpoint.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = endpoint.Process.Kill() }()
	lines := bufio.NewReader(output)
	said := func(want string) string {
		t.Helper()
		line, err := lines.ReadString('\n')
		if err != nil || !strings.HasPrefix(line, want) {
			t.Fatalf("%q is not %q: %v %s", line, want, err, log.String())
		}
		return strings.TrimSpace(strings.TrimPrefix(line, want))
	}
	url := said("listening on ")

	box := sandbox.Start(t, "--webhook-url", url+"/webhooks/clive")
	client, err := clive.NewClient(clive.Config{BaseURL: box.BaseURL, APIKey: sandbox.APIKey, HMACSecret: sandbox.HMACSecret})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	made, err := client.CreateCheckoutIntent(t.Context(), clive.CreateCheckoutIntent{
		PartnerID: "ECHEZONA001", ClientID: "AIRPEACE001", Amount: payseal.NewAmount(750), Currency: "USD",
		Email: "buyer@example.com", EchezonaReference: "EZ1",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, happened := range [][2]string{
		{"payment_intent.succeeded", "ship EZ1: 750 USD were paid"}, {"charge.refunded", "take back EZ1: refunded"},
	} {
		box.Ask("POST", "/stripe/event", `{"type":"`+happened[0]+`","payment_intent":"`+made.StripePaymentIntentID+`"}`, nil)
		said(happened[1])
	}

	delivery, err := webhook.NewTestDelivery(webhook.Tybrite, secret, webhook.TybriteOrderPaid, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for status, delivery := range map[int]*webhook.TestDelivery{200: delivery, 400: {Header: delivery.Header}} {
		request, err := delivery.NewRequest(t.Context(), url+"/webhooks/tybrite")
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != status {
			t.Errorf("%s, not %d", response.Status, status)
		}
	}
	said("ship the order of ")
	if err := endpoint.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := endpoint.Wait(); err != nil {
		t.Errorf("it did not end well: %v", err)
	}
	if text := log.String(); !strings.Contains(text, payseal.CodeWebhookSignatureMismatch) || strings.Contains(text, string(secret)) {
		t.Error(text)
	}
}
