//! YAML into a tape.
use super::tape::Style;
pub(crate) fn raw_offset(_style: Style, raw: &[u8], _text: &str, offset: usize) -> usize {
    offset.min(raw.len())
}
