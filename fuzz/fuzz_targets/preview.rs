//! Hands `garboard_fuzz::preview` to libFuzzer.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| garboard_fuzz::preview::holds(input));
