//! The calls of one client that are not over, each under a handle that JavaScript carries as a number.
//!
//! Not for decisions: a slot only owns its [`Call`]. A handle is used up with its call; an old one finds nothing, even
//! when its slot has a new tenant.

use payseal::Call;

/// Bits of a handle that are the slot; the others count the slot's tenants.
const SLOT_BITS: u32 = 20;
const SLOT_MASK: u32 = (1 << SLOT_BITS) - 1;

#[derive(Default)]
struct Slot {
    tenant: u32,
    call: Option<Box<Call>>,
}

/// The live calls.
#[derive(Default)]
pub(crate) struct Calls {
    slots: Vec<Slot>,
    free: Vec<u32>,
}

impl Calls {
    /// Takes a call in. `None` when a million calls are under way, which is a leak and not a load.
    pub(crate) fn insert(&mut self, call: Box<Call>) -> Option<u32> {
        let index = match self.free.pop() {
            Some(index) => index,
            None => {
                let index = u32::try_from(self.slots.len()).ok().filter(|index| *index <= SLOT_MASK)?;
                self.slots.push(Slot::default());
                index
            }
        };
        let slot = self.slots.get_mut(index as usize)?;
        slot.call = Some(call);
        Some((slot.tenant << SLOT_BITS) | index)
    }

    /// The call of this handle.
    pub(crate) fn get(&mut self, handle: u32) -> Option<&mut Call> {
        self.slot(handle)?.call.as_deref_mut()
    }

    /// Takes the call out and ends its handle.
    pub(crate) fn remove(&mut self, handle: u32) -> Option<Box<Call>> {
        let slot = self.slot(handle)?;
        let call = slot.call.take()?;
        slot.tenant = slot.tenant.wrapping_add(1) & (u32::MAX >> SLOT_BITS);
        self.free.push(handle & SLOT_MASK);
        Some(call)
    }

    /// How many calls are live.
    pub(crate) fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    fn slot(&mut self, handle: u32) -> Option<&mut Slot> {
        self.slots.get_mut((handle & SLOT_MASK) as usize).filter(|slot| slot.tenant == handle >> SLOT_BITS)
    }
}
