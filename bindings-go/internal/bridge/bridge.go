// Package bridge lets the internal packages make values of the public one without exporting how.
package bridge

import "github.com/payseal/payseal/bindings-go/internal/ffi"

// NewError makes a *payseal.Error of an error of the library. cause is what Go itself said, if anything.
var NewError func(failed *ffi.Error, cause error) error

// NewResponse fills a *payseal.Response, given as any.
var NewResponse func(answer *ffi.Answer) any

// KeyOf is the handle of a *payseal.SigningKey, given as any.
var KeyOf func(key any) *ffi.Key
