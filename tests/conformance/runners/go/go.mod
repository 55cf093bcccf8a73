module github.com/payseal/payseal/tests/conformance/runners/go

go 1.25

require github.com/payseal/payseal/bindings-go v0.0.0

// The copy that `cargo xtask conformance` puts beside this.
replace github.com/payseal/payseal/bindings-go => ./payseal
