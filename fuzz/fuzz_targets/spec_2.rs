//! Hands `garboard_fuzz::spec_2` to libFuzzer.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| garboard_fuzz::spec_2::holds(input));
