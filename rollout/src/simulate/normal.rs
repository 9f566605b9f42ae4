//! How far from the middle a value lies that so many others exceed: the quantiles of the normal distribution.

/// So many parts are one: the distance of the value that 5 % exceed.
pub(super) const ONE: i64 = 1 << 24;

/// Halvings of the share that exceeds a value, and how many steps there are in each.
const HALVINGS: u32 = 24;
const STEPS: u32 = 8;

/// The distance that a share of values exceeds: a half of them; a half less a sixteenth of it, and so on down to a quarter; a
/// quarter less a sixteenth of it; and so on. What lies farther out happens once in thirty million times.
const DISTANCES: [i32; 193] = [
    0, 799_793, 1_604_541, 2_419_420, 3_250_065, 4_102_880, 4_985_433, 5_907_046, 6_879_676, 7_389_919, 7_919_365,
    8_471_064, 9_048_738, 9_657_006, 10_301_721, 10_990_468, 11_733_360, 12_129_266, 12_544_342, 12_981_301,
    13_443_478, 13_935_037, 14_461_280, 15_029_109, 15_647_758, 15_979_946, 16_330_005, 16_700_429, 17_094_289,
    17_515_423, 17_968_727, 18_460_581, 18_999_536, 19_290_204, 19_597_438, 19_923_556, 20_271_413, 20_644_581,
    21_047_619, 21_486_479, 21_969_141, 22_230_194, 22_506_677, 22_800_758, 23_115_113, 23_453_089, 23_818_964,
    24_218_325, 24_658_674, 24_897_320, 25_150_427, 25_420_039, 25_708_677, 26_019_499, 26_356_543, 26_725_085,
    27_132_218, 27_353_188, 27_587_795, 27_837_973, 28_106_111, 28_395_205, 28_709_084, 29_052_759, 29_432_966,
    29_639_557, 29_859_074, 30_093_359, 30_344_685, 30_615_906, 30_910_672, 31_233_760, 31_591_597, 31_786_208,
    31_993_127, 32_214_115, 32_451_345, 32_707_545, 32_986_207, 33_291_904, 33_630_789, 33_815_227, 34_011_432,
    34_221_092, 34_446_291, 34_689_646, 34_954_510, 35_245_272, 35_567_845, 35_743_511, 35_930_464, 36_130_329,
    36_345_109, 36_577_323, 36_830_199, 37_107_963, 37_416_310, 37_584_313, 37_763_177, 37_954_466, 38_160_113,
    38_382_550, 38_624_888, 38_891_210, 39_187_013, 39_348_252, 39_519_966, 39_703_668, 39_901_228, 40_114_996,
    40_347_981, 40_604_132, 40_888_771, 41_043_981, 41_209_320, 41_386_251, 41_576_585, 41_782_600, 42_007_212,
    42_254_249, 42_528_869, 42_678_665, 42_838_272, 43_009_112, 43_192_942, 43_391_972, 43_609_033, 43_847_842,
    44_113_409, 44_258_307, 44_412_728, 44_578_052, 44_755_987, 44_948_681, 45_158_889, 45_390_223, 45_647_558,
    45_788_000, 45_937_698, 46_097_997, 46_270_558, 46_457_474, 46_661_425, 46_885_931, 47_135_739, 47_272_103,
    47_417_478, 47_573_174, 47_740_811, 47_922_428, 48_120_639, 48_338_876, 48_581_768, 48_714_383, 48_855_782,
    49_007_243, 49_170_347, 49_347_083, 49_540_003, 49_752_458, 49_988_968, 50_118_122, 50_255_848, 50_403_395,
    50_562_307, 50_734_529, 50_922_553, 51_129_654, 51_360_250, 51_486_195, 51_620_515, 51_764_432, 51_919_454,
    52_087_484, 52_270_960, 52_473_085, 52_698_183, 52_821_143, 52_952_294, 53_092_830, 53_244_230, 53_408_355,
    53_587_592, 53_785_077, 54_005_045, 54_125_219, 54_253_411, 54_390_790, 54_538_806, 54_699_282, 54_874_556,
    55_067_702, 55_282_870,
];

/// The distance of a draw from the middle; below zero on the lower side.
pub(super) fn distance(draw: u64) -> i64 {
    let (lower, share) = (draw >> 63 == 1, draw << 1);
    // The share that exceeds the value is that of 63 bits of a half: each leading zero halves it.
    let halvings = share.leading_zeros();
    let last = i64::from(DISTANCES[DISTANCES.len() - 1]);
    let distance = if halvings < HALVINGS { between(halvings, share) } else { last };
    if lower { -distance } else { distance }
}

fn between(halvings: u32, share: u64) -> i64 {
    // How far from the upper end of what is left, in parts of 2 to the 32.
    let fraction = u32::MAX - u32::try_from((share << (halvings + 1)) >> 32).unwrap_or(0);
    let width = u32::MAX / STEPS + 1;
    let (step, rest) = (fraction / width, fraction % width);
    let at = usize::try_from(halvings * STEPS + step).unwrap_or(0);
    let (near, far) = (i64::from(DISTANCES[at]), i64::from(DISTANCES[at + 1]));
    near + (((far - near) * i64::from(rest) * i64::from(STEPS)) >> 32)
}

#[cfg(test)]
mod tests {
    use super::{DISTANCES, ONE, distance};

    #[test]
    fn distances_grow_as_shares_shrink() {
        assert!(DISTANCES.is_sorted() && DISTANCES[0] == 0);
    }

    #[test]
    fn five_in_a_hundred_are_farther_than_one_on_either_side() {
        // Of all draws a half is above the middle: 2 to the 63.
        let share = |of: u128| u64::try_from((of << 64) / 10_000).expect("a share");
        for (exceeding, want) in [(5_000, 0), (500, ONE), (2_500, 6_879_676), (100, 23_728_337), (10, 31_519_823)] {
            let draw = share(exceeding).saturating_sub(1);
            let (upper, lower) = (distance(draw), distance(draw | 1 << 63));
            assert!((upper - want).abs() < ONE / 500, "{exceeding}: {upper}, not {want}");
            assert_eq!(upper, -lower);
        }
        assert_eq!(distance(0), i64::from(DISTANCES[DISTANCES.len() - 1]));
    }
}
