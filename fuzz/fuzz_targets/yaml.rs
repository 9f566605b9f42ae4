//! Hands `garboard_fuzz::yaml` to libFuzzer.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| garboard_fuzz::yaml::holds(input));
