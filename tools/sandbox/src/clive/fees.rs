//! The split of a succeeded payment. Contract: how-clive-works ("Fee model") and the figures of GET /transactions.
//!
//! The page that explains the model is public only in part, so the formula is the one its example follows: 750 at 3.5 % gives
//! 22.05 for the processor, 4.20 for the platform, 723.75 net. Decided here: rounding to cents, the $0.30 in every currency, a
//! merchant's flat fee goes to the platform, and a platform fee below zero is shown as it is.

use super::model::{Fees, Number};

const PROCESSOR_PERCENT: f64 = 2.9;
const PROCESSOR_FIXED: f64 = 0.30;

/// The split of `amount` at the partner's percent plus a flat fee.
pub(crate) fn split(amount: Number, partner_percent: Number, flat: Option<Number>) -> Fees {
    let percent = partner_percent.0;
    let processor = processor_fee(amount);
    let taken = cents(amount.0 * percent / 100.0 + flat.unwrap_or_default().0);
    let platform = sum([Number(taken), Number(-processor.0)]);
    Fees {
        stripe_fee_percent: Number(PROCESSOR_PERCENT),
        partner_fee_percent: partner_percent,
        partner_payout_percent: Number(cents(100.0 - percent)),
        clive_earning_percent: Number(cents(percent - PROCESSOR_PERCENT)),
        clive_earning_amount: platform,
        processor_fee: processor,
        platform_fee: platform,
        net_amount: sum([amount, Number(-taken)]),
    }
}

/// What the processor takes.
pub(crate) fn processor_fee(amount: Number) -> Number {
    Number(cents(amount.0 * PROCESSOR_PERCENT / 100.0 + PROCESSOR_FIXED))
}

/// Adds and rounds to cents, so that sums of cents stay cents.
pub(crate) fn sum(parts: impl IntoIterator<Item = Number>) -> Number {
    Number(cents(parts.into_iter().map(|part| part.0).sum()))
}

fn cents(value: f64) -> f64 {
    // The small push undoes binary representation: 26.245 * 100 is 2624.4999... and means 26.25.
    (value * 100.0 + value.signum() * 1e-6).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_contract() {
        let fees = split(Number(750.0), Number(3.5), None);
        let figures = [
            fees.processor_fee,
            fees.platform_fee,
            fees.net_amount,
            fees.clive_earning_percent,
            fees.partner_payout_percent,
        ];
        assert_eq!(figures, [22.05, 4.2, 723.75, 0.6, 96.5].map(Number));
    }
}
