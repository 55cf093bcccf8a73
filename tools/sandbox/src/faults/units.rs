//! Quantities as people write them: `200ms`, `-5m`, `10MB`, `1KiB`.

/// `200ms`, `2s`, `5m`, `1h` in milliseconds. A number alone is refused: nobody remembers which unit it would be.
pub(crate) fn duration_ms(text: &str) -> Option<u64> {
    let (number, unit) = split(text)?;
    let factor = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    number.checked_mul(factor)
}

/// `+300s`, `-5m`, `1h` in whole seconds.
pub(super) fn signed_s(text: &str) -> Option<i64> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let ms = duration_ms(rest)?;
    ms.is_multiple_of(1_000).then(|| i64::try_from(ms / 1_000).ok()?.checked_mul(sign)).flatten()
}

/// `512`, `64KiB`, `10MB` in bytes.
pub(super) fn bytes(text: &str) -> Option<usize> {
    let (number, unit) = split(text)?;
    let factor = match unit {
        "" | "B" => 1,
        "kB" | "KB" => 1_000,
        "MB" => 1_000_000,
        "KiB" => 1_024,
        "MiB" => 1_024 * 1_024,
        _ => return None,
    };
    usize::try_from(number.checked_mul(factor)?).ok()
}

fn split(text: &str) -> Option<(u64, &str)> {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    Some((digits.parse().ok()?, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_read() {
        assert_eq!(
            (duration_ms("200ms"), duration_ms("2s"), duration_ms("5m")),
            (Some(200), Some(2_000), Some(300_000))
        );
        assert_eq!((duration_ms("200"), duration_ms("s"), duration_ms("1 s")), (None, None, None));
        assert_eq!(
            (signed_s("-5m"), signed_s("+2s"), signed_s("1ms"), signed_s("--2s")),
            (Some(-300), Some(2), None, None)
        );
        assert_eq!(
            (bytes("10MB"), bytes("64KiB"), bytes("7"), bytes("7x")),
            (Some(10_000_000), Some(65_536), Some(7), None)
        );
        assert_eq!((duration_ms("99999999999999999999s"), duration_ms("9999999999999999999h")), (None, None));
    }
}
