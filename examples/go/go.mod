module github.com/payseal/payseal/examples/go

go 1.25

require github.com/payseal/payseal/bindings-go v0.0.0

// In the repository; your own program names a release instead.
replace github.com/payseal/payseal/bindings-go => ../../bindings-go
