/** How much of an answer is read: the same numbers as in the Rust driver. */

export const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
export const MAX_ERROR_BYTES = 1024 * 1024;
