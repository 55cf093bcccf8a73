package main

import (
	"context"
	"encoding/json"
	"iter"
	"reflect"
	"strings"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/clive"
	"github.com/payseal/payseal/bindings-go/tybrite"
)

func newClient(partner string, given *settings) (client, error) {
	config := clive.Config{
		BaseURL: given.BaseURL, APIKey: payseal.Secret(given.APIKey), HMACSecret: payseal.Secret(given.HMACSecret),
		BearerToken: payseal.Secret(given.BearerToken), HTTPClient: httpClient(given.ExtraCAPEM),
		ConnectTimeout: milliseconds(given.ConnectTimeoutMS), AttemptTimeout: milliseconds(given.AttemptTimeoutMS),
		TotalTimeout: total(given.TotalTimeoutMS), MaxRetries: given.MaxRetries,
		DisableLocalValidation: given.LocalValidation != nil && !*given.LocalValidation,
		AllowInsecureHTTP:      given.AllowInsecureHTTP, OnAttempt: told, Logger: logger(),
	}
	switch partner {
	case "clive":
		made, err := clive.NewClient(config)
		if err != nil {
			return nil, err
		}
		return made, nil
	case "tybrite":
		made, err := tybrite.NewClient(tybrite.Config(config))
		if err != nil {
			return nil, err
		}
		return made, nil
	}
	panic("this runner knows no partner " + partner)
}

// sender sends the input as a typed request; false when it is none: a wrong type, null, or a number that an Amount refuses.
type sender func(ctx context.Context, input string, given []payseal.CallOption) (*payseal.Response, error, bool)

func typed[R, A any](method func(context.Context, R, ...payseal.CallOption) (*A, error)) sender {
	return func(ctx context.Context, input string, given []payseal.CallOption) (*payseal.Response, error, bool) {
		var request R
		if !fits(input, &request) {
			return nil, nil, false
		}
		answer, err := method(ctx, request, given...)
		if err != nil {
			return nil, err, true
		}
		return lastResponse(answer), nil, true
	}
}

// bare is a method without a request.
func bare[A any](method func(context.Context, ...payseal.CallOption) (*A, error)) sender {
	return func(ctx context.Context, _ string, given []payseal.CallOption) (*payseal.Response, error, bool) {
		answer, err := method(ctx, given...)
		if err != nil {
			return nil, err, true
		}
		return lastResponse(answer), nil, true
	}
}

func lastResponse(answer any) *payseal.Response {
	return reflect.ValueOf(answer).Elem().FieldByName("LastResponse").Interface().(*payseal.Response)
}

// fits reads the input into a request, and says whether the request says all of it.
func fits(input string, request any) bool {
	var members map[string]json.RawMessage
	if json.Unmarshal([]byte(input), &members) != nil || strict([]byte(input), request) != nil {
		return false
	}
	// A value of the program's own keeps its order and its escapes as JSON text.
	value := reflect.ValueOf(request).Elem()
	for index := range value.NumField() {
		name, _, _ := strings.Cut(value.Type().Field(index).Tag.Get("json"), ",")
		if text, given := members[name]; given && value.Field(index).Kind() == reflect.Interface {
			value.Field(index).Set(reflect.ValueOf(text))
			delete(members, name)
		}
	}
	back, err := json.Marshal(request)
	must(err)
	var said map[string]json.RawMessage
	must(json.Unmarshal(back, &said))
	for name, text := range members {
		// encoding/json puts U+FFFD in the place of half a surrogate pair, which no Go string can hold.
		if string(text) == "null" || said[name] == nil || strings.Contains(string(said[name]), "\ufffd") {
			return false
		}
	}
	return true
}

func send(ctx context.Context, made client, line *asked, given []payseal.CallOption) (json.RawMessage, *payseal.Response, error) {
	var send sender
	switch made := made.(type) {
	case *clive.Client:
		if line.Operation == "initialize_and_attach_intent" {
			return twoSteps(ctx, made, line, given)
		}
		send = cliveSender(made, line.Operation)
	case *tybrite.Client:
		if line.AllPages {
			return pages(ctx, made, line, given)
		}
		send = tybriteSender(made, line.Operation)
	}
	if send == nil {
		panic("this runner knows no operation " + line.Operation)
	}
	if response, err, sent := send(ctx, line.Input, given); sent {
		return said(response, err)
	}
	return said(made.CallJSON(ctx, line.Operation, json.RawMessage(line.Input), given...))
}

