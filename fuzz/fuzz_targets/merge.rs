//! Hands `garboard_fuzz::merge` to libFuzzer.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| garboard_fuzz::merge::holds(input));
