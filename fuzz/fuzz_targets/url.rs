//! Hands `garboard_fuzz::url` to libFuzzer.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| garboard_fuzz::url::holds(input));
