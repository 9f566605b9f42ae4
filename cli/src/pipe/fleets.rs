//! The ops about the pools and nodes of a cluster.

use super::answer::Failure;
use super::request::Request;
use garboard_core::api::{ControllerConfig, MachineConfigNode, MachineConfigPool, MachineOSBuild, MachineOSConfig};
use garboard_ignition::Finding;
use garboard_ignition::document::Sources;
use garboard_rollout::Rules;
use garboard_rollout::fleet::{
    Actions, Build, Constraints, Fleet, HeldNodes, Members, Membership, Node, PoolPlan, PoolStatus, PoolView, Timestamp,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// The answer to `pools`.
#[derive(Serialize)]
pub(super) struct Homes {
    nodes: BTreeMap<String, Home>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Home {
    Pools(Vec<String>),
    None { error: String },
}

/// Which pools each node belongs to.
pub(super) fn pools(request: &Request<'_>) -> Result<Homes, Failure> {
    request.only(&["pools", "nodes"])?;
    let (pools, nodes): (Vec<MachineConfigPool>, Vec<Node>) = (needed(request, "pools")?, needed(request, "nodes")?);
    let membership = Membership::new(&pools);
    let home = |node: &Node| match membership.pools_of(node) {
        Ok(pools) => Home::Pools(pools.into_iter().map(str::to_owned).collect()),
        Err(none) => Home::None { error: none.to_string() },
    };
    Ok(Homes {
        nodes: nodes.iter().map(|node| (node.name.to_string(), home(node))).collect(),
    })
}

/// The answer to `status`.
#[derive(Serialize)]
pub(super) struct Stands {
    status: PoolStatus,
}

/// How far a pool is.
pub(super) fn status(request: &Request<'_>) -> Result<Stands, Failure> {
    request.only(&["pool", "nodes", "mcns", "controller_config", "mosc", "mosb", "gates", "rules", "members"])?;
    let (pool, nodes): (MachineConfigPool, Vec<Node>) = (needed(request, "pool")?, needed(request, "nodes")?);
    let mcns = request.object::<Vec<MachineConfigNode>>("mcns")?.unwrap_or_default();
    let controller_config = request.object::<ControllerConfig>("controller_config")?;
    let mosc = request.object::<MachineOSConfig>("mosc")?;
    let mosb = request.object::<MachineOSBuild>("mosb")?;
    let gates = request.object::<Vec<String>>("gates")?.unwrap_or_default();
    let mut view = match members(request)? {
        Members::Given => PoolView::new(&pool, nodes.iter().collect()),
        _ => PoolView::selecting(&pool, &nodes),
    };
    view.mcns = mcns.iter().collect();
    view.build = Build::new(mosc.as_ref(), mosb.as_ref());
    view.controller_config = controller_config.as_ref();
    view.image_mode_status = gates.iter().any(|gate| gate == "ImageModeStatusReporting");
    view.rules = rules(request)?;
    Ok(Stands { status: view.status() })
}

/// The answer to `plan`.
#[derive(Serialize)]
pub(super) struct Planned<'a> {
    /// Those of the pool, where one was asked for.
    #[serde(flatten)]
    numbers: Option<Numbers<'a>>,
    /// Those of each pool, where several were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pools: Option<BTreeMap<&'a str, Numbers<'a>>>,
    actions: &'a Actions<'a>,
    held: &'a HeldNodes<'a>,
    findings: Vec<Finding>,
    recheck_after_s: Option<u64>,
}

#[derive(Serialize)]
struct Numbers<'a> {
    max_unavailable: Option<i64>,
    capacity: i64,
    candidates: &'a [&'a str],
}

impl<'a> Numbers<'a> {
    fn of(pool: &'a PoolPlan<'a>) -> Self {
        Self {
            max_unavailable: pool.max_unavailable,
            capacity: pool.capacity,
            candidates: &pool.candidates,
        }
    }
}

/// What is done next in a cluster or in one pool; `answer` is handed what there is to say of it.
pub(super) fn plan<R>(request: &Request<'_>, answer: impl FnOnce(&Planned<'_>) -> R) -> Result<R, Failure> {
    request.only(&[
        "pool",
        "pools",
        "nodes",
        "now",
        "operator_node",
        "controller_config",
        "mosc",
        "mosb",
        "mcns",
        "constraints",
        "rules",
        "members",
    ])?;
    let (pool, several) = (request.object("pool")?, request.object::<Vec<MachineConfigPool>>("pools")?);
    let is_one = pool.is_some();
    let pools = match (pool, several) {
        (Some(pool), None) => vec![pool],
        (None, Some(pools)) => pools,
        (None, None) => return Err(Failure::bad_request("pool or pools is missing")),
        (Some(_), Some(_)) => {
            return Err(Failure::bad_request("pool and pools are two ways to say the same: send one"));
        }
    };
    let nodes: Vec<Node> = needed(request, "nodes")?;
    let (moscs, mosbs) = (one_or_many(request, "mosc")?, one_or_many(request, "mosb")?);
    // A plan does not depend on what daemons report, but an object that is none is refused all the same.
    request.object::<Vec<MachineConfigNode>>("mcns")?;
    let controller_config = request.object::<ControllerConfig>("controller_config")?;
    let operator_node = request.text("operator_node")?;
    let now = request.object::<Timestamp>("now")?;

    let mut fleet = Fleet::new(&pools, &nodes);
    fleet.members = members(request)?;
    if fleet.members == Members::Given && pools.len() != 1 {
        return Err(Failure::bad_request("members can be given for one pool only"));
    }
    (fleet.moscs, fleet.mosbs) = (&moscs, &mosbs);
    fleet.operator_node = operator_node;
    fleet.topology = controller_config.as_ref().and_then(ControllerConfig::control_plane_topology);
    fleet.constraints = request.object::<Constraints>("constraints")?.unwrap_or_default();
    fleet.rules = rules(request)?;
    if now.is_none() && !fleet.constraints.windows.is_empty() {
        return Err(Failure::bad_request("now is missing: whether a window is open depends on it"));
    }
    let plan = garboard_rollout::fleet::plan(&fleet, now.unwrap_or(Timestamp::from_seconds(0)));
    let numbers = |pool| Numbers::of(pool);
    Ok(answer(&Planned {
        numbers: plan.pools.first().filter(|_| is_one).map(numbers),
        pools: (!is_one).then(|| plan.pools.iter().map(|it| (it.pool, numbers(it))).collect()),
        actions: &plan.actions,
        held: &plan.held,
        findings: plan.findings.findings(&Sources::default()).collect(),
        recheck_after_s: plan.recheck_after.map(|it| it.as_secs()),
    }))
}

pub(super) fn needed<T: DeserializeOwned>(request: &Request<'_>, name: &str) -> Result<T, Failure> {
    request.object(name)?.ok_or_else(|| Failure::bad_request(format!("{name} is missing")))
}

/// An object, or a list of such.
fn one_or_many<T: DeserializeOwned>(request: &Request<'_>, name: &str) -> Result<Vec<T>, Failure> {
    match request.list(name) {
        Ok(_) => Ok(request.object::<Vec<T>>(name)?.unwrap_or_default()),
        Err(_) => Ok(request.object::<T>(name)?.into_iter().collect()),
    }
}

pub(super) fn rules(request: &Request<'_>) -> Result<Rules, Failure> {
    Ok(request.object("rules")?.unwrap_or_default())
}

fn members(request: &Request<'_>) -> Result<Members, Failure> {
    Ok(request.object("members")?.unwrap_or_default())
}
