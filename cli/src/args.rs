//! What the command takes.

mod bootstrap;
mod change;
mod later;
mod simulate;

pub(crate) use bootstrap::{DiffBootstrap, RenderBootstrap};
pub(crate) use change::Change;
pub(crate) use later::Later;
pub(crate) use simulate::{Constraints, Page, Simulate, Times};

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum};
use garboard_core::target::Target;
use garboard_ignition::{Severity, Version};
use garboard_rollout::Rules;
use garboard_rollout::fleet::Timestamp;
use garboard_rollout::preview::Impact;
use std::path::PathBuf;

/// Say exactly what a change will do to operator-managed machines, before it is made.
///
/// Everything is computed from files, offline.
#[derive(Debug, Parser)]
#[command(name = "garboard", version, about, long_about, after_help = EXAMPLES, arg_required_else_help = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Colours in what is printed
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(crate) color: Color,
}

const EXAMPLES: &str = "\
Examples:
  garboard validate clusters/prod/          check a GitOps repository of MachineConfigs
  garboard validate edge.ign                check an Ignition config
  garboard explain enabled-without-install  what a finding means and what to do

Exit status: 0 nothing found at or above --fail-on; 1 findings; 2 usage or unreadable input; 3 a bug.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check: judge Ignition configs and MachineConfigs as a cluster would
    #[command(after_help = VALIDATE_EXAMPLES)]
    Validate(Later<Validate>),
    /// Check: print a JSON Schema for editors to complete and check with
    #[command(after_help = SCHEMA_EXAMPLES)]
    Schema(Later<Schema>),
    /// Understand: restate an Ignition config at another spec version, and tell what that loses
    #[command(after_help = CONVERT_EXAMPLES)]
    Convert(Later<Convert>),
    /// Understand: lay Ignition configs over each other, as Ignition does, and tell who set what
    #[command(after_help = MERGE_EXAMPLES)]
    Merge(Later<Merge>),
    /// Predict: render the MachineConfigs of each pool into one, with the name that a cluster gives it
    #[command(after_help = RENDER_EXAMPLES)]
    Render(Later<Render>),
    /// Predict: what differs between two MachineConfigs, or between the pools of two clusters, and what it means
    #[command(after_help = DIFF_EXAMPLES)]
    Diff(Later<Diff>),
    /// Predict: what a change does to each pool and node, before it is made: refused, reboot, drain, and because of what
    #[command(after_help = PLAN_EXAMPLES)]
    Plan(Later<Plan>),
    /// Predict: how a rollout goes before it is made: how long, in which waves, how many nodes are out, who gets stuck
    #[command(after_help = simulate::EXAMPLES)]
    Simulate(Later<Box<Simulate>>),
    /// Understand: how the pools and nodes of a cluster are: what is stuck, because of what, and the next safe step
    #[command(after_help = STATUS_EXAMPLES)]
    Status(Later<Status>),
    /// Understand: who set what the rendered MachineConfig of a pool says, and what that overrode
    #[command(after_help = BLAME_EXAMPLES)]
    Blame(Later<Blame>),
    /// Understand: what a rule means and what to do about it
    Explain(Later<Explain>),
    /// Embed: answer requests, one JSON object a line, until standard input ends
    #[command(after_help = PIPE_EXAMPLES)]
    Pipe,
    /// Print shell completions
    #[command(hide = true)]
    Completions(Later<Completions>),
    /// Write man pages into a directory
    #[command(hide = true)]
    Man(Later<Man>),
    /// Understand: every rule, as Markdown
    Rules,
}

const CONVERT_EXAMPLES: &str = "\
Examples:
  garboard convert --to 3.5.0 old.ign            a config of spec 2.2, as the operator raises it
  garboard convert --to 3.1.0 new.ign            refused with every field in the way, if there is one
  garboard convert --to 3.1.0 --lossy new.ign    what ign-converter makes of it, with each loss
  garboard convert --to 2.2.0 new.ign            for machines that read spec 2

