//! Slash-separated paths by their text alone: Go's package `path`.

use alloc::borrow::Cow;
use alloc::string::String;

/// The shortest path that names the same place: `path.Clean`.
///
/// Runs of slashes become one, `.` goes, `x/..` goes, `..` at the root goes, a slash at the end goes (but for `/`
/// itself), and nothing left is `.`. Bytes are bytes: neither control characters nor NUL matter. Borrows what is clean.
pub fn clean(path: &str) -> Cow<'_, str> {
    if is_clean(path) {
        return Cow::Borrowed(path);
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    let mut out = String::with_capacity(path.len());
    out.push_str(root);
    // The part of `out` that a `..` may not take back: the root, or the `..` a relative path began with.
    let mut fixed = root.len();
    for element in path.split('/') {
        match element {
            "" | "." => continue,
            ".." if out.len() > fixed => {
                let slash = out[fixed..].rfind('/');
                out.truncate(slash.map_or(fixed, |at| fixed + at));
                continue;
            }
            ".." if root == "/" => continue,
            _ => {}
        }
        if out.len() > root.len() {
            out.push('/');
        }
        out.push_str(element);
        if element == ".." {
            fixed = out.len();
        }
    }
    Cow::Owned(if out.is_empty() { String::from(".") } else { out })
}

/// Whether [`clean`] would leave the path as it is.
pub fn is_clean(path: &str) -> bool {
    let bytes = path.as_bytes();
    let (rest, mut may_climb) = match bytes {
        b"/" | b"." => return true,
        [b'/', rest @ ..] => (rest, false),
        _ => (bytes, true),
    };
    rest.split(|&byte| byte == b'/').all(|element| match element {
        b"" | b"." => false,
        b".." => may_climb,
        _ => {
            may_climb = false;
            true
        }
    })
}

/// `b` below `a`, cleaned: `path.Join`. An empty part is left out, and two empty parts give an empty path.
pub fn join(a: &str, b: &str) -> String {
    let joined = match (a, b) {
        ("", "") => return String::new(),
        ("", only) | (only, "") => return clean(only).into_owned(),
        _ => alloc::format!("{a}/{b}"),
    };
    match clean(&joined) {
        Cow::Owned(shorter) => shorter,
        Cow::Borrowed(_) => joined,
    }
}

/// The extension with its dot: `path.Ext`, the last dot of the last element and what follows, or nothing.
pub fn ext(path: &str) -> &str {
    match path.rfind(['/', '.']) {
        Some(at) if path.as_bytes()[at] == b'.' => &path[at..],
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::{clean, ext, is_clean, join};
    use alloc::borrow::Cow;

    #[test]
    fn cleaning() {
        for (path, want) in [
            ("", "."),
            (".", "."),
            ("/", "/"),
            ("//", "/"),
            ("/a", "/a"),
            ("/a/", "/a"),
            ("a//b", "a/b"),
            ("/a/./b", "/a/b"),
            ("/a/../b", "/b"),
            ("/..", "/"),
            ("/../a", "/a"),
            ("/..a/...", "/..a/..."),
            ("..", ".."),
            ("../../a", "../../a"),
            ("../a/../..", "../.."),
            ("a/..", "."),
            ("a/../..", ".."),
            ("a/b/../../..", ".."),
            ("./a", "a"),
            ("/a\n", "/a\n"),
            ("/é/../ü", "/ü"),
        ] {
            assert_eq!(clean(path), want, "{path}");
            assert_eq!(is_clean(path), path == want, "{path}");
            assert_eq!(matches!(clean(path), Cow::Borrowed(_)), path == want, "{path}");
        }
    }

    #[test]
    fn joining() {
        for (a, b, want) in [
            ("", "", ""),
            ("", "a", "a"),
            ("/a", "", "/a"),
            ("/a", "b", "/a/b"),
            ("/a", "/b", "/a/b"),
            ("/a", "../../b", "/b"),
            ("", "./", "."),
        ] {
            assert_eq!(join(a, b), want);
        }
    }

    #[test]
    fn extension() {
        for (path, want) in [
            ("a.service", ".service"),
            (".service", ".service"),
            ("a.service/", ""),
            ("a.b/c", ""),
            ("a.b.c", ".c"),
            ("a.", "."),
            ("", ""),
        ] {
            assert_eq!(ext(path), want, "{path}");
        }
    }
}
