//! Hands `garboard_fuzz::generate_registries` to libFuzzer.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| garboard_fuzz::generate_registries::holds(input));
