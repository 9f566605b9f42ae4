//! Hands `garboard_fuzz::roundtrip` to libFuzzer.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| garboard_fuzz::roundtrip::holds(input));
