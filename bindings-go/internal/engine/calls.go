package engine

import (
	"context"
	"iter"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/internal/ffi"
	"github.com/payseal/payseal/bindings-go/internal/model"
)

// Call sends a described operation and reads its answer.
func Call[A any](ctx context.Context, client *Client, request Request, given []payseal.CallOption) (*A, error) {
	response, err := client.Send(ctx, request, given)
	if err != nil {
		return nil, err
	}
	return model.Answer[A](response), nil
}

// Pages goes over all items of a list. ask makes the request of the page with a cursor.
func Pages[A, I any](
	ctx context.Context, client *Client, cursor *string, ask func(*string) Request, items func(*A) []I, given []payseal.CallOption,
) iter.Seq2[I, error] {
	return func(yield func(I, error) bool) {
		var none I
		for at := cursor; ; {
			request := ask(at)
			keep := request.keep()
			keep.Handle = true // for the next page
			answer, err := client.answer(ctx, request, given, keep)
			if err != nil {
				yield(none, err)
				return
			}
			for _, item := range items(model.Answer[A](response(answer))) {
				if !yield(item, nil) {
					return
				}
			}
			var asked string
			if at != nil {
				asked = *at
			}
			next, failed := answer.Handle.NextPage(asked)
			if failed != nil {
				yield(none, failure(failed))
				return
			}
			if next == "" {
				return
			}
			at = &next
		}
	}
}

// FromEnv reads the three variables of a partner.
func FromEnv(prefix string, lookup func(string) (string, bool)) (Settings, error) {
	var settings Settings
	for _, variable := range []struct {
		name string
		code int
		into func(string)
	}{
		{"API_BASE_URL", ffi.CodeBaseURLMissing, func(value string) { settings.BaseURL = value }},
		{"API_KEY", ffi.CodeAPIKeyInvalid, func(value string) { settings.APIKey = payseal.Secret(value) }},
		{"HMAC_SECRET", ffi.CodeHMACSecret, func(value string) { settings.HMACSecret = payseal.Secret(value) }},
	} {
		name := prefix + "_" + variable.name
		value, set := lookup(name)
		switch {
		case !set:
			return Settings{}, refused(variable.code, "the environment variable "+name+" is not set")
		case value == "":
			return Settings{}, refused(variable.code, "the environment variable "+name+" is empty")
		}
		variable.into(value)
	}
	return settings, nil
}
