//! The bytes that a resource brings along in a `data:` URL, and resources made of bytes.

use crate::go::dataurl::{self, BadDataUrl};
use crate::model::Resource;
use crate::model::rows::text;
use alloc::{format, string::String, vec::Vec};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use core::fmt;
use flate2::{Decompress, FlushDecompress, Status};

/// Why the bytes of a resource cannot be had from its config.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Undecodable {
    /// They are somewhere else: the source is to be fetched.
    Remote {
        /// Where.
        source: String,
    },
    /// The `data:` URL is none.
    DataUrl(BadDataUrl),
    /// A compression that nobody knows.
    Compression {
        /// Its name.
        name: String,
    },
    /// They are said to be gzip and are not, or are damaged.
    Gzip,
    /// There are more than the caller allows.
    TooLarge {
        /// How many that is.
        limit: usize,
    },
}

impl Undecodable {
    /// A name that programs can rely on.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Remote { .. } => "contents-remote",
            Self::DataUrl(_) => "contents-data-url",
            Self::Compression { .. } => "contents-compression",
            Self::Gzip => "contents-gzip",
            Self::TooLarge { .. } => "contents-too-large",
        }
    }
}

impl fmt::Display for Undecodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Remote { source } => write!(f, "the contents are not in the config but at {source}"),
            Self::DataUrl(bad) => write!(f, "the data URL cannot be decoded: {} (byte {})", bad.message, bad.at),
            Self::Compression { name } => write!(f, "compression {name:?} is unknown: only gzip is"),
            Self::Gzip => {
                f.write_str("the contents are declared as gzip and cannot be unpacked: they are no gzip, or damaged")
            }
            Self::TooLarge { limit } => write!(f, "the contents unpack to more than {limit} bytes"),
        }
    }
}

impl core::error::Error for Undecodable {}

impl Resource {
    /// A limit for [`bytes`](Self::bytes) that nothing reaches which a config may hold for good.
    pub const AMPLE: usize = 64 << 20;

    /// The bytes that a machine writes: decoded, and unpacked if they are compressed; at most `limit`
    /// of them. Nothing, if there is no source. What the hash says is not checked.
    ///
    /// # Errors
    /// [`Undecodable`], also for sources that are not in the config but have to be fetched.
    ///
    /// ```
    /// use garboard_ignition::model::Resource;
    ///
    /// let mut motd = Resource::default();
    /// motd.source = Some("data:;base64,aGVsbG8K".into());
    /// assert_eq!(motd.bytes(Resource::AMPLE)?, b"hello\n");
    /// motd.source = Some("https://example.com/motd".into());
    /// assert_eq!(motd.bytes(Resource::AMPLE).unwrap_err().code(), "contents-remote");
    /// # Ok::<(), garboard_ignition::Undecodable>(())
    /// ```
    pub fn bytes(&self, limit: usize) -> Result<Vec<u8>, Undecodable> {
        let source = text(&self.source);
        if source.is_empty() {
            return Ok(Vec::new());
        }
        if !source.starts_with("data:") {
            return Err(Undecodable::Remote { source: source.into() });
        }
        let data = dataurl::check(source).map_err(Undecodable::DataUrl)?.decode();
        match text(&self.compression) {
            "" if data.len() > limit => Err(Undecodable::TooLarge { limit }),
            "" => Ok(data.into_owned()),
            "gzip" => gunzip(&data, limit),
            name => Err(Undecodable::Compression { name: name.into() }),
        }
    }

    /// Bytes as base64, as the operator writes them: marked as text where they are, and padded.
    ///
    /// ```
    /// use garboard_ignition::model::Resource;
    ///
    /// let source = Resource::base64(b"hello\n").source;
    /// assert_eq!(source.as_deref(), Some("data:text/plain;charset=utf-8;base64,aGVsbG8K"));
    /// ```
    #[must_use]
    pub fn base64(bytes: &[u8]) -> Self {
        let text = core::str::from_utf8(bytes).is_ok_and(|text| !text.contains(is_binary));
        let kind = if text { "text/plain;charset=utf-8" } else { "application/octet-stream" };
        Self {
            source: Some(format!("data:{kind};base64,{}", STANDARD.encode(bytes))),
            ..Self::default()
        }
    }

