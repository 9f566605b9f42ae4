//! Hands `garboard_fuzz::bootstrap` to libFuzzer.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| garboard_fuzz::bootstrap::holds(input));
