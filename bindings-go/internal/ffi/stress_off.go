//go:build !payseal_gcstress

package ffi

// stress does nothing; with the build tag payseal_gcstress it collects garbage around every crossing.
func stress() {}
