//! Counts heap allocations, so that "allocates nothing" is a number in the table and not a claim.
//!
//! ```text
//! assert_eq!(allocations(|| key.sign_hex(body)), 0);
//! ```
//!
//! Not a profiler: it counts calls and bytes of the current thread, not where they come from.
#![allow(unsafe_code)] // GlobalAlloc is an unsafe trait; every method hands its arguments on to the system allocator as they are.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    // Constant and without a destructor: reading it never allocates.
    static COUNT: Cell<usize> = const { Cell::new(0) };
    static BYTES: Cell<usize> = const { Cell::new(0) };
}

fn count(bytes: usize) {
    COUNT.with(|count| count.set(count.get() + 1));
    BYTES.with(|total| total.set(total.get() + bytes));
}

// SAFETY: the same layouts and pointers reach `System`, whose contract is the same; counting touches no memory of theirs.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        count(new_size);
        unsafe { System.realloc(block, layout, new_size) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        unsafe { System.dealloc(block, layout) }
    }
}

/// How many times `work` allocates or reallocates on this thread.
pub fn allocations<T>(work: impl FnOnce() -> T) -> usize {
    let before = COUNT.with(Cell::get);
    black_box(work());
    COUNT.with(Cell::get) - before
}

/// How many bytes `work` asks the allocator for on this thread, those it gives back included.
pub fn allocated_bytes<T>(work: impl FnOnce() -> T) -> usize {
    let before = BYTES.with(Cell::get);
    black_box(work());
    BYTES.with(Cell::get) - before
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_is_allocated() {
        assert_eq!(allocations(|| 1 + 1), 0);
        assert_eq!(allocations(|| vec![1u8, 2, 3]), 1);
        assert_eq!(allocations(|| (Box::new(1), String::from("two"))), 2);
        assert_eq!(allocated_bytes(|| vec![0u8; 1000]), 1000);
        assert_eq!(allocated_bytes(|| 1 + 1), 0);
    }
}
