//! The blocking driver and `CliveClient` over real sockets: against the sandbox, which verifies every signature and keeps
//! a ledger, and against small hand-written servers for what an honest server never does. All traffic is loopback.

mod support;
mod tls;

mod answers;
mod child;
mod connections;
mod env;
mod faults;
mod hook;
mod logs;
mod operations;
mod proxy;
mod raw;
mod retries;
mod stopping;
mod threads;
mod two_steps;
mod tybrite;
mod validation;
mod wire;
