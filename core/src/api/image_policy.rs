//! Which signatures images must have.

use super::go::{kinds, objects, omitempty};
use super::{Bytes, Condition, ObjectMeta};
use alloc::{string::String, vec::Vec};

objects! {
    /// Which signatures images must have anywhere in a cluster.
    ClusterImagePolicy {
        /// Its kind.
        kind: String = "kind" "omitempty";
        /// Its group and version.
        api_version: String = "apiVersion" "omitempty";
        /// Its name, labels and annotations.
        metadata: ObjectMeta = "metadata" "omitempty";
        /// Which.
        spec: ImagePolicySpec = "spec";
        /// What was made of it.
        status: ImagePolicyStatus = "status" "omitempty";
    }

    /// Which signatures images must have in a namespace.
    ImagePolicy {
        /// Its kind.
        kind: String = "kind" "omitempty";
        /// Its group and version.
        api_version: String = "apiVersion" "omitempty";
        /// Its name, labels and annotations.
        metadata: ObjectMeta = "metadata" "omitempty";
        /// Which.
        spec: ImagePolicySpec = "spec";
        /// What was made of it.
        status: ImagePolicyStatus = "status" "omitempty";
    }

    /// Which signatures which images must have.
    ImagePolicySpec {
        /// The images: hosts, parts of what is on them, or hosts by `*.`.
        scopes: Vec<String> = "scopes";
        /// The signatures.
        policy: SigstoreVerificationPolicy = "policy";
    }

    /// What was made of a policy.
    ImagePolicyStatus {
        /// What holds of it.
        conditions: Vec<Condition> = "conditions" "omitempty";
    }

    /// Which signatures images must have.
    SigstoreVerificationPolicy {
        /// Who signs.
        root_of_trust: RootOfTrust = "rootOfTrust";
        /// What must be signed.
        signed_identity: Option<SignedIdentity> = "signedIdentity" "omitempty";
    }

    /// Who signs.
    RootOfTrust {
        /// `PublicKey`, `FulcioCAWithRekor` or `PKI`: which of the fields below is the one.
        policy_type: String = "policyType";
        /// Whoever has the private key of this one.
        public_key: Option<PublicKey> = "publicKey" "omitempty";
        /// Whoever Fulcio gave a certificate to.
        fulcio_ca_with_rekor: Option<FulcioCaWithRekor> = "fulcioCAWithRekor" "omitempty";
        /// Whoever has a certificate of one's own authority.
        pki: Option<Pki> = "pki" "omitempty";
    }

    /// A key that images are signed with.
    PublicKey {
        /// The key, in PEM.
        key_data: Option<Bytes> = "keyData";
        /// The key of the log that must tell of the signature, in PEM.
        rekor_key_data: Option<Bytes> = "rekorKeyData" "omitempty";
    }

    /// Certificates that Fulcio gives.
    FulcioCaWithRekor {
        /// Certificates of Fulcio, in PEM.
        fulcio_ca_data: Option<Bytes> = "fulcioCAData";
        /// The key of the log that must tell of the signature, in PEM.
        rekor_key_data: Option<Bytes> = "rekorKeyData";
        /// To whom.
        fulcio_subject: FulcioSubject = "fulcioSubject";
    }

    /// To whom Fulcio gave a certificate.
    FulcioSubject {
        /// Who vouched for them.
        oidc_issuer: String = "oidcIssuer";
        /// Their address.
        signed_email: String = "signedEmail";
    }

    /// Certificates of one's own authority.
    Pki {
        /// Certificates of the authority, in PEM.
        ca_roots_data: Option<Bytes> = "caRootsData";
        /// Certificates in between, in PEM.
        ca_intermediates_data: Option<Bytes> = "caIntermediatesData" "omitempty";
        /// To whom they were given: one of the two.
        pki_certificate_subject: PkiCertificateSubject = "pkiCertificateSubject";
    }

    /// To whom a certificate was given.
    PkiCertificateSubject {
        /// An address.
        email: String = "email" "omitempty";
        /// A host.
        hostname: String = "hostname" "omitempty";
    }

    /// What of an image's name must be signed.
    SignedIdentity {
        /// `MatchRepoDigestOrExact`, `MatchRepository`, `ExactRepository` or `RemapIdentity`.
        match_policy: String = "matchPolicy";
        /// For `ExactRepository`.
        exact_repository: Option<ExactRepository> = "exactRepository" "omitempty";
        /// For `RemapIdentity`.
        remap_identity: Option<RemapIdentity> = "remapIdentity" "omitempty";
    }

    /// A repository whose images are signed.
    ExactRepository {
        /// Its name.
        repository: String = "repository";
    }

    /// Where images were called otherwise when they were signed.
    RemapIdentity {
        /// How their names begin.
        prefix: String = "prefix";
        /// How they began.
        signed_prefix: String = "signedPrefix";
    }
}

kinds!(
    ClusterImagePolicy in "config.openshift.io",
    ImagePolicy in "config.openshift.io",
);
