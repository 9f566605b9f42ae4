//! Hands `garboard_fuzz::mutated` to libFuzzer.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| garboard_fuzz::mutated::holds(input));
