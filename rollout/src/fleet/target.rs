//! Where the nodes of a pool are to be.

/// What the nodes of a pool are to have: a rendered MachineConfig, and in a layered pool the image built for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'a> {
    /// The name of the rendered MachineConfig; empty until there is one.
    pub config: &'a str,
    layer: Layer<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layer<'a> {
    /// Images are not built in the cluster.
    None,
    /// They are, and there is none yet.
    Unbuilt,
    /// An image, and the MachineConfig it was built for.
    Built { config: &'a str, image: &'a str },
}

impl<'a> Target<'a> {
    /// A MachineConfig alone.
    #[must_use]
    pub const fn of_config(config: &'a str) -> Self {
        Self { config, layer: Layer::None }
    }

    /// A MachineConfig, and an image that was built for `built_for`, which is the same unless the build is old.
    #[must_use]
    pub const fn of_build(config: &'a str, built_for: &'a str, image: &'a str) -> Self {
        Self { config, layer: Layer::Built { config: built_for, image } }
    }

    /// A MachineConfig for which an image is still to be built.
    #[must_use]
    pub const fn unbuilt(config: &'a str) -> Self {
        Self { config, layer: Layer::Unbuilt }
    }

    /// Whether images are built for the pool.
    #[must_use]
    pub const fn is_layered(&self) -> bool {
        !matches!(self.layer, Layer::None)
    }

    /// What a node is told: a MachineConfig, and an image in a layered pool.
    #[must_use]
    pub const fn to_write(&self) -> (&'a str, Option<&'a str>) {
        match self.layer {
            Layer::None | Layer::Unbuilt => (self.config, None),
            Layer::Built { config, image } => (config, if image.is_empty() { None } else { Some(image) }),
        }
    }

    /// Whether these are what was built.
    pub(super) fn is_build(&self, desired_config: &str, desired_image: &str) -> bool {
        match self.layer {
            Layer::None | Layer::Unbuilt => false,
            Layer::Built { config, image } => !image.is_empty() && desired_image == image && desired_config == config,
        }
    }
}
