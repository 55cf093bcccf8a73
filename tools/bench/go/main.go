// Bench compares Payseal in Go with what a program would use instead, alternating in one process. Not a gate: goals are printed as
// ok or MISSED. Not for absolute numbers: those are the machine's.
package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/clive"
)

const secret = "test_hmac_secret"

var body = bytes.Repeat([]byte("0123456789"), 15)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "serve" {
		serve()
		return
	}
	signatures()
	calls()
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// median of the ratios of rounds, which are measured one after the other.
func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

func verdict(holds bool) string {
	if holds {
		return "ok"
	}
	return "MISSED"
}

func handmade(body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

func signatures() {
	key, err := payseal.NewSigningKey(secret)
	must(err)
	defer key.Close()
	same, err := key.SignHex(body)
	must(err)
	if same != handmade(body) {
		log.Fatal("the signatures differ")
	}
	const rounds, batch = 41, 20_000
	var ours, theirs, ratios []float64
	for range rounds {
		began := time.Now()
		for range batch {
			handmade(body)
		}
		there := float64(time.Since(began).Nanoseconds()) / batch
		began = time.Now()
		for range batch {
			if _, err := key.SignHex(body); err != nil {
				log.Fatal(err)
			}
		}
		here := float64(time.Since(began).Nanoseconds()) / batch
		ours, theirs, ratios = append(ours, here), append(theirs, there), append(ratios, there/here)
	}
	ratio := median(ratios)
	fmt.Printf("150 bytes signed, hex: payseal %.0f ns, crypto/hmac with hmac.New %.0f ns: %.2f x as fast, goal 1.00: %s\n",
		median(ours), median(theirs), ratio, verdict(ratio >= 1))
}

const answer = `{"clive_tx_id":"CLVTX_1739378102312_420","status":"pending","stripe_payment_intent_id":"pi_3QxYFh2eZvKYlo2CxA8Nt42p","client_secret":"pi_3QxYFh2eZvKYlo2CxA8Nt42p_secret_abc","stripe_publishable_key":"pk_test_1"}`

// serve answers every request, in a process of its own so that its work is not counted.
func serve() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	fmt.Println("http://" + listener.Addr().String())
	must(http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, answer)
	})))
}

// cpu is what this process has used.
func cpu() time.Duration {
	var usage syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func calls() {
	program, err := os.Executable()
	must(err)
	server := exec.Command(program, "serve")
	output, err := server.StdoutPipe()
	must(err)
	must(server.Start())
	defer func() { _ = server.Process.Kill(); _ = server.Wait() }()
	var url string
	_, err = fmt.Fscanln(output, &url)
	must(err)

	client, err := clive.NewClient(clive.Config{BaseURL: url, APIKey: "cp_test_key", HMACSecret: secret})
	must(err)
	defer client.Close()
	request := clive.CreateCheckoutIntent{
		PartnerID: "ECHEZONA001", ClientID: "AIRPEACE001", Amount: payseal.NewAmount(750), Currency: "USD",
		Email: "buyer@example.com", EchezonaReference: "EZ12345",
	}
	intent, err := clive.Prepare(client, request)
	must(err)
	sent := intent.Body()
	ways := []struct {
		name string
		call func() error
	}{
		{"bare net/http", func() error { return bare(url, sent) }},
		{"net/http, crypto/hmac and encoding/json by hand", func() error { return byHand(url) }},
		{"payseal", func() error { _, err := client.CreateCheckoutIntent(context.Background(), request); return err }},
	}
	const rounds, batch = 21, 500
	spent := make([][]float64, len(ways))
	ratios := make([][]float64, len(ways))
	for round := range rounds + 2 {
		for index, way := range ways {
			began := cpu()
			for range batch {
				must(way.call())
			}
			if round >= 2 { // warm
				spent[index] = append(spent[index], float64((cpu()-began).Nanoseconds())/batch/1000)
			}
		}
		if round >= 2 {
			for index := range ways {
				ratios[index] = append(ratios[index], spent[index][round-2]/spent[0][round-2])
			}
		}
	}
	for index, way := range ways {
		fmt.Printf("a call on loopback, CPU of the client: %s %.1f us, %.2f x\n", way.name, median(spent[index]), median(ratios[index]))
	}
	ratio := median(ratios[len(ways)-1])
	fmt.Printf("payseal over bare net/http: %+.0f %%, goal at most +15 %%: %s\n", (ratio-1)*100, verdict(ratio <= 1.15))
}

var plain = &http.Client{Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 16}}

// bare posts bytes and reads bytes.
func bare(url string, sent []byte) error {
	return post(url, sent, "85c99f99834a6f368acd16aacef59815d37b08b8f17e4f7ed971304277844743", func([]byte) error { return nil })
}

// byHand is what a program without a library does for one attempt: write JSON, sign, post, read JSON.
func byHand(url string) error {
	sent, err := json.Marshal(struct {
		PartnerID         string  `json:"partner_id"`
		ClientID          string  `json:"client_id"`
		Amount            float64 `json:"amount"`
		Currency          string  `json:"currency"`
		Email             string  `json:"email"`
		EchezonaReference string  `json:"echezona_reference"`
	}{"ECHEZONA001", "AIRPEACE001", 750, "USD", "buyer@example.com", "EZ12345"})
	if err != nil {
		return err
	}
	return post(url, sent, handmade(sent), func(came []byte) error {
		var read struct {
			CliveTxID    string `json:"clive_tx_id"`
			Status       string `json:"status"`
			ClientSecret string `json:"client_secret"`
		}
		return json.Unmarshal(came, &read)
	})
}

func post(url string, sent []byte, signature string, read func([]byte) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/transactions/checkout-intent", bytes.NewReader(sent))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Api-Key", "cp_test_key")
	request.Header.Set("X-Clive-Hmac", signature)
	request.Header.Set("Idempotency-Key", "checkout-EZ12345")
	response, err := plain.Do(request)
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
