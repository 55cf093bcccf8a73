//! Weaves the mutants of one file into its source, each behind `crate::mutant_is(id)`.
//!
//! ```text
//! fn wait(n: u32) -> u32 { n + 1 }
//! fn wait(n: u32) -> u32 { if crate::mutant_is(1) { return 0; } (if crate::mutant_is(2) { n - 1 } else { n + 1 }) }
//! ```
//! Only one mutant is on at a time, so what stands in a mutated branch is the untouched text.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use proc_macro2::{LineColumn, Span};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::list::{Genre, Mutant, Position};

/// The woven text, and where in it which mutant stands.
pub(crate) struct Woven {
    pub(crate) text: String,
    /// What was put in for a mutant.
    pub(crate) inserted: Vec<(Range<usize>, u32)>,
    /// The whole expressions that were wrapped.
    pub(crate) sites: Vec<(Range<usize>, Vec<u32>)>,
    /// Woven in.
    pub(crate) ids: BTreeSet<u32>,
}

/// Weaves, leaving out the mutants `without` and leaving the functions named in `constant` as `const`.
pub(crate) fn weave(
    source: &str,
    mutants: &[&Mutant],
    without: &BTreeSet<u32>,
    constant: &BTreeSet<String>,
) -> syn::Result<Woven> {
    let file = syn::parse_file(source)?;
    let mut lines = vec![0];
    lines.extend(source.match_indices('\n').map(|(at, _)| at + 1));
    let mut by_start: BTreeMap<Position, Vec<&Mutant>> = BTreeMap::new();
    for mutant in mutants.iter().filter(|mutant| !without.contains(&mutant.id)) {
        by_start.entry(mutant.start).or_default().push(mutant);
    }
    let mut weaver = Weaver { source, lines, by_start, constant, edits: Vec::new(), in_constant: false };
    weaver.visit_file(&file);
    Ok(weaver.write())
}

struct Weaver<'a> {
    source: &'a str,
    /// Where each line begins.
    lines: Vec<usize>,
    by_start: BTreeMap<Position, Vec<&'a Mutant>>,
    constant: &'a BTreeSet<String>,
    edits: Vec<Edit>,
    in_constant: bool,
}

/// Text around a range: `before` in pieces, each of which may belong to a mutant.
struct Edit {
    range: Range<usize>,
    before: Vec<(String, Option<u32>)>,
    after: &'static str,
    /// The text in the range is dropped, not wrapped (the word `const`).
    cut: bool,
}

impl<'a> Weaver<'a> {
    fn at(&self, place: LineColumn) -> usize {
        let begin = self.lines[place.line - 1];
        self.source[begin..].char_indices().nth(place.column).map_or(self.source.len(), |(at, _)| begin + at)
    }

    fn range(&self, span: Span) -> Range<usize> {
        self.at(span.start())..self.at(span.end())
    }

