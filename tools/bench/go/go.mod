module github.com/payseal/payseal/tools/bench/go

go 1.25

require github.com/payseal/payseal/bindings-go v0.0.0

replace github.com/payseal/payseal/bindings-go => ../../../bindings-go
