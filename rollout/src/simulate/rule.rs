//! Every rule about simulated rollouts, once.

use garboard_ignition::catalogue;
use garboard_ignition::report::Rule;

catalogue! {
    /// A window in which nobody can begin.
    WINDOW_NEVER_OPENS = Rule::warning("window-never-opens", "a window of 0 s never opens: {} of {} windows are so",
        "Give it a length_s of 1 or more, or leave it out.").advice();
    /// A fault that happens to nobody.
    FAULT_WITHOUT_EFFECT = Rule::info("fault-without-effect", "{} is never {}: fault {} changes nothing",
        "Leave it out, or name a node that the change drains or reboots.").advice();
    /// A change of which nothing is known.
    EFFECT_ASSUMED = Rule::warning("effect-assumed", "what the change does to pool {} is not known: it is taken to drain and reboot",
        "Say it under effects, or give the rendered MachineConfigs of both sides along.").advice();
    /// Runs that were cut off.
    LIMIT_REACHED = Rule::warning("limit-reached", "{} of {} runs were not over after {} s",
        "Raise limit_s, or look at run 0 for what takes so long.").advice();
}