Upward only what the reference itself refuses is refused: of spec 2 networkd, file systems other than
root, users other than core, and partitions of 2.2. Findings and losses go to standard error.";

const MERGE_EXAMPLES: &str = "\
Examples:
  garboard merge base.ign site.ign > all.ign   what is in site.ign overrides what is in base.ign
  garboard merge --origins base.ign site.ign   which file each value comes from, and what it overrode
  garboard merge --spec 3.4.0 base.ign -       as a config of spec 3.4.0, the child from standard input

The parent comes first; a directory is taken in the order of its names. A config that is not valid
is refused, and nothing is merged. Findings go to standard error.";

const RENDER_EXAMPLES: &str = "\
Examples:
  garboard render cluster/ -o name                     the name of each pool's rendered MachineConfig
  garboard render cluster/ --pool worker > worker.yaml
  garboard render cluster/ --controller-config controllerconfig.yaml
  garboard render cluster/ --templates templates/      with the role's own MachineConfigs made of templates
  oc get mc,mcp -o yaml | garboard render - --os-image IMAGE --extensions-image IMAGE
  garboard render --bootstrap manifests/ -o name       what the first nodes of a cluster are installed with

A name is exact only if the images of the release and the role's own MachineConfigs (00-*, 01-*) are known;
otherwise it is marked partial, with what is missing. The pools master and worker are assumed where no manifest
describes them. A pool that cannot be rendered is named on standard error, and the others are rendered.";

const PLAN_EXAMPLES: &str = "\
Examples:
  garboard plan --from main --to HEAD -f clusters/prod     what a branch does to each pool
  garboard plan --from main --to . --nodes worker=100      the working tree, for a hundred workers
  garboard plan --from must-gather/ --to clusters/prod     what a pull request does to a cluster as it is now
  garboard plan --from old/ --to new/ --policy policy.yaml --fail-on reboot
  garboard plan --from main --to HEAD -o markdown          for a comment on a pull request

A and B are paths or revisions of the git repository here; a path counts before a revision of the same name, and
git:NAME is always a revision. Where A holds nodes, it is a cluster as it is, and B is laid over it, as `kubectl apply`
would. What is not known is said: names are exact or partial, and without nodes there are no waves.

Exit status: 0 nothing as bad as --fail-on; 1 something is; 2 usage or unreadable input.";

const STATUS_EXAMPLES: &str = "\
Examples:
  garboard status must-gather/                                   everything in it
  oc get mcp,nodes,mc,controllerconfig,machineconfignode -o yaml | garboard status -
  garboard status dump.yaml --pool worker --now 2026-08-28T12:00:00Z
  garboard status dump.yaml -o json

It reads what a cluster holds and asks nobody. What the dump does not hold is said, and not guessed: without
MachineConfigs nobody can tell that one is missing, without a ControllerConfig nothing is said of certificates,
and without --now nothing is late.

Exit status: 0 nothing is stuck; 1 something is stuck or degraded; 2 usage or unreadable input.";

const BLAME_EXAMPLES: &str = "\
Examples:
  garboard blame cluster/ --pool worker
  garboard blame cluster/ --pool worker --of file:/etc/chrony.conf
  garboard blame cluster/ --pool worker --of karg:nosmt
  garboard blame cluster/ --pool worker --of 'field:$.spec.kernelType' -o json

Targets are file:/PATH, unit:NAME, dropin:UNIT/NAME, karg:ARGUMENT, user:NAME, directory:/PATH, link:/PATH and
field:$.spec.FIELD. What is a secret is not shown.";

const DIFF_EXAMPLES: &str = "\
Examples:
  garboard diff old.yaml new.yaml               two MachineConfigs, rendered or not
  git worktree add /tmp/main main; garboard diff /tmp/main/cluster cluster    what a branch changes in each pool
  garboard diff a/ b/ --pool worker -o json
  garboard diff --bootstrap manifests/          what a cluster renders otherwise than the host that installs it

Contents are decoded; the same bytes in another spelling are named as such, though they make another name.
Exit status: 0 nothing differs; 1 something differs; 2 usage or unreadable input.";

