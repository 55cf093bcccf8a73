//! Which mistakes write the very bytes that were found to be signed: nothing received can tell them apart, so all are named.
//!
//! Compares bytes, hashes nothing. Because HMAC has no collisions that anybody could find, there are no others in the catalogue.

use super::mistake::Mistakes;
use super::search::{Found, MOST, Search};

/// Every way of at most two mistakes to what was found, the fewest first, each set of mistakes once.
pub(super) fn ways(search: &Search, found: &Found) -> Vec<Mistakes> {
    let (Some(key), Some(message), Some(tag)) =
        (search.keys.list.get(found.key), search.messages.get(found.message), search.hasher.tags.get(found.tag))
    else {
        return Vec::new();
    };
    let signed = message.parts(&found.body).concat();
    let mut out: Vec<Mistakes> = Vec::new();
    for message in &search.messages {
        let Some(body) = message.body_in(&signed) else { continue };
        let mut of_body =
            search.bodies.list.iter().find(|known| known.bytes == body).map_or(Vec::new(), |known| known.ways.clone());
        // Two mistakes in the body leave none for the rest.
        if key.least() + message.least() + tag.mistakes.len() == 0 {
            of_body.extend(doubles(search, body));
        }
        for of_body in &of_body {
            for of_message in &message.ways {
                for of_key in &key.ways {
                    let parts = [of_body, of_message, &of_key.mistakes, &tag.mistakes];
                    if parts.iter().map(|part| part.len()).sum::<usize>() <= MOST {
                        add(parts.into_iter().flatten().copied().collect(), &mut out);
                    }
                }
            }
        }
    }
    out.sort_by_key(Vec::len);
    out
}

fn doubles(search: &Search, body: &[u8]) -> Vec<Mistakes> {
    let mut out = Vec::new();
    let given = search.bodies.list.first().is_some_and(|given| given.bytes == body);
    if given {
        return out;
    }
    search.bodies.doubles(|bytes, firsts, seconds| {
        if bytes == body {
            let of_one = firsts.iter().filter_map(|first| search.bodies.list.get(*first)).flat_map(|first| &first.ways);
            for first in of_one {
                out.extend(seconds.iter().map(|second| first.iter().copied().chain([*second]).collect::<Mistakes>()));
            }
        }
        true
    });
    out
}

/// The same mistakes in another order are the same.
fn add(way: Mistakes, out: &mut Vec<Mistakes>) {
    let is_the_same = |known: &Mistakes| {
        known.len() == way.len()
            && match (known.as_slice(), way.as_slice()) {
                ([a, b], [c, d]) => (a.id == c.id && b.id == d.id) || (a.id == d.id && b.id == c.id),
                (known, way) => known.iter().map(|mistake| mistake.id).eq(way.iter().map(|mistake| mistake.id)),
            }
    };
    if !out.iter().any(is_the_same) {
        out.push(way);
    }
}
