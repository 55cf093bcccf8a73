//! Lists with a cursor: what a page holds, and where the list goes on. Cursors are opaque and given back verbatim
//! (contract: pagination).

use super::{ListOrders, ListWebhookEndpoints, ListWebhookEvents, Order, Pagination, WebhookEndpoint, WebhookEvent};
use crate::error::{Code, Error};
use crate::json::Value;
use crate::partners::model::Request;

/// A request whose answers are the pages of a list.
pub trait List: Request {
    /// What the list holds.
    type Item;

    /// The cursor that the request carries.
    fn cursor(&self) -> Option<&String>;

    /// Goes on at `cursor`.
    fn set_cursor(&mut self, cursor: String);

    /// The items of a page, and the cursor of the next page if there is one.
    fn page(answer: Self::Response) -> (Vec<Self::Item>, Option<String>);
}

macro_rules! lists {
    ($( $request:ident holds $item:ident in $items:ident; )+) => { $(
        impl List for $request {
            type Item = $item;

            fn cursor(&self) -> Option<&String> {
                self.cursor.as_ref()
            }

            fn set_cursor(&mut self, cursor: String) {
                self.cursor = Some(cursor);
            }

            fn page(answer: Self::Response) -> (Vec<$item>, Option<String>) {
                (answer.$items.unwrap_or_default(), answer.pagination.and_then(next))
            }
        }
    )+ };
}

lists! {
    ListOrders holds Order in orders;
    ListWebhookEndpoints holds WebhookEndpoint in webhook_endpoints;
    ListWebhookEvents holds WebhookEvent in webhook_events;
}

fn next(pagination: Pagination) -> Option<String> {
    pagination.next_cursor.filter(|cursor| pagination.has_more != Some(false) && !cursor.is_empty())
}

fn next_cursor(answer: &Value) -> Option<&str> {
    let pagination = answer.get("pagination")?;
    let is_over = pagination.get("has_more").and_then(Value::as_bool) == Some(false);
    pagination.get("next_cursor").and_then(Value::as_str).filter(|cursor| !is_over && !cursor.is_empty())
}

/// Where a list goes on after this page, for hosts that read JSON themselves; `None` at its end. `cursor` is the one that the
/// page was asked for with.
///
/// # Errors
/// `ANSWER_INCOMPLETE` when the page points to itself: the list would never end.
pub fn go_on<'a>(answer: &'a Value, cursor: Option<&str>) -> Result<Option<&'a str>, Error> {
    let next = next_cursor(answer);
    if next.is_some() {
        check_turn(cursor, next)?;
    }
    Ok(next)
}

/// Refuses a next page that is this one.
pub(crate) fn check_turn(cursor: Option<&str>, next: Option<&str>) -> Result<(), Error> {
    if cursor == next {
        return Err(Error::because(Code::AnswerIncomplete, "the next page has the cursor of this one"));
    }
    Ok(())
}
