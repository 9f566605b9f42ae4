//! Hands `garboard_fuzz::generate` to libFuzzer.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| garboard_fuzz::generate::holds(input));