const PIPE_EXAMPLES: &str = r#"Examples:
  echo '{"op":"hello"}' | garboard pipe
  echo '{"id":1,"op":"parse","document":"{\"ignition\":{\"version\":\"3.4.0\"}}"}' | garboard pipe

docs/pipe.md says what can be asked and what is answered."#;

const VALIDATE_EXAMPLES: &str = "\
Examples:
  garboard validate .                               everything below this directory
  garboard validate -o sarif . > findings.sarif     for code scanning
  garboard validate -o github .                     annotations in a workflow's log
  kustomize build . | garboard validate -           what a build prints
  garboard validate --spec 3.4.0 edge.ign           as a machine reads it that knows no newer spec
  garboard validate --fail-on warning --ignore yaml-octal .
  garboard validate --cluster clusters/prod/        all below this directory belongs to one cluster

The manifests of one directory are judged together too: who overrides whom, what stands there twice, what no pool
selects. Directories are taken for several clusters, or several parts of one that others use as well, unless --cluster
says that all paths are those of one cluster. `garboard render` always takes them so, and refuses what a cluster refuses.

A comment suppresses one rule on its line or the next:
  mode: 0644  # garboard: ignore[yaml-octal]";

/// What is read, for every command that reads files.
#[derive(Debug, clap::Args)]
pub(crate) struct Paths {
    /// Files, directories (everything below them: .ign, .json, .yaml, .yml, .bu), or - for standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// The same as PATH
    #[arg(short = 'f', long = "filename", value_name = "PATH")]
    files: Vec<PathBuf>,
}

