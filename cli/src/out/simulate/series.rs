//! Numbers over time, for pictures that have fewer columns than there are changes.

/// The greatest number in each of so many equal times from 0 to the end. A number holds until the next is said.
pub(super) fn columns(series: &[(u64, u32)], end: u64, count: u64) -> Vec<u32> {
    let mut rest = series.iter().copied().peekable();
    let mut now = 0;
    let column = |number: u64| {
        let (from, until) = (boundary(number, end, count), boundary(number + 1, end, count));
        // What was said before holds in a column only if it is not over at once.
        while let Some((_, value)) = rest.next_if(|(at, _)| *at <= from) {
            now = value;
        }
        let mut most = now;
        while let Some((_, value)) = rest.next_if(|(at, _)| *at < until) {
            now = value;
            most = most.max(value);
        }
        most
    };
    (0..count).map(column).collect()
}

/// How much begins in each of so many equal times.
pub(super) fn sums(events: impl Iterator<Item = (u64, u32)>, end: u64, count: u64) -> Vec<u32> {
    let mut sums = vec![0; usize::try_from(count).unwrap_or(0)];
    for (at, value) in events {
        let column = u128::from(at) * u128::from(count) / u128::from(end.max(1));
        let column = usize::try_from(column).unwrap_or(usize::MAX).min(sums.len().saturating_sub(1));
        if let Some(sum) = sums.get_mut(column) {
            *sum += value;
        }
    }
    sums
}

/// When a column begins.
pub(super) fn boundary(number: u64, end: u64, count: u64) -> u64 {
    let at = u128::from(number) * u128::from(end.max(1)) / u128::from(count.max(1));
    u64::try_from(at).unwrap_or(u64::MAX)
}

/// One line of blocks, of which the highest is the greatest number.
pub(super) fn sparkline(columns: &[u32]) -> String {
    const BLOCKS: [char; 9] = ['·', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = columns.iter().copied().max().unwrap_or(0).max(1);
    let block = |value: &u32| {
        let height = (u64::from(*value) * 8).div_ceil(u64::from(most));
        BLOCKS[usize::try_from(height).unwrap_or(8).min(8)]
    };
    columns.iter().map(block).collect()
}

#[cfg(test)]
mod tests {
    use super::{columns, sparkline, sums};

    #[test]
    fn columns_show_the_most_and_hold_what_was_said_before() {
        assert_eq!(columns(&[(0, 2), (10, 0), (30, 1), (40, 0)], 40, 4), [2, 0, 0, 1]);
        assert_eq!(columns(&[(0, 1), (11, 5), (12, 0)], 40, 4), [1, 5, 0, 0]);
        assert_eq!(columns(&[], 1, 3), [0, 0, 0]);
        assert_eq!(columns(&[(0, 3)], u64::MAX, 2), [3, 3]);
    }

    #[test]
    fn what_begins_is_counted_where_it_begins() {
        assert_eq!(sums([(0, 1), (9, 2), (10, 4), (40, 8)].into_iter(), 40, 4), [3, 4, 0, 8]);
    }

    #[test]
    fn a_line_shows_the_least_that_is_something() {
        assert_eq!(sparkline(&[0, 1, 50, 100]), "·▁▄█");
        assert_eq!(sparkline(&[0, 0]), "··");
        assert_eq!(sparkline(&[u32::MAX]), "█");
    }
}
