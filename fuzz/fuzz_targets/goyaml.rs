//! Hands `garboard_fuzz::goyaml` to libFuzzer.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| garboard_fuzz::goyaml::holds(input));
