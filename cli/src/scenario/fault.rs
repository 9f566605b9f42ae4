//! What goes wrong, as a flag has it: `KIND[=HOW]:NODES`.

use crate::duration;
use garboard_rollout::simulate::{After, Fault, On};
use std::str::FromStr;

/// Something that goes wrong, with the text that says so.
#[derive(Clone, Debug)]
pub(crate) struct Flaw {
    pub(crate) fault: Fault,
    pub(crate) text: String,
}

impl FromStr for Flaw {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(Self { fault: fault(text)?, text: text.to_owned() })
    }
}

fn fault(text: &str) -> Result<Fault, String> {
    let (what, nodes) = text.split_once(':').map_or((text, None), |(what, nodes)| (what, Some(nodes)));
    let (kind, how) = what.split_once('=').map_or((what, None), |(kind, how)| (kind, Some(how)));
    let nodes = || on(nodes.filter(|it| !it.is_empty()).ok_or(format!("say which nodes: {what}:NODE or {what}:5%"))?);
    match (kind, how) {
        ("never-returns", None) => Ok(Fault::NeverReturns(nodes()?)),
        ("degrades", Some("prepare")) => Ok(Fault::Degrades(After::Prepare, nodes()?)),
        ("degrades", Some("drain")) => Ok(Fault::Degrades(After::Drain, nodes()?)),
        ("degrades", _) => Err("say when: degrades=prepare:NODES or degrades=drain:NODES".into()),
        ("drain-blocked", Some(length)) => Ok(Fault::DrainBlocked(duration::parse(length)?, nodes()?)),
        ("drain-blocked", None) => Err("say for how long: drain-blocked=10m:NODES".into()),
        ("controller-down", Some(when)) => {
            let (at, length) = when.split_once('+').ok_or("say from when and for how long: controller-down=10m+30m")?;
            Ok(Fault::ControllerDown { at: duration::parse(at)?, length: duration::parse(length)? })
        }
        ("controller-down", None) => Err("say from when and for how long: controller-down=10m+30m".into()),
        _ => Err(format!("there is no fault {what:?}: never-returns, degrades, drain-blocked, controller-down")),
    }
}

/// The nodes that it happens to.
fn on(nodes: &str) -> Result<On, String> {
    match nodes.strip_suffix('%') {
        None => Ok(On::Node(nodes.to_owned())),
        Some(share) => {
            let number = share.parse().map_err(|_| format!("{nodes:?} is no share: write 0% to 100%"))?;
            On::share(number).map_err(|_| format!("{nodes} is no share of nodes: write 0% to 100%"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{After, Fault, On, fault};

    #[test]
    fn faults_are_read_and_what_is_none_is_told_with_what_to_write() {
        let node = || On::Node("w-1".into());
        for (text, want) in [
            ("never-returns:w-1", Fault::NeverReturns(node())),
            ("never-returns:5%", Fault::NeverReturns(On::Share(5))),
            ("degrades=drain:w-1", Fault::Degrades(After::Drain, node())),
            ("drain-blocked=10m:w-1", Fault::DrainBlocked(600, node())),
            ("controller-down=1m+1h", Fault::ControllerDown { at: 60, length: 3600 }),
        ] {
            assert_eq!(fault(text), Ok(want), "{text}");
        }
        for (text, want) in [
            ("never-returns", "never-returns:5%"),
            ("never-returns:", "never-returns:5%"),
            ("never-returns:101%", "write 0% to 100%"),
            ("never-returns:-1%", "write 0% to 100%"),
            ("never-returns:x%", "write 0% to 100%"),
            ("degrades:w-1", "degrades=prepare:NODES"),
            ("drain-blocked:w-1", "drain-blocked=10m:NODES"),
            ("drain-blocked=-1m:w-1", "write it as 90s"),
            ("controller-down=5m", "controller-down=10m+30m"),
            ("fire:w-1", "there is no fault \"fire\""),
        ] {
            assert!(fault(text).is_err_and(|bad| bad.contains(want)), "{text}: {:?}", fault(text));
        }
    }
}
