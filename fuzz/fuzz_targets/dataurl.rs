//! Hands `garboard_fuzz::dataurl` to libFuzzer.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| garboard_fuzz::dataurl::holds(input));
