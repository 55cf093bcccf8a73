//! Every item of a list, page after page: the next page is asked for when the last item of one is taken.

use super::options::RequestOptions;
use super::tybrite::TybriteClient;
use crate::error::Error;
use crate::tybrite::{List, check_turn};

/// An iterator over the items of a list. It ends after an error, and after the last page.
pub struct Pages<'a, R: List> {
    client: &'a TybriteClient,
    request: R,
    options: RequestOptions,
    items: std::vec::IntoIter<R::Item>,
    is_last: bool,
}

impl<'a, R: List> Pages<'a, R> {
    pub(super) fn new(client: &'a TybriteClient, request: R, options: RequestOptions) -> Self {
        Self { client, request, options, items: Vec::new().into_iter(), is_last: false }
    }

    /// Sets options for the request of each page.
    #[must_use]
    pub fn with_options(mut self, options: RequestOptions) -> Self {
        self.options = options;
        self
    }

    fn turn(&mut self) -> Result<(), Error> {
        let answer = self.client.send(&self.request, &self.options)?;
        let (items, next) = R::page(answer.data);
        self.items = items.into_iter();
        match next {
            None => self.is_last = true,
            Some(next) => {
                check_turn(self.request.cursor().map(String::as_str), Some(&next))?;
                self.request.set_cursor(next);
            }
        }
        Ok(())
    }
}

impl<R: List> Iterator for Pages<'_, R> {
    type Item = Result<R::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.items.next() {
                return Some(Ok(item));
            }
            if self.is_last {
                return None;
            }
            if let Err(error) = self.turn() {
                self.is_last = true;
                self.items = Vec::new().into_iter();
                return Some(Err(error));
            }
        }
    }
}

impl<R: List> std::fmt::Debug for Pages<'_, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pages").field("is_last", &self.is_last).finish_non_exhaustive()
    }
}