func cliveSender(made *clive.Client, operation string) sender {
	return map[string]sender{
		"initialize_transaction":    typed(made.InitializeTransaction),
		"attach_payment_intent":     typed(made.AttachPaymentIntent),
		"create_checkout_intent":    typed(made.CreateCheckoutIntent),
		"create_checkout_intent_v2": typed(made.CreateCheckoutIntentV2),
		"list_transactions":         bare(made.ListTransactions),
		"create_merchant_client":    typed(made.CreateMerchantClient),
		"list_merchant_clients":     bare(made.ListMerchantClients),
		"list_settlements":          bare(made.ListSettlements),
		"run_settlements":           typed(made.RunSettlements),
		"pay_settlement":            typed(made.PaySettlement),
		"get_branding_packet":       typed(made.GetBrandingPacket),
	}[operation]
}

func tybriteSender(made *tybrite.Client, operation string) sender {
	return map[string]sender{
		"payments.methods":         typed(made.Payments.Methods),
		"payments.initialize":      typed(made.Payments.Initialize),
		"payments.verify":          typed(made.Payments.Verify),
		"orders.create":            typed(made.Orders.Create),
		"orders.update":            typed(made.Orders.Update),
		"orders.get":               typed(made.Orders.Get),
		"orders.list":              typed(made.Orders.List),
		"ingest.products":          document(made),
		"webhook_endpoints.create": typed(made.WebhookEndpoints.Create),
		"webhook_endpoints.list":   typed(made.WebhookEndpoints.List),
		"webhook_endpoints.get":    typed(made.WebhookEndpoints.Get),
		"webhook_endpoints.update": typed(made.WebhookEndpoints.Update),
		"webhook_endpoints.delete": typed(made.WebhookEndpoints.Delete),
		"webhook_endpoints.test":   typed(made.WebhookEndpoints.Test),
		"webhook_events.list":      typed(made.WebhookEvents.List),
		"webhook_events.get":       typed(made.WebhookEvents.Get),
		"webhook_events.retry":     typed(made.WebhookEvents.Retry),
		"sandbox.reset":            bare(made.Sandbox.Reset),
		"sandbox.clear_data":       bare(made.Sandbox.ClearData),
		"sandbox.advance_time":     typed(made.Sandbox.AdvanceTime),
		"sandbox.replay_webhook":   typed(made.Sandbox.ReplayWebhook),
	}[operation]
}

// document sends the input's body as the document that it is.
func document(made *tybrite.Client) sender {
	return func(ctx context.Context, input string, given []payseal.CallOption) (*payseal.Response, error, bool) {
		var body struct {
			Body string `json:"body"`
		}
		var request tybrite.IngestProducts
		must(json.Unmarshal([]byte(input), &body))
		must(json.Unmarshal([]byte(input), &request))
		request.Body = []byte(body.Body)
		answer, err := made.Ingest.Products(ctx, request, given...)
		if err != nil {
			return nil, err, true
		}
		return answer.LastResponse, nil, true
	}
}

func twoSteps(ctx context.Context, made *clive.Client, line *asked, given []payseal.CallOption) (json.RawMessage, *payseal.Response, error) {
	var request clive.InitializeTransaction
	must(check(fits(line.Input, &request), "not the input of initialize_transaction"))
	both, err := made.InitializeAndAttachIntent(ctx, request, line.StripePaymentIntentID, nil, given...)
	if err != nil {
		return nil, nil, err
	}
	value, err := json.Marshal(map[string]json.RawMessage{
		"initialize": both.Initialize.LastResponse.JSON(), "attach": both.Attach.LastResponse.JSON(),
	})
	must(err)
	return value, both.Attach.LastResponse, nil
}

// pages goes over a whole list.
func pages(ctx context.Context, made *tybrite.Client, line *asked, given []payseal.CallOption) (json.RawMessage, *payseal.Response, error) {
	switch line.Operation {
	case "orders.list":
		var request tybrite.ListOrders
		must(strict([]byte(line.Input), &request))
		return ids(made.Orders.All(ctx, request, given...), func(order tybrite.Order) string { return order.ID })
	case "webhook_endpoints.list":
		var request tybrite.ListWebhookEndpoints
		must(strict([]byte(line.Input), &request))
		return ids(made.WebhookEndpoints.All(ctx, request, given...), func(endpoint tybrite.WebhookEndpoint) string { return endpoint.ID })
	case "webhook_events.list":
		var request tybrite.ListWebhookEvents
		must(strict([]byte(line.Input), &request))
		return ids(made.WebhookEvents.All(ctx, request, given...), func(event tybrite.WebhookEvent) string { return event.ID })
	}
	panic("this runner goes over no list " + line.Operation)
}

func ids[T any](items iter.Seq2[T, error], id func(T) string) (json.RawMessage, *payseal.Response, error) {
	list := []map[string]string{}
	for item, err := range items {
		if err != nil {
			return nil, nil, err
		}
		list = append(list, map[string]string{"id": id(item)})
	}
	value, err := json.Marshal(list)
	must(err)
	return value, nil, nil
}
