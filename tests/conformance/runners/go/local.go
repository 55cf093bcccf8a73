package main

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/webhook"
)

// rawBytes are a text as UTF-8, or `{"hex": …}`.
type rawBytes []byte

func (r *rawBytes) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*r = rawBytes(text)
		return nil
	}
	var digits struct {
		Hex *string `json:"hex"`
	}
	if err := strict(data, &digits); err != nil {
		return err
	}
	decoded, err := hex.DecodeString(*digits.Hex)
	*r = decoded
	return err
}

// localAsked is the input of a row of webhook.json or explain.json.
type localAsked struct {
	Op                     string           `json:"op"`
	Partner                string           `json:"partner"`
	Subject                webhook.Subject  `json:"subject"`
	Secrets                []payseal.Secret `json:"secrets"`
	OldSecret              payseal.Secret   `json:"old_secret"`
	OtherEnvironmentSecret payseal.Secret   `json:"other_environment_secret"`
	APIKey                 payseal.Secret   `json:"api_key"`
	ToleranceS             int64            `json:"tolerance_s"`
	Headers                [][2]rawBytes    `json:"headers"`
	Body                   rawBytes         `json:"body"`
	Now                    *int64           `json:"now"`
}

// local are webhooks and explanations: nothing is sent.
func local(text json.RawMessage) (json.RawMessage, error) {
	var asked localAsked
	must(strict(text, &asked))
	header := http.Header{}
	for _, pair := range asked.Headers {
		header[string(pair[0])] = append(header[string(pair[0])], string(pair[1]))
	}
	switch asked.Op + " " + asked.Partner {
	case "verify clive":
		return verified(&asked, header, webhook.NewClive)
	case "verify tybrite":
		return verified(&asked, header, webhook.NewTybrite)
	case "explain ":
		return explained(&asked, header)
	}
	panic("no such op: " + asked.Op + " " + asked.Partner)
}

func verified[E webhook.Payload](asked *localAsked, header http.Header, newVerifier func(webhook.Config) (*webhook.Verifier[E], error)) (json.RawMessage, error) {
	verifier, err := newVerifier(webhook.Config{Secrets: asked.Secrets, Tolerance: time.Duration(asked.ToleranceS) * time.Second})
	if err != nil {
		return nil, err
	}
	defer verifier.Close()
	fmt.Fprintf(os.Stderr, "%v %+v %#v\n", verifier, verifier, verifier)
	delivery, err := verifier.Verify(asked.Body, header, time.Unix(*asked.Now, 0))
	if err != nil {
		return nil, err
	}
	var signedAt *int64
	if !delivery.SignedAt.IsZero() {
		signedAt = payseal.Ptr(delivery.SignedAt.Unix())
	}
	var eventType *string
	if delivery.Type != "" {
		eventType = &delivery.Type
	}
	return json.Marshal(map[string]any{
		"secret_index": delivery.SecretIndex, "timestamp": signedAt, "type": eventType, "dedupe_key": delivery.DedupeKey,
	})
}

func explained(asked *localAsked, header http.Header) (json.RawMessage, error) {
	question := webhook.Question{
		Subject: asked.Subject, Secrets: asked.Secrets, OldSecret: asked.OldSecret, OtherEnvironmentSecret: asked.OtherEnvironmentSecret,
		APIKey: asked.APIKey, Body: asked.Body, Header: header,
	}
	if asked.Now != nil {
		question.Now = time.Unix(*asked.Now, 0)
	}
	fmt.Fprintf(os.Stderr, "%v\n%+v\n%#v\n", question, question, question)
	explanation, err := webhook.Explain(question)
	if err != nil {
		return nil, err
	}
	fmt.Fprintln(os.Stderr, explanation)
	return json.Marshal(explanation)
}
