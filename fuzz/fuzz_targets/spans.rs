//! Hands `garboard_fuzz::spans` to libFuzzer.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| garboard_fuzz::spans::holds(input));
