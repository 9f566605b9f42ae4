//! Hands `garboard_fuzz::diff` to libFuzzer.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| garboard_fuzz::diff::holds(input));
