//go:build payseal_gcstress

package ffi

import "runtime"

// stress collects garbage, so that whatever is freed too early is freed before it is used.
func stress() { runtime.GC() }