    fn text(&self, range: Range<usize>) -> &'a str {
        &self.source[range]
    }

    fn mutants(&self, span: Span, genre: Genre) -> Vec<&'a Mutant> {
        let place = span.start();
        let found = self.by_start.get(&(place.line, place.column + 1)).into_iter().flatten();
        if self.in_constant { Vec::new() } else { found.filter(|mutant| mutant.genre == genre).copied().collect() }
    }

    /// `(if mutant_is(1) { … } else if … else { the expression })`.
    fn choose(&mut self, range: Range<usize>, variants: Vec<(u32, String)>) {
        // A variant that does not parse could not be built by cargo-mutants either.
        let variants: Vec<_> =
            variants.into_iter().filter(|(_, text)| syn::parse_str::<syn::Expr>(text).is_ok()).collect();
        if variants.is_empty() {
            return;
        }
        let mut before = vec![("(".to_owned(), None)];
        for (id, text) in variants {
            before.push((format!("if crate::mutant_is({id}) {{ {text} }} else "), Some(id)));
        }
        before.push(("{ ".to_owned(), None));
        self.edits.push(Edit { range, before, after: " })", cut: false });
    }

    fn function(&mut self, signature: &syn::Signature, block: &syn::Block) -> bool {
        let kept = self.constant.contains(&signature.ident.to_string());
        if let Some(word) = signature.constness {
            if kept {
                return true;
            }
            let range = self.range(word.span());
            self.edits.push(Edit { range, before: Vec::new(), after: "", cut: true });
        }
        let Some(first) = block.stmts.first() else { return false };
        let mutants = self.mutants(first.span(), Genre::FnValue);
        if !mutants.is_empty() {
            let (open, close) = (self.range(block.brace_token.span.open()), self.range(block.brace_token.span.close()));
            let before = mutants
                .iter()
                .map(|mutant| {
                    (
                        format!(" if crate::mutant_is({}) {{ return {}; }} ", mutant.id, mutant.replacement),
                        Some(mutant.id),
                    )
                })
                .collect();
            self.edits.push(Edit { range: open.end..close.start, before, after: "", cut: false });
        }
        false
    }

    fn within(&mut self, constant: bool, work: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.in_constant, constant);
        work(self);
        self.in_constant = before;
    }

    fn write(mut self) -> Woven {
        // Ends of inner ranges come before ends of outer ones, beginnings of outer ones before those of inner ones.
        self.edits.sort_by_key(|edit| (edit.range.start, std::cmp::Reverse(edit.range.end)));
        let mut woven = Woven { text: String::new(), inserted: Vec::new(), sites: Vec::new(), ids: BTreeSet::new() };
        let mut at = 0;
        let mut open: Vec<(usize, &'static str, usize, Vec<u32>)> = Vec::new();
        let edits = std::mem::take(&mut self.edits);
        for edit in edits {
            self.close(&mut woven, &mut at, &mut open, edit.range.start);
            woven.text.push_str(&self.source[at..edit.range.start]);
            at = edit.range.start;
            if edit.cut {
                at = edit.range.end;
                continue;
            }
            let begin = woven.text.len();
            let mut ids = Vec::new();
            for (text, id) in edit.before {
                let from = woven.text.len();
                woven.text.push_str(&text);
                if let Some(id) = id {
                    woven.inserted.push((from..woven.text.len(), id));
                    woven.ids.insert(id);
                    ids.push(id);
                }
            }
            open.push((edit.range.end, edit.after, begin, ids));
        }
        self.close(&mut woven, &mut at, &mut open, usize::MAX);
        woven.text.push_str(&self.source[at..]);
        woven
    }

    /// Closes what ends at or before `until`.
    fn close(
        &self,
        woven: &mut Woven,
        at: &mut usize,
        open: &mut Vec<(usize, &'static str, usize, Vec<u32>)>,
        until: usize,
    ) {
        while open.last().is_some_and(|(end, ..)| *end <= until) {
            let Some((end, after, begin, ids)) = open.pop() else { break };
            woven.text.push_str(&self.source[*at..end]);
            *at = end;
            woven.text.push_str(after);
            woven.sites.push((begin..woven.text.len(), ids));
        }
    }
}

impl<'ast> Visit<'ast> for Weaver<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        let constant = self.function(&item.sig, &item.block);
        self.within(constant, |this| visit::visit_item_fn(this, item));
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        let constant = self.function(&item.sig, &item.block);
        self.within(constant, |this| visit::visit_impl_item_fn(this, item));
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            let constant = self.function(&item.sig, block);
            self.within(constant, |this| visit::visit_trait_item_fn(this, item));
        }
    }

    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        self.within(true, |this| visit::visit_item_const(this, item));
    }

    fn visit_impl_item_const(&mut self, item: &'ast syn::ImplItemConst) {
        self.within(true, |this| visit::visit_impl_item_const(this, item));
    }

    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        self.within(true, |this| visit::visit_item_static(this, item));
    }

    fn visit_expr_const(&mut self, item: &'ast syn::ExprConst) {
        self.within(true, |this| visit::visit_expr_const(this, item));
    }

    fn visit_expr_binary(&mut self, item: &'ast syn::ExprBinary) {
        let mutants = self.mutants(item.op.span(), Genre::BinaryOperator);
        if !mutants.is_empty() && !has_let(&item.left) && !has_let(&item.right) {
            let (whole, operator) = (self.range(item.span()), self.range(item.op.span()));
            let (left, right) = (self.text(whole.start..operator.start), self.text(operator.end..whole.end));
            let variants = mutants.iter().map(|it| (it.id, format!("{left}{}{right}", it.replacement))).collect();
            self.choose(whole, variants);
        }
        visit::visit_expr_binary(self, item);
    }

    fn visit_expr_unary(&mut self, item: &'ast syn::ExprUnary) {
        let mutants = self.mutants(item.op.span(), Genre::UnaryOperator);
        if !mutants.is_empty() {
            let (whole, operator) = (self.range(item.span()), self.range(item.op.span()));
            let rest = self.text(operator.end..whole.end);
            let variants = mutants.iter().map(|it| (it.id, format!("{}{rest}", it.replacement))).collect();
            self.choose(whole, variants);
        }
        visit::visit_expr_unary(self, item);
    }

    fn visit_expr_struct(&mut self, item: &'ast syn::ExprStruct) {
        let whole = self.range(item.span());
        let mut variants = Vec::new();
        for pair in item.fields.pairs() {
            let field = self.range(pair.value().span());
            let end = pair.punct().map_or(field.end, |comma| self.range(comma.span()).end);
            for mutant in self.mutants(pair.value().span(), Genre::StructField) {
                let (left, right) = (self.text(whole.start..field.start), self.text(end..whole.end));
                variants.push((mutant.id, format!("{left}{right}")));
            }
        }
        self.choose(whole, variants);
        visit::visit_expr_struct(self, item);
    }

    fn visit_expr_match(&mut self, item: &'ast syn::ExprMatch) {
        // The compiler says at the match, not at the arm, that a guard leaves something out.
        let arms = item.arms.iter().flat_map(|arm| self.mutants(arm.pat.span(), Genre::MatchArm));
        let before: Vec<_> = arms.map(|mutant| (String::new(), Some(mutant.id))).collect();
        if !before.is_empty() {
            self.edits.push(Edit { range: self.range(item.span()), before, after: "", cut: false });
        }
        visit::visit_expr_match(self, item);
    }

    fn visit_arm(&mut self, item: &'ast syn::Arm) {
        let gone = self.mutants(item.pat.span(), Genre::MatchArm);
        let not_gone: Vec<(String, Option<u32>)> =
            gone.iter().map(|mutant| (format!("!crate::mutant_is({})", mutant.id), Some(mutant.id))).collect();
        match &item.guard {
            None if !not_gone.is_empty() => {
                let end = self.range(item.pat.span()).end;
                let mut before = vec![(" if ".to_owned(), None)];
                before.extend(not_gone);
                self.edits.push(Edit { range: end..end, before, after: " ", cut: false });
            }
            Some((_, guard)) if !has_let(guard) => {
                let range = self.range(guard.span());
                if !not_gone.is_empty() {
                    let mut before = not_gone;
                    before.push((" && (".to_owned(), None));
                    self.edits.push(Edit { range: range.clone(), before, after: ")", cut: false });
                }
                let variants = self.mutants(guard.span(), Genre::MatchArmGuard);
                self.choose(range, variants.iter().map(|it| (it.id, it.replacement.clone())).collect());
            }
            _ => {}
        }
        visit::visit_arm(self, item);
    }
}

/// Whether a condition has a `let` that would lose its names inside parentheses.
fn has_let(expression: &syn::Expr) -> bool {
    match expression {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(it) => has_let(&it.left) || has_let(&it.right),
        _ => false,
    }
}
