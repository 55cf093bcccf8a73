//! Random bytes for calls, drawn from the system 64 calls at a time: a system call per payment would cost more than its
//! signature.

use std::cell::RefCell;

use payseal::Error;
use payseal::error::Code;
use zeroize::Zeroize;

const EACH: usize = 32;
const BUFFERED: usize = 64 * EACH;

thread_local! {
    static BUFFER: RefCell<Entropy> = const { RefCell::new(Entropy { bytes: [0; BUFFERED], left: 0 }) };
}

/// 32 bytes that nobody was given before.
pub(crate) fn take() -> Result<[u8; EACH], Error> {
    BUFFER.with_borrow_mut(Entropy::take)
}

/// A buffer of random bytes; what was given out is wiped.
struct Entropy {
    bytes: [u8; BUFFERED],
    left: usize,
}

impl Entropy {
    fn take(&mut self) -> Result<[u8; EACH], Error> {
        if self.left < EACH {
            getrandom::fill(&mut self.bytes).map_err(|why| Error::because(Code::EntropyUnavailable, why))?;
            self.left = BUFFERED;
        }
        let mut taken = [0; EACH];
        if let Some(last) = self.bytes.get_mut(self.left - EACH..self.left) {
            taken.copy_from_slice(last);
            last.zeroize();
        }
        self.left -= EACH;
        Ok(taken)
    }
}

impl Drop for Entropy {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}
