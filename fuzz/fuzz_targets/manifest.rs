//! Hands `garboard_fuzz::manifest` to libFuzzer.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| garboard_fuzz::manifest::holds(input));
