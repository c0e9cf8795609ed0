//! OpenStreetMap's binary format: <https://wiki.openstreetmap.org/wiki/PBF_Format>.
//!
//! A file is a sequence of blobs; each blob holds, raw or deflated, one block of nodes, ways and relations. Blobs are
//! expanded one at a time into one buffer and their messages are read in place, so what is held besides the file is one
//! blob (at most 32 MiB by the format) and its table of strings. Of compressions only zlib is read; the others are
//! refused by name.

use super::block;
use super::scan::{Pass, Visitor};
use super::wire::{Fields, WireError};
use crate::limits::Limits;
use crate::report::{ImportError, refusal};
use flate2::{Decompress, FlushDecompress, Status};
use korridor_world::Defect;

const LARGEST_HEADER: u64 = 64 << 10;
const LARGEST_BLOB: u64 = 32 << 20;
const KNOWN_FEATURES: [&str; 2] = ["OsmSchema-V0.6", "DenseNodes"];

/// Reads every block of the file and shows the visitor what `pass` asks for.
pub(super) fn scan(
    name: &str,
    bytes: &[u8],
    limits: &Limits,
    pass: Pass,
    visitor: &mut impl Visitor,
) -> Result<(), ImportError> {
    let mut file = File {
        name,
        bytes,
        at: 0,
        expandable: limits.expansion(bytes.len()),
    };
    let mut buffer = Vec::new();
    let mut blobs = 0u64;
    while let Some(blob) = file.next_blob().map_err(ImportError::from)? {
        blobs += 1;
        if blob.kind != b"OSMHeader" && blob.kind != b"OSMData" {
            continue;
        }
        let content = file.expand(&blob, &mut buffer).map_err(ImportError::from)?;
        let read = if blob.kind == b"OSMHeader" {
            check_header(content)
        } else {
            block::read(content, pass, visitor).map_err(Refusal::from)
        };
        read.map_err(|refusal| ImportError::from(file.refuse(&blob, refusal)))?;
    }
    if blobs == 0 {
        let found = "no blob at all";
        return Err(ImportError::from(refusal(
            name,
            "byte 0",
            "empty_extract",
            found,
            "a header and data",
        )));
    }
    Ok(())
}

struct File<'a> {
    name: &'a str,
    bytes: &'a [u8],
    at: usize,
    expandable: u64,
}

struct Blob<'a> {
    start: usize,
    kind: &'a [u8],
    message: &'a [u8],
}

enum Refusal {
    Wire(WireError),
    Feature(String),
}

impl From<WireError> for Refusal {
    fn from(error: WireError) -> Refusal {
        Refusal::Wire(error)
    }
}

