//! Hands `garboard_fuzz::template` to libFuzzer.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| garboard_fuzz::template::holds(input));
