//! Hands `garboard_fuzz::registries` to libFuzzer.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| garboard_fuzz::registries::holds(input));
