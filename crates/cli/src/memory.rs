//! How much memory the machine has left.

use std::fs;

use crate::failure::Failure;

/// Bytes that can still be used: the kernel's estimate, or what is left of the control group's
/// limit if that is less. `None` where neither is told.
pub fn available() -> Option<u64> {
    let machine = fs::read_to_string("/proc/meminfo")
        .ok()
        .as_deref()
        .and_then(mem_available);
    let group = |name: &str| {
        let path = format!("/sys/fs/cgroup/{name}");
        fs::read_to_string(path).ok()?.trim().parse::<u64>().ok()
    };
    let limit =
        group("memory.max").and_then(|max| Some(max.saturating_sub(group("memory.current")?)));
    machine.into_iter().chain(limit).min()
}

fn mem_available(text: &str) -> Option<u64> {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.trim()
        .strip_suffix("kB")?
        .trim()
        .parse::<u64>()
        .ok()
        .map(|kib| kib * 1024)
}

/// Refuses work that would need more than the machine has.
pub fn require(what: &str, bytes: u64) -> Result<(), Failure> {
    match available() {
        Some(available) if bytes > available => Err(Failure::input(
            what,
            format!("a problem that needs an estimated {}", human(bytes)),
            format!(
                "at most the {} that are available (a shorter horizon?)",
                human(available)
            ),
        )),
        _ => Ok(()),
    }
}

/// Bytes as a person reads them.
pub fn human(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    if unit == 0 {
        format!("{bytes} B")
    } else {
        format!("{value:.1} {}", UNITS[unit])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_kernel_prints() {
        let text = "MemTotal:       24000000 kB\nMemAvailable:    2048 kB\n";
        assert_eq!(mem_available(text), Some(2048 * 1024));
        assert_eq!(mem_available("MemTotal: 1 kB\n"), None);
    }

    #[test]
    fn bytes_are_shown_in_the_largest_unit() {
        assert_eq!(human(512), "512 B");
        assert_eq!(human(1536), "1.5 KiB");
        assert_eq!(human(3 << 40), "3.0 TiB");
    }
}
