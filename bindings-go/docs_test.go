package payseal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// Everything that a user can name has a comment: functions, methods, types, variables, and the fields of exported structs.
func TestEverythingExportedHasAComment(t *testing.T) {
	seen := 0
	for _, folder := range []string{".", "clive", "tybrite", "webhook"} {
		files := token.NewFileSet()
		names, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(files, name, nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			for _, declaration := range file.Decls {
				for name, comment := range exported(declaration) {
					seen++
					if comment == nil {
						t.Errorf("%s: %s has no comment", files.Position(name.Pos()), name.Name)
					}
				}
			}
		}
	}
	if seen < 500 {
		t.Errorf("only %d names", seen)
	}
}

// exported gives the exported names of a declaration with the comment of each; one comment may stand above a group of constants.
func exported(declaration ast.Decl) map[*ast.Ident]*ast.CommentGroup {
	found := map[*ast.Ident]*ast.CommentGroup{}
	note := func(names []*ast.Ident, comments ...*ast.CommentGroup) {
		for _, name := range names {
			if name.IsExported() {
				found[name] = nil
				for _, comment := range comments {
					if comment != nil {
						found[name] = comment
					}
				}
			}
		}
	}
	switch declaration := declaration.(type) {
	case *ast.FuncDecl:
		if receiver := declaration.Recv; receiver == nil || exportedType(receiver.List[0].Type) {
			note([]*ast.Ident{declaration.Name}, declaration.Doc)
		}
	case *ast.GenDecl:
		for _, spec := range declaration.Specs {
			switch spec := spec.(type) {
			case *ast.ValueSpec:
				note(spec.Names, declaration.Doc, spec.Doc, spec.Comment)
			case *ast.TypeSpec:
				note([]*ast.Ident{spec.Name}, declaration.Doc, spec.Doc)
				if body, ok := spec.Type.(*ast.StructType); ok && spec.Name.IsExported() {
					for _, field := range body.Fields.List {
						note(field.Names, field.Doc, field.Comment)
					}
				}
			}
		}
	}
	return found
}

func exportedType(expression ast.Expr) bool {
	switch expression := expression.(type) {
	case *ast.StarExpr:
		return exportedType(expression.X)
	case *ast.IndexExpr:
		return exportedType(expression.X)
	case *ast.Ident:
		return expression.IsExported()
	}
	return false
}
