//! Powers of two and logarithms in whole numbers. A number with 32 binary places after the point is called fixed here.

/// The places of what is kept between multiplications.
const PLACES: u32 = 62;

/// The square root of two, the root of that, and so on, with [`PLACES`].
const ROOTS: [u64; 32] = roots();

#[expect(clippy::cast_possible_truncation, reason = "a root of less than 2 to the 126 has 63 bits")]
const fn roots() -> [u64; 32] {
    let (mut roots, mut root, mut at) = ([0; 32], 2_u128 << PLACES, 0);
    while at < roots.len() {
        root = (root << PLACES).isqrt();
        roots[at] = root as u64;
        at += 1;
    }
    roots
}

/// `times` times two to the power of `exponent`, which is fixed; to the nearest whole number, and at most `most`.
pub(super) fn scaled(times: u32, exponent: i64, most: u32) -> u32 {
    let (whole, mut fraction) = (exponent >> 32, u32::try_from(exponent & 0xFFFF_FFFF).unwrap_or(0));
    if times == 0 || whole < -64 {
        return 0;
    }
    if whole >= 32 {
        return most;
    }
    let mut power = 1_u128 << PLACES;
    for root in ROOTS {
        if fraction & 1 << 31 != 0 {
            power = (power * u128::from(root)) >> PLACES;
        }
        fraction <<= 1;
        if fraction == 0 {
            break;
        }
    }
    // At most 2 to the 95 before the point is moved.
    let value = power * u128::from(times);
    let places = i64::from(PLACES) - whole;
    let value = u32::try_from(places).map_or(value, |places| match places {
        0 => value,
        1..128 => (value + (1 << (places - 1))) >> places,
        _ => 0,
    });
    u32::try_from(value).map_or(most, |value| value.min(most))
}

/// The logarithm to the base of two of a quotient that is not below one, fixed.
pub(super) fn logarithm(of: u32, by: u32) -> u64 {
    let mut number = (u128::from(of) << PLACES) / u128::from(by.max(1));
    let mut whole = 0_u64;
    while number >= 2 << PLACES {
        number >>= 1;
        whole += 1;
    }
    let mut fraction = 0_u64;
    for _ in 0..32 {
        number = (number * number) >> PLACES;
        fraction <<= 1;
        if number >= 2 << PLACES {
            number >>= 1;
            fraction |= 1;
        }
    }
    whole << 32 | fraction
}

#[cfg(test)]
mod tests {
    use super::{logarithm, scaled};

    const ONE: u64 = 1 << 32;

    #[test]
    fn powers_are_rounded_to_the_nearest_number() {
        let half = 1_i64 << 31;
        let one = i64::try_from(ONE).expect("a small number");
        for (times, exponent, want) in [
            (100, 0, 100),
            (100, one, 200),
            (100, -one, 50),
            (1000, half, 1414),
            (1000, -half, 707),
            (3, 3 * one + half, 34),
            (1, -70 * one, 0),
            (0, one, 0),
            (1, 40 * one, 5000),
            (4000, one, 5000),
            (u32::MAX, 31 * one + half, 5000),
        ] {
            assert_eq!(scaled(times, exponent, 5000), want, "{times} {exponent}");
        }
    }

    #[test]
    fn a_logarithm_is_that_of_the_quotient() {
        assert_eq!(logarithm(8, 1), 3 * ONE);
        assert_eq!(logarithm(7, 7), 0);
        // 1.584962500721156 times 2 to the 32.
        assert!(logarithm(30, 10).abs_diff(6_807_362_106) < 4);
        for (of, by) in [(600, 300), (3600, 60), (31_536_000, 1), (u32::MAX, 1), (301, 300)] {
            let exponent = i64::try_from(logarithm(of, by)).expect("a small number");
            assert!(scaled(by, exponent, u32::MAX).abs_diff(of) <= 1 + of / 1_000_000, "{of} {by}");
        }
    }
}
