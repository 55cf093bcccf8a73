//! How a worker tells an event loop that results have come: a byte on a socket that the loop watches, without taking the
//! interpreter; or, where there is none (Windows), a Python function.

#[cfg(unix)]
mod system {
    use std::io::{Read, Write};
    use std::os::fd::AsRawFd;
    use std::os::unix::net::UnixStream;

    use pyo3::prelude::*;

    use crate::guard::Result;

    /// Two ends of a socket.
    pub(crate) struct Waker {
        read: UnixStream,
        write: UnixStream,
    }

    impl Waker {
        pub(crate) fn new(_: Bound<'_, PyAny>) -> Result<Self> {
            let pair = UnixStream::pair().and_then(|(read, write)| {
                read.set_nonblocking(true)?;
                write.set_nonblocking(true)?;
                Ok(Self { read, write })
            });
            pair.map_err(|error| PyErr::from(error).into())
        }

        pub(crate) fn fileno(&self) -> Option<i32> {
            Some(self.read.as_raw_fd())
        }

        pub(crate) fn wake(&self) {
            // A full socket has woken the loop already.
            let _ = (&self.write).write(&[1]);
        }

        pub(crate) fn clear(&self) {
            let mut bytes = [0; 64];
            while (&self.read).read(&mut bytes).is_ok_and(|read| read == bytes.len()) {}
        }
    }
}

#[cfg(not(unix))]
mod system {
    use pyo3::prelude::*;

    use crate::guard::Result;

    /// A function that may be called from any thread.
    pub(crate) struct Waker(Py<PyAny>);

    impl Waker {
        pub(crate) fn new(wake: Bound<'_, PyAny>) -> Result<Self> {
            Ok(Self(wake.unbind()))
        }

        pub(crate) fn fileno(&self) -> Option<i32> {
            None
        }

        pub(crate) fn wake(&self) {
            let _ = Python::try_attach(|py| {
                if let Err(error) = self.0.call0(py) {
                    error.write_unraisable(py, None);
                }
            });
        }

        pub(crate) fn clear(&self) {}
    }
}

pub(crate) use system::Waker;
