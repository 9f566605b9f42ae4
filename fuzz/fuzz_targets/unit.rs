//! Hands `garboard_fuzz::unit` to libFuzzer.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| garboard_fuzz::unit::holds(input));
