//! Scopes: registries, and parts of what is on them.
//!
//! A scope is a host (`quay.io`, `registry.example.com:5000`), a part of what is on it (`quay.io/team`), or all hosts
//! below a domain (`*.example.com`).

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

/// Whether a scope lies within another one, or is the same.
///
/// ```
/// use garboard_core::generate::registries::is_nested;
///
/// assert!(is_nested("quay.io/team/app", "quay.io/team"));
/// assert!(!is_nested("quay.io/teams", "quay.io/team"));
/// assert!(is_nested("a.example.com:5000", "*.example.com"));
/// assert!(!is_nested("example.com", "*.example.com"));
/// ```
#[must_use]
pub fn is_nested(inner: &str, outer: &str) -> bool {
    if inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
        return true;
    }
    let domain = outer.strip_prefix('*').filter(|domain| domain.starts_with('.'));
    domain.zip(host(inner)).is_some_and(|(domain, host)| host.ends_with(domain))
}

/// The host of a scope; none where what follows it has a colon.
fn host(scope: &str) -> Option<&str> {
    match scope.split_once(':') {
        Some((host, _)) => (!host.contains('/')).then_some(host),
        None => scope.split('/').next(),
    }
}

/// Whether the file can hold it: with `*` only as in `*.example.com`.
pub(crate) fn is_valid(scope: &str) -> bool {
    let plain = !scope.is_empty() && !scope.contains('*');
    plain || scope.strip_prefix("*.").is_some_and(|domain| !domain.contains(['/', '@', ':', '*']))
}

/// Many scopes, of which those are found that a scope lies within: what [`is_nested`] says, without asking each.
#[derive(Debug, Default)]
pub(crate) struct Scopes {
    /// Steps from a node, by what stands between two `/`.
    steps: BTreeMap<(usize, String), usize>,
    /// The same for domains, from their ends.
    labels: BTreeMap<(usize, String), usize>,
    /// For each node of `steps`, the first scope that ends there.
    ends: Vec<Option<usize>>,
    /// The same for `labels`.
    domains: Vec<Option<usize>>,
    /// How many scopes there are.
    count: usize,
}

impl Scopes {
    pub(crate) fn of<'s>(scopes: impl IntoIterator<Item = &'s str>) -> Self {
        let mut all = Self { ends: [None].into(), domains: [None].into(), ..Self::default() };
        for scope in scopes {
            all.add(scope);
        }
        all
    }

    fn add(&mut self, scope: &str) {
        let number = self.count;
        self.count += 1;
        put(&mut self.steps, &mut self.ends, scope.split('/'), number);
        if let Some(domain) = scope.strip_prefix("*.") {
            put(&mut self.labels, &mut self.domains, domain.rsplit('.'), number);
        }
    }

    /// Whether a scope lies within one of these, or is one.
    pub(crate) fn hold(&self, inner: &str) -> bool {
        self.around(inner).next().is_some()
    }

    /// Which of them a scope lies within or is, by their numbers; of equal ones the first.
    pub(crate) fn around(&self, inner: &str) -> impl Iterator<Item = usize> {
        let mut found = Vec::new();
        let mut node = 0;
        for step in inner.split('/') {
            let Some(next) = self.steps.get(&(node, step.into())) else { break };
            node = *next;
            found.extend(self.ends[node]);
        }
        node = 0;
        // The first label of a host is never part of the domain that it lies within.
        let mut labels = host(inner).into_iter().flat_map(|host| host.rsplit('.')).peekable();
        while let Some(label) = labels.next() {
            let Some(next) = self.labels.get(&(node, label.into())).filter(|_| labels.peek().is_some()) else { break };
            node = *next;
            found.extend(self.domains[node]);
        }
        found.into_iter()
    }
}

fn put<'s>(
    steps: &mut BTreeMap<(usize, String), usize>,
    ends: &mut Vec<Option<usize>>,
    path: impl Iterator<Item = &'s str>,
    number: usize,
) {
    let mut node = 0;
    for step in path {
        node = *steps.entry((node, step.into())).or_insert_with(|| {
            ends.push(None);
            ends.len() - 1
        });
    }
    ends[node].get_or_insert(number);
}

#[cfg(test)]
mod tests {
    use super::{Scopes, is_nested, is_valid};
    use alloc::vec::Vec;

    const SCOPES: &[&str] = &[
        "", "/", "a", "a/", "a/b", "a/b/c", "a//b", "ab", "ab/b", "*.a", "*.b.a", "*.", ".", ".a", "x.a", "x.b.a",
        "b.a", "x.a/b", "x.a:5", "x.a:5/b", "x.a/b:c", "a:5", "a/x.a", "*.a/b", "x.a.a", "y..a", "x.", "*", "*.*.a",
        "q.*.a",
    ];

    #[test]
    fn a_scope_lies_within_parts_and_domains() {
        for (inner, outer, want) in [
            ("a/b", "a", true),
            ("a", "a/b", false),
            ("ab", "a", false),
            ("a:5000", "a", false),
            ("x.example.com/repo", "*.example.com", true),
            ("*.x.example.com", "*.example.com", true),
            ("example.com", "*.example.com", false),
            ("quay.io/x.example.com", "*.example.com", false),
            ("quay.io/x.example.com:5", "*.example.com", false),
            ("x.example.com/repo:tag", "*.example.com", false),
        ] {
            assert_eq!(is_nested(inner, outer), want, "{inner} in {outer}");
        }
    }

    #[test]
    fn many_scopes_say_what_each_says() {
        let all = Scopes::of(SCOPES.iter().copied());
        for inner in SCOPES {
            let mut found: Vec<_> = all.around(inner).collect();
            found.sort_unstable();
            found.dedup();
            let want: Vec<_> = (0..SCOPES.len()).filter(|at| is_nested(inner, SCOPES[*at])).collect();
            assert_eq!(found, want, "{inner}");
        }
    }

    #[test]
    fn stars_stand_before_domains_only() {
        for scope in ["a", "a/b:c@d", "*.a", "*.a-b.c"] {
            assert!(is_valid(scope), "{scope}");
        }
        for scope in ["", "*", "a*", "*a", "*.a/b", "*.a:5", "*.*.a", "*.a@b"] {
            assert!(!is_valid(scope), "{scope}");
        }
    }
}
