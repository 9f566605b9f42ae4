//! Objects about container runtimes and registries, and base files of any text: what they turn into does not depend on
//! their order, and making it twice changes nothing.

use garboard_core::api::MachineConfig;
use garboard_core::cluster::Cluster;
use garboard_core::generate::registries::{self, Conf, Found};
use garboard_core::generate::{Base, Bases, Context, Existing, Generated, Mode, runtime};
use garboard_ignition::Refused;
use garboard_ignition::document::SourceId;

/// What stands between the parts of an input.
const BETWEEN: &str = "\n=====\n";

/// The files that generators start from, in the order in which they stand in an input.
const FILES: [&str; 3] =
    ["/etc/containers/storage.conf", "/etc/containers/registries.conf", "/etc/containers/policy.json"];

/// The release of the cluster.
const RELEASE: &str = "quay.io/release/ocp:1";

/// Holds the invariants of the generators against any bytes: manifests, and behind lines of five `=` the base files.
pub fn holds(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut parts = text.split(BETWEEN);
    let manifests = parts.next().unwrap_or_default();
    let files = FILES.map(|path| (path.to_owned(), parts.next().unwrap_or_default().to_owned()));
    let mut bases = Bases::default();
    for role in ["master", "worker", "arbiter"] {
        bases.insert(role, Base::Files(files.clone().into()));
    }
    let mut cluster = Cluster::default();
    cluster.read(SourceId(1), manifests.as_bytes());
    let mut found = Found::default();
    found.read(SourceId(1), manifests.as_bytes());
    let pools: Vec<_> = cluster.pools.iter().map(|pool| pool.object.clone()).collect();
    for mode in [Mode::Bootstrap, Mode::Cluster] {
        let mut context = Context::new(mode, &pools, &bases);
        for gate in ["SigstoreImageVerification", "AdditionalStorageConfig"] {
            context.feature_gates.insert(gate.into(), true);
        }
        runtimes(&mut cluster, &context);
        about_registries(&mut found, &context);
    }
}

fn runtimes(cluster: &mut Cluster, context: &Context<'_>) {
    let names: std::collections::BTreeSet<_> =
        cluster.runtime_configs.iter().map(|config| config.object.metadata.name.clone()).collect();
    let make = |cluster: &Cluster| {
        let mut configs = cluster.runtime_configs.clone();
        runtime::by_age(&mut configs);
        runtime::generate(&configs, context, Existing::default())
    };
    let made = make(cluster);
    same(&made, &make(cluster));
    // A cluster has one object of a name.
    if names.len() == cluster.runtime_configs.len() {
        cluster.runtime_configs.reverse();
        same(&made, &make(cluster));
    }
}

fn about_registries(found: &mut Found, context: &Context<'_>) {
    let make = |found: &Found, existing| registries::generate(found.objects(Some(RELEASE)), context, existing);
    let made = make(found, Existing::default());
    same(&made, &make(found, Existing::default()));
    if let Ok(made) = &made {
        let existing = made.machine_configs.iter().cloned().collect();
        let again = make(found, existing).expect("what was made once is made again");
        assert_eq!(again.machine_configs, made.machine_configs, "a second time changes something");
        made.machine_configs.iter().for_each(readable);
    }
    found.digest_mirrors.reverse();
    found.tag_mirrors.reverse();
    found.content_sources.reverse();
    let turned = make(found, Existing::default());
    assert_eq!(turned.is_ok(), made.is_ok(), "order decides whether it is refused");
    if let (Ok(made), Ok(turned)) = (&made, &turned) {
        assert_eq!(turned.machine_configs, made.machine_configs, "order says something");
    }
}

/// The files that were written are read as what they are.
fn readable(config: &MachineConfig) {
    let text = config.spec.config.as_ref().expect("a config").as_str();
    // A namespace may be called so that the path of its policy is none.
    let Ok(parsed) = garboard_ignition::parse(text.as_bytes()) else { return };
    let Some(conf) = parsed.config.content().file(FILES[1]) else { return };
    let bytes = conf.contents.bytes(garboard_ignition::model::Resource::AMPLE).expect("bytes");
    let conf = Conf::read(&bytes).expect("registries.conf");
    assert_eq!(conf.write().as_bytes(), &*bytes, "registries.conf is written otherwise");
}

fn same(one: &Result<Generated, Refused>, other: &Result<Generated, Refused>) {
    match (one, other) {
        (Ok(one), Ok(other)) => {
            assert_eq!(one.machine_configs, other.machine_configs);
            assert_eq!(one.statuses, other.statuses);
        }
        (Err(_), Err(_)) => {}
        _ => panic!("{one:?}\n{other:?}"),
    }
}
