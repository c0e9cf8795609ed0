//! The audit's own reading of an entry: a small machine over bytes, field by field.

use super::Code;

/// What the audit needs of an entry.
pub(super) struct Leaf<'a> {
    pub key: &'a str,
    pub recorded: &'a str,
    pub commits: Vec<[u8; 32]>,
    pub erases: Vec<[u8; 32]>,
}

/// Reads an entry; the kind of finding and what is wrong if it is none.
pub(super) fn read(bytes: &[u8]) -> Result<Leaf<'_>, (Code, String)> {
    let wrong = |what: &str| (Code::EntryForm, what.to_owned());
    if bytes.len() > 65_535 {
        return Err(wrong("more than 65535 bytes"));
    }
    let mut at = Cursor(bytes);
    if at.take(b"korridor-entry/1\n").is_none() {
        return Err(version(bytes));
    }
    at.take(b"key: ").ok_or_else(|| wrong("no key: line"))?;
    let key = at.line().ok_or_else(|| wrong("no end of the key"))?;
    if key.is_empty() || key.len() > 200 || !key.bytes().all(|b| (0x21..=0x7e).contains(&b)) {
        return Err(wrong("a key that is not 1 to 200 printable characters"));
    }
    at.take(b"recorded: ")
        .ok_or_else(|| wrong("no recorded: line"))?;
    let recorded = at.line().filter(|time| is_time(time));
    let recorded = recorded.ok_or_else(|| wrong("a recorded time that is none"))?;
    let mut commits = Vec::new();
    while at.take(b"commits: ").is_some() {
        let hash = at
            .line()
            .and_then(hash)
            .ok_or_else(|| wrong("a commitment that is no hash"))?;
        commits.push(hash);
    }
    let mut erases = Vec::new();
    while at.take(b"erases: ").is_some() {
        let hash = at
            .line()
            .and_then(hash)
            .ok_or_else(|| wrong("an erasure that is no hash"))?;
        erases.push(hash);
    }
    at.take(b"\n")
        .ok_or_else(|| wrong("no blank line after the header"))?;
    if has_twins(&commits) || has_twins(&erases) {
        return Err(wrong("a commitment twice in one entry"));
    }
    Ok(Leaf {
        key,
        recorded,
        commits,
        erases,
    })
}

struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, word: &[u8]) -> Option<()> {
        self.0 = self.0.strip_prefix(word)?;
        Some(())
    }

    /// Up to the next line break, which is passed over.
    fn line(&mut self) -> Option<&'a str> {
        let end = self.0.iter().position(|byte| *byte == b'\n')?;
        let line = std::str::from_utf8(&self.0[..end]).ok()?;
        self.0 = &self.0[end + 1..];
        Some(line)
    }
}

fn version(bytes: &[u8]) -> (Code, String) {
    let first = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let text = String::from_utf8_lossy(&first[..first.len().min(60)]).into_owned();
    let digits = text.strip_prefix("korridor-entry/").unwrap_or_default();
    let later = !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
        && !digits.starts_with(['0', '1']);
    let later = later
        || (digits.len() > 1
            && digits.starts_with('1')
            && digits.bytes().all(|b| b.is_ascii_digit()));
    match later {
        true => (Code::EntryNewer, text),
        false => (Code::EntryForm, format!("the first line {text:?}")),
    }
}

fn hash(digits: &str) -> Option<[u8; 32]> {
    let mut hash = [0; 32];
    if digits.len() != 64 || !digits.bytes().all(|b| b"0123456789abcdef".contains(&b)) {
        return None;
    }
    for (n, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * n..2 * n + 2)?, 16).ok()?;
    }
    Some(hash)
}

fn has_twins(hashes: &[[u8; 32]]) -> bool {
    let mut sorted: Vec<&[u8; 32]> = hashes.iter().collect();
    sorted.sort();
    sorted.windows(2).any(|pair| pair[0] == pair[1])
}

/// `YYYY-MM-DDTHH:MM:SS.mmmZ` with a day that the calendar has.
fn is_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let separators = [
        (4, b'-'),
        (7, b'-'),
        (10, b'T'),
        (13, b':'),
        (16, b':'),
        (19, b'.'),
        (23, b'Z'),
    ];
    if bytes.len() != 24 {
        return false;
    }
    let shaped = (0..24).all(
        |at| match separators.iter().find(|(place, _)| *place == at) {
            Some((_, separator)) => bytes[at] == *separator,
            None => bytes[at].is_ascii_digit(),
        },
    );
    if !shaped {
        return false;
    }
    let two = |at: usize| u32::from(bytes[at] - b'0') * 10 + u32::from(bytes[at + 1] - b'0');
    let year = two(0) * 100 + two(2);
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let days = match two(5) {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&two(8)) && two(11) < 24 && two(14) < 60 && two(17) < 60
}
