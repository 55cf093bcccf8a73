//go:build cgo && payseal_static

package ffi

// #cgo pkg-config: payseal-static
import "C"
