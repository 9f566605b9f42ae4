//! The manifests that a cluster is installed from.

use std::path::PathBuf;

/// In place of the manifests of a cluster that is there.
#[derive(Debug, clap::Args)]
pub(crate) struct RenderBootstrap {
    /// Render what a cluster is installed with: the files of this directory, and none below it, in the order of their names
    #[arg(long, value_name = "DIR", conflicts_with_all = ["paths", "files"])]
    pub(crate) bootstrap: Option<PathBuf>,

    /// The release, such as 4.22.0: the feature gates of this version count, and those that are listed last if absent
    #[arg(long, value_name = "VERSION", requires = "bootstrap", conflicts_with_all = ["paths", "files"])]
    pub(crate) payload_version: Option<String>,

    /// The image of the release, for a ControllerConfig that is made of what the installer was told
    #[arg(long, value_name = "IMAGE", requires = "bootstrap", conflicts_with_all = ["paths", "files"])]
    pub(crate) release_image: Option<String>,

    /// Write the files of the host that installs the cluster into this directory, which is empty or not there yet
    #[arg(long, value_name = "DIR", requires = "bootstrap", conflicts_with_all = ["paths", "files"])]
    pub(crate) dest: Option<PathBuf>,
}

/// In place of two sides: the day of the installation and the day after.
#[derive(Debug, clap::Args)]
pub(crate) struct DiffBootstrap {
    /// Compare what a cluster is installed with and what it renders itself afterwards, of the files of this directory
    #[arg(long, value_name = "DIR", conflicts_with_all = ["old", "new"])]
    pub(crate) bootstrap: Option<PathBuf>,

    /// The release, such as 4.22.0: the feature gates of this version count, and those that are listed last if absent
    #[arg(long, value_name = "VERSION", requires = "bootstrap", conflicts_with_all = ["old", "new"])]
    pub(crate) payload_version: Option<String>,

    /// The image of the release, for a ControllerConfig that is made of what the installer was told
    #[arg(long, value_name = "IMAGE", requires = "bootstrap", conflicts_with_all = ["old", "new"])]
    pub(crate) release_image: Option<String>,
}
