//go:build cgo

package ffi

/*
#include "bridge.h"
*/
import "C"

import "unsafe"

// Head collects headers in the form that crosses. A value may hold any byte.
type Head struct {
	text  []byte
	sizes []C.size_t
}

// Add adds a header.
func (h *Head) Add(name, value string) {
	h.text = append(append(h.text, name...), value...)
	h.sizes = append(h.sizes, C.size_t(len(name)), C.size_t(len(value)))
}

func (h *Head) view() C.payseal_str  { return viewBytes(h.text) }
func (h *Head) sizesView() *C.size_t { return unsafe.SliceData(h.sizes) }
func (h *Head) count() C.size_t      { return C.size_t(len(h.sizes) / 2) }
