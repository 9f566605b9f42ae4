//! Hands `garboard_fuzz::json` to libFuzzer.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| garboard_fuzz::json::holds(input));
