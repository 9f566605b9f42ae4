//! Hands `garboard_fuzz::fleet` to libFuzzer.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| garboard_fuzz::fleet::holds(input));
