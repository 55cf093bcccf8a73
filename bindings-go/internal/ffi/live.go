package ffi

import "sync/atomic"

var live atomic.Int64

// Live counts the handles of the library that are not yet freed. Tests compare it before and after.
func Live() int64 { return live.Load() }