impl<'a> File<'a> {
    fn next_blob(&mut self) -> Result<Option<Blob<'a>>, Box<Defect>> {
        if self.at == self.bytes.len() {
            return Ok(None);
        }
        let start = self.at;
        let truncated = |found: String| self.defect(start, "truncated", found, "a whole blob");
        let rest = &self.bytes[start..];
        let Some((length, rest)) = rest.split_first_chunk::<4>() else {
            return Err(truncated(format!("{} bytes at the end", rest.len())));
        };
        let header_length = u64::from(u32::from_be_bytes(*length));
        if header_length > LARGEST_HEADER {
            let found = format!("a blob header that claims {header_length} bytes");
            return Err(self.defect(
                start,
                "blob_header_too_big",
                found,
                "at most 65536: is this a PBF file?",
            ));
        }
        let Some((header, rest)) = rest.split_at_checked(header_length as usize) else {
            return Err(truncated(format!(
                "a blob header of {header_length} bytes, {} left",
                rest.len()
            )));
        };
        let (kind, size) = blob_header(header).map_err(|error| self.corrupt(start, error))?;
        if size > LARGEST_BLOB {
            let found = format!("a blob that claims {size} bytes");
            return Err(self.defect(start, "blob_too_big", found, "at most 33554432"));
        }
        let Some((message, rest)) = rest.split_at_checked(size as usize) else {
            return Err(truncated(format!(
                "a blob of {size} bytes, {} left",
                rest.len()
            )));
        };
        self.at = self.bytes.len() - rest.len();
        Ok(Some(Blob {
            start,
            kind,
            message,
        }))
    }

    fn expand<'b>(
        &mut self,
        blob: &Blob<'b>,
        buffer: &'b mut Vec<u8>,
    ) -> Result<&'b [u8], Box<Defect>> {
        let content =
            blob_content(blob.message).map_err(|error| self.corrupt(blob.start, error))?;
        let claimed = content.claimed.unwrap_or(LARGEST_BLOB);
        if claimed > LARGEST_BLOB {
            let found = format!("a blob that claims to hold {claimed} bytes");
            return Err(self.defect(blob.start, "blob_too_big", found, "at most 33554432"));
        }
        match content.data {
            Some((1, raw)) => {
                self.spend(blob.start, raw.len() as u64)?;
                Ok(raw)
            }
            Some((3, deflated)) => {
                let limit = claimed.min(self.expandable);
                let whole = inflate(deflated, limit, buffer).map_err(|what| {
                    self.defect(
                        blob.start,
                        "corrupt_blob",
                        what,
                        "a zlib stream of the stated size",
                    )
                })?;
                if !whole && limit < claimed {
                    return self.spend(blob.start, u64::MAX).map(|()| &buffer[..]);
                }
                if !whole
                    || content
                        .claimed
                        .is_some_and(|claimed| claimed != buffer.len() as u64)
                {
                    let found = format!("more or fewer than the {claimed} bytes that it claims");
                    return Err(self.defect(blob.start, "corrupt_blob", found, "just as many"));
                }
                self.spend(blob.start, buffer.len() as u64)?;
                Ok(buffer)
            }
            Some((field, _)) => {
                let names = ["LZMA", "bzip2", "LZ4", "zstd"];
                let found = format!("a blob compressed with {}", names[(field - 4) as usize]);
                let expected =
                    "zlib; convert the file with 'osmium cat -f pbf,pbf_compression=zlib'";
                Err(self.defect(blob.start, "compression_not_read", found, expected))
            }
            None => Err(self.defect(
                blob.start,
                "corrupt_blob",
                "a blob without data",
                "raw or zlib data",
            )),
        }
    }

    fn spend(&mut self, start: usize, length: u64) -> Result<(), Box<Defect>> {
        let left = self.expandable.checked_sub(length);
        self.expandable = left.ok_or_else(|| {
            let found = "a file that expands to many times its size";
            self.defect(
                start,
                "expands_too_much",
                found,
                "a real extract, which expands 2 to 10 times",
            )
        })?;
        Ok(())
    }

    fn defect(
        &self,
        start: usize,
        code: &str,
        found: impl Into<String>,
        expected: &str,
    ) -> Box<Defect> {
        refusal(
            self.name,
            format!("blob at byte {start}"),
            code,
            found,
            expected,
        )
    }

    fn corrupt(&self, start: usize, error: WireError) -> Box<Defect> {
        let found = format!("{} at byte {} of its message", error.what, error.at);
        self.defect(start, "corrupt_blob", found, "a message of the PBF format")
    }

    fn refuse(&self, blob: &Blob<'_>, refusal: Refusal) -> Box<Defect> {
        match refusal {
            Refusal::Wire(error) => self.corrupt(blob.start, error),
            Refusal::Feature(feature) => {
                let found = format!("the required feature '{feature}'");
                self.defect(
                    blob.start,
                    "feature_not_read",
                    found,
                    "OsmSchema-V0.6 and DenseNodes only",
                )
            }
        }
    }
}

fn blob_header(header: &[u8]) -> Result<(&[u8], u64), WireError> {
    let (mut kind, mut size) = (None, None);
    for field in Fields::of(header) {
        match field? {
            (1, value) => kind = Some(value.bytes()?),
            (3, value) => size = Some(value.number()?),
            _ => {}
        }
    }
    let missing = WireError {
        at: 0,
        what: "a blob header without a kind or a size",
    };
    Ok((kind.ok_or(missing)?, size.ok_or(missing)?))
}

struct Content<'a> {
    claimed: Option<u64>,
    /// The field: 1 raw, 3 zlib, 4 LZMA, 5 bzip2, 6 LZ4, 7 zstd; and its bytes.
    data: Option<(u64, &'a [u8])>,
}

fn blob_content(message: &[u8]) -> Result<Content<'_>, WireError> {
    let mut content = Content {
        claimed: None,
        data: None,
    };
    for field in Fields::of(message) {
        match field? {
            (2, value) => content.claimed = Some(value.number()?),
            (field @ (1 | 3..=7), value) => content.data = Some((field, value.bytes()?)),
            _ => {}
        }
    }
    Ok(content)
}

/// Inflates into `buffer`, at most `limit` bytes; false if there would be more.
fn inflate(deflated: &[u8], limit: u64, buffer: &mut Vec<u8>) -> Result<bool, &'static str> {
    buffer.clear();
    let mut stream = Decompress::new(true);
    loop {
        let room = (limit as usize + 1 - buffer.len()).min(buffer.len().max(64 << 10));
        buffer.reserve(room);
        let before = (stream.total_in(), stream.total_out());
        let rest = &deflated[before.0 as usize..];
        let status = stream.decompress_vec(rest, buffer, FlushDecompress::None);
        if buffer.len() as u64 > limit {
            return Ok(false);
        }
        match status {
            Ok(Status::StreamEnd) => return Ok(true),
            Ok(_) if (stream.total_in(), stream.total_out()) == before => {
                return Err("a zlib stream that is cut off");
            }
            Ok(_) => {}
            Err(_) => return Err("a zlib stream that is damaged"),
        }
    }
}

fn check_header(content: &[u8]) -> Result<(), Refusal> {
    for field in Fields::of(content) {
        let (4, value) = field? else { continue };
        let feature = String::from_utf8_lossy(value.bytes()?).into_owned();
        if !KNOWN_FEATURES.contains(&feature.as_str()) {
            return Err(Refusal::Feature(feature.chars().take(80).collect()));
        }
    }
    Ok(())
}
