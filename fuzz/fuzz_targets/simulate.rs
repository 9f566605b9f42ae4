//! Hands `garboard_fuzz::simulate` to libFuzzer.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| garboard_fuzz::simulate::holds(input));