    /// Bytes with escapes, as Butane writes short ones: people can read what is text.
    ///
    /// ```
    /// use garboard_ignition::model::Resource;
    ///
    /// assert_eq!(Resource::escaped(b"hello you\n").source.as_deref(), Some("data:,hello%20you%0A"));
    /// ```
    #[must_use]
    pub fn escaped(bytes: &[u8]) -> Self {
        let mut source = String::from("data:,");
        for &byte in bytes {
            if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
                source.push(char::from(byte));
            } else {
                source.push_str(&format!("%{byte:02X}"));
            }
        }
        Self { source: Some(source), ..Self::default() }
    }
}

/// Characters that do not occur in text; what Go's sniffing takes for a sign of other data.
fn is_binary(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{e}'..='\u{1a}' | '\u{1c}'..='\u{1f}')
}

/// Unpacks any number of gzip members, one after the other, as Go does.
fn gunzip(packed: &[u8], limit: usize) -> Result<Vec<u8>, Undecodable> {
    const WINDOW: u8 = 15;
    let (mut out, mut rest) = (Vec::new(), packed);
    loop {
        let mut member = Decompress::new_gzip(WINDOW);
        loop {
            // One more than is allowed, to see that there are more.
            let room = limit.saturating_add(1).saturating_sub(out.len()).min(1 << 16);
            out.reserve(room);
            let before = member.total_in();
            let status = member.decompress_vec(rest, &mut out, FlushDecompress::None).map_err(|_| Undecodable::Gzip)?;
            // What was read of a slice is no longer than it.
            rest = &rest[usize::try_from(member.total_in() - before).unwrap_or(rest.len())..];
            if out.len() > limit {
                return Err(Undecodable::TooLarge { limit });
            }
            match status {
                Status::StreamEnd => break,
                Status::BufError => return Err(Undecodable::Gzip),
                Status::Ok if rest.is_empty() && out.len() < out.capacity() => return Err(Undecodable::Gzip),
                Status::Ok => {}
            }
        }
        if rest.is_empty() {
            return Ok(out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;
    use flate2::{Compress, Compression, FlushCompress};

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packed = Vec::with_capacity(bytes.len() + 100);
        let mut compress = Compress::new_gzip(Compression::default(), 15);
        compress.compress_vec(bytes, &mut packed, FlushCompress::Finish).unwrap();
        packed
    }

    #[test]
    fn members_follow_each_other() {
        let long = vec![b'x'; 200_000];
        for bytes in [&b""[..], b"hello", &long] {
            let packed = gzip(bytes);
            assert_eq!(gunzip(&packed, bytes.len()).as_deref(), Ok(bytes));
            let twice = [&packed[..], &packed[..]].concat();
            assert_eq!(gunzip(&twice, 2 * bytes.len()), Ok([bytes, bytes].concat()));
        }
    }

    #[test]
    fn damage_is_seen() {
        let packed = gzip(b"hello hello hello");
        for length in 0..packed.len() {
            assert_eq!(gunzip(&packed[..length], 100), Err(Undecodable::Gzip), "{length}");
        }
        assert_eq!(gunzip(&[&packed[..], b"\0"].concat(), 100), Err(Undecodable::Gzip));
        assert_eq!(gunzip(b"plain text", 100), Err(Undecodable::Gzip));
        let mut wrong = packed;
        let sum = wrong.len() - 8;
        wrong[sum] ^= 1;
        assert_eq!(gunzip(&wrong, 100), Err(Undecodable::Gzip));
    }

    #[test]
    fn what_unpacks_to_too_much_stops_at_the_limit() {
        let bomb = gzip(&vec![0; 10 << 20]);
        assert!(bomb.len() < 20_000);
        assert_eq!(gunzip(&bomb, usize::MAX).map(|bytes| bytes.len()), Ok(10 << 20));
        assert_eq!(gunzip(&bomb, 1000), Err(Undecodable::TooLarge { limit: 1000 }));
        let mut plain = Resource::escaped(b"hello");
        assert_eq!(plain.bytes(4), Err(Undecodable::TooLarge { limit: 4 }));
        plain.compression = Some("bzip2".into());
        assert_eq!(plain.bytes(4).unwrap_err().code(), "contents-compression");
    }

    #[test]
    fn what_was_made_of_bytes_gives_them_back() {
        let all: Vec<u8> = (0..=255).collect();
        for bytes in [&b""[..], b"a b%\n", &all] {
            for resource in [Resource::base64(bytes), Resource::escaped(bytes)] {
                assert_eq!(resource.bytes(256).as_deref(), Ok(bytes), "{resource:?}");
            }
        }
        assert!(
            Resource::base64(&all).source.is_some_and(|source| source.starts_with("data:application/octet-stream;"))
        );
    }
}
