//! Hands `garboard_fuzz::yaml_json` to libFuzzer.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| garboard_fuzz::yaml_json::holds(input));
