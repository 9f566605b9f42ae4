//! Addresses of a cluster's services.

use alloc::format;
use alloc::string::{String, ToString as _};
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Which one of the network's addresses the cluster's DNS has.
const DNS: u32 = 10;

/// The address of the cluster's DNS: the tenth of the first network of its services.
///
/// # Errors
/// What is wrong with the network.
pub(super) fn dns(networks: &[String]) -> Result<IpAddr, String> {
    let first = networks.first().ok_or("there is no network of services: name one, such as 172.30.0.0/16")?;
    let (address, bits) = parse(first)?;
    let room = if address.is_ipv4() { 32 } else { 128 } - u32::from(bits);
    if room < u32::BITS && DNS >= 1 << room {
        return Err(format!("{first} is too small for the address of the cluster's DNS, its tenth"));
    }
    Ok(match address {
        IpAddr::V4(v4) => Ipv4Addr::from_bits(masked(v4.to_bits().into(), room) as u32 | DNS).into(),
        IpAddr::V6(v6) => Ipv6Addr::from_bits(masked(v6.to_bits(), room) | u128::from(DNS)).into(),
    })
}

/// Bits without the last ones, which tell addresses of a network apart.
fn masked(bits: u128, last: u32) -> u128 {
    bits.checked_shr(last).and_then(|bits| bits.checked_shl(last)).unwrap_or_default()
}

/// Which families of addresses there are, and which comes first.
///
/// # Errors
/// What is wrong with a network.
pub(super) fn families(networks: &[String]) -> Result<&'static str, String> {
    let mut families = networks.iter().map(|network| parse(network).map(|(address, _)| address.is_ipv4()));
    let first = families.next().ok_or("there is no network of services")??;
    let mut both = false;
    for family in families {
        both |= family? != first;
    }
    Ok(match (first, both) {
        (true, false) => "IPv4",
        (false, false) => "IPv6",
        (true, true) => "DualStack",
        (false, true) => "DualStackIPv6Primary",
    })
}

fn parse(network: &str) -> Result<(IpAddr, u8), String> {
    let read = || {
        let (address, bits) = network.split_once('/')?;
        let (address, bits): (IpAddr, u8) = (address.parse().ok()?, bits.parse().ok()?);
        (bits <= if address.is_ipv4() { 32 } else { 128 }).then_some((address, bits))
    };
    read().ok_or_else(|| format!("{:?} is no network: write address/bits, such as 172.30.0.0/16", network.to_string()))
}

#[cfg(test)]
mod tests {
    use super::{dns, families};
    use alloc::string::{String, ToString as _};
    use alloc::vec::Vec;

    fn networks(text: &str) -> Vec<String> {
        text.split_whitespace().map(String::from).collect()
    }

    #[test]
    fn the_tenth_address_is_that_of_the_dns() {
        for (text, want) in [
            ("172.30.0.0/16", Ok("172.30.0.10")),
            ("10.0.0.77/28", Ok("10.0.0.74")),
            ("0.0.0.0/0", Ok("0.0.0.10")),
            ("fd02::/112 172.30.0.0/16", Ok("fd02::a")),
            ("::/0", Ok("::a")),
            ("10.0.0.0/29", Err("too small")),
            ("10.0.0.0/33", Err("no network")),
            ("10.0.0.0", Err("no network")),
            ("", Err("there is no network")),
        ] {
            match (dns(&networks(text)), want) {
                (Ok(address), want) => assert_eq!(Ok(&*address.to_string()), want),
                (Err(why), want) => assert!(why.contains(want.expect_err(&why)), "{why}"),
            }
        }
    }

    #[test]
    fn the_first_network_tells_which_family_comes_first() {
        for (text, want) in [
            ("172.30.0.0/16", "IPv4"),
            ("172.30.0.0/16 10.0.0.0/16", "IPv4"),
            ("fd02::/112", "IPv6"),
            ("172.30.0.0/16 fd02::/112", "DualStack"),
            ("fd02::/112 172.30.0.0/16", "DualStackIPv6Primary"),
        ] {
            assert_eq!(families(&networks(text)), Ok(want));
        }
    }
}
