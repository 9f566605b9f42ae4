//! Hands `garboard_fuzz::parse` to libFuzzer.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| garboard_fuzz::parse::holds(input));
