//! The members of requirements, in the order in which they are written.

/// What a member holds.
#[derive(Clone, Copy)]
pub(super) enum Holds {
    /// Text.
    Text,
    /// Texts.
    Texts,
    /// Bytes, in base64.
    Data,
    /// Bytes several times.
    Datas,
    /// An object of this shape.
    Object(&'static Shape),
    /// One of the ways in which a signature names an image.
    Identity,
}

/// A member.
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) holds: Holds,
    /// Whether it is written if it is empty.
    pub(super) always: bool,
}

/// An object.
pub(super) struct Shape {
    pub(super) members: &'static [Member],
    /// Of each of these sets so many members are given.
    pub(super) choices: &'static [Choice],
}

/// How many of several members are given.
pub(super) struct Choice {
    pub(super) of: &'static [&'static str],
    pub(super) least: usize,
    pub(super) most: usize,
    /// Only where this member is given.
    pub(super) with: Option<&'static str>,
    /// What is said where it is otherwise.
    pub(super) words: &'static str,
}

const fn some(name: &'static str, holds: Holds) -> Member {
    Member { name, holds, always: false }
}

const fn always(name: &'static str, holds: Holds) -> Member {
    Member { name, holds, always: true }
}

/// At least one of them.
const fn one(of: &'static [&'static str], words: &'static str) -> Choice {
    Choice { of, least: 1, most: usize::MAX, with: None, words }
}

/// At most one of them.
const fn single(of: &'static [&'static str], words: &'static str) -> Choice {
    Choice { of, least: 0, most: 1, with: None, words }
}

/// One of them and no other.
const fn exactly(of: &'static [&'static str], words: &'static str) -> Choice {
    Choice { of, least: 1, most: 1, with: None, words }
}

/// Requirements, by their types.
pub(super) const REQUIREMENTS: &[(&str, Shape)] = &[
    ("insecureAcceptAnything", TYPE_ALONE),
    ("reject", TYPE_ALONE),
    ("signedBy", SIGNED_BY),
    (
        "signedBaseLayer",
        Shape {
            members: &[always("type", Holds::Text), always("baseLayerIdentity", Holds::Identity)],
            choices: &[],
        },
    ),
    ("sigstoreSigned", SIGSTORE_SIGNED),
];

/// Identities, by their types.
pub(super) const IDENTITIES: &[(&str, Shape)] = &[
    ("matchExact", TYPE_ALONE),
    ("matchRepoDigestOrExact", TYPE_ALONE),
    ("matchRepository", TYPE_ALONE),
    (
        "exactReference",
        Shape {
            members: &[always("type", Holds::Text), always("dockerReference", Holds::Text)],
            choices: &[],
        },
    ),
    (
        "exactRepository",
        Shape {
            members: &[always("type", Holds::Text), always("dockerRepository", Holds::Text)],
            choices: &[],
        },
    ),
    (
        "remapIdentity",
        Shape {
            members: &[always("type", Holds::Text), always("prefix", Holds::Text), always("signedPrefix", Holds::Text)],
            choices: &[],
        },
    ),
];

/// The identity where none is written.
pub(super) const USUAL_IDENTITY: &str = "matchRepoDigestOrExact";

/// Kinds of keys of `signedBy`.
pub(super) const KEY_TYPES: [&str; 4] = ["GPGKeys", "signedByGPGKeys", "X509Certificates", "signedByX509CAs"];

const TYPE_ALONE: Shape = Shape { members: &[always("type", Holds::Text)], choices: &[] };

const SIGNED_BY: Shape = Shape {
    members: &[
        always("type", Holds::Text),
        always("keyType", Holds::Text),
        some("keyPath", Holds::Text),
        some("keyPaths", Holds::Texts),
        some("keyData", Holds::Data),
        always("signedIdentity", Holds::Identity),
    ],
    choices: &[exactly(
        &["keyPath", "keyPaths", "keyData"],
        "exactly one of keyPath, keyPaths and keyData must be specified",
    )],
};

pub(super) const SIGSTORE_SIGNED: Shape = Shape {
    members: &[
        always("type", Holds::Text),
        some("keyPath", Holds::Text),
        some("keyPaths", Holds::Texts),
        some("keyData", Holds::Data),
        some("keyDatas", Holds::Datas),
        some("fulcio", Holds::Object(&FULCIO)),
        some("rekorPublicKeyPath", Holds::Text),
        some("rekorPublicKeyPaths", Holds::Texts),
        some("rekorPublicKeyData", Holds::Data),
        some("rekorPublicKeyDatas", Holds::Datas),
        some("pki", Holds::Object(&PKI)),
        always("signedIdentity", Holds::Identity),
    ],
    choices: &[
        exactly(
            &["keyPath", "keyPaths", "keyData", "keyDatas", "fulcio", "pki"],
            "exactly one of keyPath, keyPaths, keyData, keyDatas, fulcio, and pki must be specified",
        ),
        single(
            REKOR,
            "at most one of rekorPublickeyPath, rekorPublicKeyPaths, rekorPublickeyData and rekorPublicKeyDatas can be \
            used simultaneously",
        ),
        Choice {
            with: Some("fulcio"),
            ..one(
                REKOR,
                "At least one of rekorPublickeyPath, rekorPublicKeyPaths, rekorPublickeyData and rekorPublicKeyDatas \
                must be specified if fulcio is used",
            )
        },
        Choice {
            of: REKOR,
            least: 0,
            most: 0,
            with: Some("pki"),
            words: "rekorPublickeyPath, rekorPublicKeyPaths, rekorPublickeyData and rekorPublicKeyDatas are not \
                supported for pki",
        },
    ],
};

const REKOR: &[&str] = &["rekorPublicKeyPath", "rekorPublicKeyPaths", "rekorPublicKeyData", "rekorPublicKeyDatas"];

pub(super) const FULCIO: Shape = Shape {
    members: &[
        some("caPath", Holds::Text),
        some("caData", Holds::Data),
        some("oidcIssuer", Holds::Text),
        some("subjectEmail", Holds::Text),
    ],
    choices: &[
        single(&["caPath", "caData"], "caPath and caData cannot be used simultaneously"),
        one(&["caPath", "caData"], "At least one of caPath and caData must be specified"),
        one(&["oidcIssuer"], "oidcIssuer not specified"),
        one(&["subjectEmail"], "subjectEmail not specified"),
    ],
};

pub(super) const PKI: Shape = Shape {
    members: &[
        some("caRootsPath", Holds::Text),
        some("caRootsData", Holds::Data),
        some("caIntermediatesPath", Holds::Text),
        some("caIntermediatesData", Holds::Data),
        some("subjectEmail", Holds::Text),
        some("subjectHostname", Holds::Text),
    ],
    choices: &[
        single(&["caRootsPath", "caRootsData"], "caRootsPath and caRootsData cannot be used simultaneously"),
        one(&["caRootsPath", "caRootsData"], "At least one of caRootsPath and caRootsData must be specified"),
        single(
            &["caIntermediatesPath", "caIntermediatesData"],
            "caIntermediatesPath and caIntermediatesData cannot be used simultaneously",
        ),
        one(&["subjectEmail", "subjectHostname"], "At least one of subjectEmail, subjectHostname must be specified"),
    ],
};