impl Paths {
    /// All of them, those given either way.
    pub(crate) fn all(&self) -> Vec<PathBuf> {
        self.paths.iter().chain(&self.files).cloned().collect()
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct Validate {
    #[command(flatten)]
    pub(crate) paths: Paths,

    /// How findings are printed
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    pub(crate) output: Format,

    /// The least severity that makes the exit status 1
    #[arg(long, value_name = "SEVERITY", default_value = "error", value_parser = severities())]
    pub(crate) fail_on: Threshold,

    /// Show findings of these rules only (repeat, or separate by commas)
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub(crate) select: Vec<String>,

    /// Leave findings of these rules out (repeat, or separate by commas)
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,

    /// The newest spec version that the reader of bare Ignition configs knows
    #[arg(long, value_name = "VERSION", default_value = Version::LATEST.as_str(), value_parser = versions())]
    pub(crate) spec: Version,

    /// Judge all paths together, as the manifests of one cluster, and not directory by directory
    #[arg(long)]
    pub(crate) cluster: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Convert {
    /// The Ignition config, in JSON; - for standard input
    #[arg(value_name = "PATH")]
    pub(crate) path: PathBuf,

    /// The spec version wanted
    #[arg(long, value_name = "VERSION", value_parser = all_versions())]
    pub(crate) to: Version,

    /// Downward, drop what the converter drops instead of refusing
    ///
    /// This is what ign-converter does, and it refuses too: special mode bits (setuid, setgid, sticky), for one, below
    /// 3.4.0. Without this flag they are kept there, though a machine may leave them out.
    #[arg(long)]
    pub(crate) lossy: bool,

    /// How the result is printed
    #[arg(short, long, value_enum, default_value_t = Notation::Json)]
    pub(crate) output: Notation,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Merge {
    #[command(flatten)]
    pub(crate) paths: Paths,

    /// How the result is printed
    #[arg(short, long, value_enum, default_value_t = Notation::Json)]
    pub(crate) output: Notation,

    /// The spec version of the result
    #[arg(long, value_name = "VERSION", default_value = Version::V3_6.as_str(), value_parser = versions())]
    pub(crate) spec: Version,

    /// Print where each value comes from and what it overrode, instead of the config
    #[arg(long, conflicts_with = "output")]
    pub(crate) origins: bool,
}

/// What the manifests of a cluster do not say.
#[derive(Debug, clap::Args)]
pub(crate) struct Release {
    /// The ControllerConfig of the cluster, which names the images of its release; found among the manifests too
    #[arg(long, value_name = "PATH")]
    pub(crate) controller_config: Option<PathBuf>,

    /// A directory of templates that makes the MachineConfigs 00-ROLE and 01-ROLE-* which the manifests do not have
    #[arg(long, value_name = "DIR")]
    pub(crate) templates: Option<PathBuf>,

    /// The OS image of the release, whatever the ControllerConfig says
    #[arg(long, value_name = "IMAGE")]
    pub(crate) os_image: Option<String>,

    /// The extensions image of the release, whatever the ControllerConfig says
    #[arg(long, value_name = "IMAGE")]
    pub(crate) extensions_image: Option<String>,

    /// The commit of the controller that renders; the one that all MachineConfigs name that a controller wrote, if absent
    #[arg(long, value_name = "COMMIT")]
    pub(crate) controller_version: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Render {
    #[command(flatten)]
    pub(crate) paths: Paths,

    /// Render this pool only (repeat for several)
    #[arg(long, value_name = "POOL")]
    pub(crate) pool: Vec<String>,

    #[command(flatten)]
    pub(crate) bootstrap: RenderBootstrap,

    #[command(flatten)]
    pub(crate) release: Release,

    /// How the rendered MachineConfigs are printed
    #[arg(short, long, value_enum, default_value_t = Document::Yaml)]
    pub(crate) output: Document,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Diff {
    /// What there was: a file with one MachineConfig, or the manifests of a cluster
    #[arg(value_name = "A", required_unless_present = "bootstrap")]
    pub(crate) old: Option<PathBuf>,

    /// What there is
    #[arg(value_name = "B", required_unless_present = "bootstrap")]
    pub(crate) new: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) bootstrap: DiffBootstrap,

    /// Compare this pool only (repeat for several)
    #[arg(long, value_name = "POOL")]
    pub(crate) pool: Vec<String>,

    #[command(flatten)]
    pub(crate) release: Release,

    /// Show what is secret
    #[arg(long)]
    pub(crate) show_secrets: bool,

    /// How it is printed
    #[arg(short, long, value_enum, default_value_t = Answer::Text)]
    pub(crate) output: Answer,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Plan {
    #[command(flatten)]
    pub(crate) change: Change,

    /// The least impact on a pool that makes the exit status 1
    #[arg(long, value_name = "IMPACT", default_value = "irreconcilable", value_parser = impacts())]
    pub(crate) fail_on: Impact,

    /// Show what is secret
    #[arg(long)]
    pub(crate) show_secrets: bool,

    /// How it is printed
    #[arg(short, long, value_enum, default_value_t = Planned::Text)]
    pub(crate) output: Planned,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Status {
    #[command(flatten)]
    pub(crate) paths: Paths,

    /// This pool only (repeat for several)
    #[arg(long, value_name = "POOL")]
    pub(crate) pool: Vec<String>,

    /// Whose rules decide: those of the machine-config-operator, its faults included, or those of this project
    #[arg(long, value_name = "RULES", default_value = "mco", value_parser = rules())]
    pub(crate) rules: Rules,

    /// What time it was when the dump was made: 2026-08-28T12:00:00Z
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) now: Option<Timestamp>,

    /// How it is printed
    #[arg(short, long, value_enum, default_value_t = Answer::Text)]
    pub(crate) output: Answer,
}

fn time(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text).ok_or_else(|| format!("{text:?} is no time of RFC 3339, such as 2026-08-28T12:00:00Z"))
}

/// How a plan is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Planned {
    /// For people, pool by pool
    Text,
    /// One JSON object
    Json,
    /// For a comment on a pull request
    Markdown,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub workflows
    Github,
    /// JUnit XML, for test reports
    Junit,
}

fn rules() -> impl TypedValueParser<Value = Rules> {
    PossibleValuesParser::new(["mco", "safe"]).map(|word| if word == "safe" { Rules::Safe } else { Rules::Mco })
}

fn impacts() -> impl TypedValueParser<Value = Impact> {
    PossibleValuesParser::new(["any", "drain", "reboot", "irreconcilable"]).map(|word| match &*word {
        "any" => Impact::Any,
        "drain" => Impact::Drain,
        "reboot" => Impact::Reboot,
        _ => Impact::Irreconcilable,
    })
}

#[derive(Debug, clap::Args)]
pub(crate) struct Blame {
    #[command(flatten)]
    pub(crate) paths: Paths,

    /// The pool
    #[arg(long, value_name = "POOL")]
    pub(crate) pool: String,

    /// Of this alone
    #[arg(long, value_name = "TARGET", value_parser = |text: &str| text.parse::<Target>())]
    pub(crate) of: Option<Target>,

    #[command(flatten)]
    pub(crate) release: Release,

    /// How it is printed
    #[arg(short, long, value_enum, default_value_t = Answer::Text)]
    pub(crate) output: Answer,
}

/// The least severity that counts; none for `never`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Threshold(pub(crate) Option<Severity>);

fn severities() -> impl TypedValueParser<Value = Threshold> {
    let names = Severity::ALL.iter().rev().map(|severity| severity.as_str()).chain(["never"]);
    PossibleValuesParser::new(names.map(PossibleValue::new))
        .map(|name| Threshold(Severity::ALL.into_iter().find(|severity| severity.as_str() == name)))
}

/// Those of spec 2 too.
fn all_versions() -> impl TypedValueParser<Value = Version> {
    let versions = Version::ALL_OF_SPEC_2.iter().chain(&Version::ALL);
    PossibleValuesParser::new(versions.map(|version| PossibleValue::new(version.as_str())))
        .try_map(|text| Version::named(&text).ok_or("there is no such version"))
}

fn versions() -> impl TypedValueParser<Value = Version> {
    PossibleValuesParser::new(Version::ALL.iter().map(|version| PossibleValue::new(version.as_str())))
        .try_map(|text| text.parse::<Version>())
}

#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// The code of a rule, as findings show it in brackets
    pub(crate) code: String,
}

const SCHEMA_EXAMPLES: &str = "\
Examples:
  garboard schema > ignition.schema.json                 for configs of the newest stable version
  garboard schema --spec 3.4.0 > ignition.schema.json
  garboard schema --machineconfig > machineconfig.schema.json

Editors with the YAML language server check a manifest that begins with
  # yaml-language-server: $schema=../machineconfig.schema.json

Visual Studio Code checks configs by its settings:
  \"json.schemas\": [{ \"fileMatch\": [\"*.ign\"], \"url\": \"./ignition.schema.json\" }],
  \"files.associations\": { \"*.ign\": \"json\" }";

#[derive(Debug, clap::Args)]
pub(crate) struct Schema {
    /// The spec version of the configs
    #[arg(long, value_name = "VERSION", default_value = Version::V3_6.as_str(), value_parser = versions())]
    pub(crate) spec: Version,

    /// For MachineConfigs instead, with configs of any version that a cluster renders
    #[arg(long, conflicts_with = "spec")]
    pub(crate) machineconfig: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Man {
    /// The directory, which must exist
    pub(crate) directory: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, with the lines in question
    Text,
    /// One JSON object
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub workflows
    Github,
    /// JUnit XML, for test reports
    Junit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Notation {
    /// JSON, in the reference's order
    Json,
    /// YAML, as the cluster's own tools write it
    Yaml,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Document {
    /// One document a pool, for kubectl
    Yaml,
    /// One JSON object with all pools
    Json,
    /// One line a pool: the name, how sure it is, and what is missing, with tabs between
    Name,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Answer {
    /// For people
    Text,
    /// One JSON object
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    /// Makes it the choice for all that is printed.
    fn choice(self) -> anstream::ColorChoice {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
    }

    pub(crate) fn write_global(self) {
        self.choice().write_global();
    }
}
