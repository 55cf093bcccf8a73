/** How much of an answer is read: the same numbers as in the Rust driver. */
'use strict';

module.exports = { MAX_ANSWER_BYTES: 64 * 1024 * 1024, MAX_ERROR_BYTES: 1024 * 1024 };
