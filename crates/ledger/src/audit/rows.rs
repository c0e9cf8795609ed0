//! What the audit reads, page by page, whatever the store.

/// Why rows could not be read, as the store says.
pub(super) type Unread = String;

/// A content's row as it lies there.
pub(super) struct ContentRow {
    pub seq: i64,
    pub salt: Vec<u8>,
    pub media_type: Vec<u8>,
    pub bytes: Vec<u8>,
}

/// A cosignature's row.
pub(super) struct CosignatureRow {
    pub size: i64,
    pub name: String,
    pub id: i64,
    pub line: String,
}

/// A table to count.
#[derive(Clone, Copy)]
pub(super) enum Table {
    Tile,
    Content,
    Erasure,
}

impl Table {
    pub fn name(self) -> &'static str {
        match self {
            Table::Tile => "tile",
            Table::Content => "content",
            Table::Erasure => "erasure",
        }
    }
}

/// One unchanging view of a record. Pages hold at most `PAGE` rows after the given place, in order.
pub(super) trait Rows {
    fn meta(&mut self) -> Result<Vec<(String, String)>, Unread>;
    /// Of an entry that is too large to be one only so much that this shows: 65,536 bytes.
    fn entries_from(&mut self, seq: i64) -> Result<Vec<(i64, Vec<u8>)>, Unread>;
    fn entry(&mut self, seq: i64) -> Result<Option<Vec<u8>>, Unread>;
    fn keys_after(&mut self, key: Option<&[u8]>) -> Result<Vec<(Vec<u8>, i64)>, Unread>;
    fn seq_of(&mut self, key: &str) -> Result<Option<i64>, Unread>;
    fn tile(&mut self, level: i64, n: i64) -> Result<Option<Vec<u8>>, Unread>;
    fn tiles_after(&mut self, level: i64, n: i64) -> Result<Vec<(i64, i64)>, Unread>;
    fn checkpoints_from(&mut self, size: i64) -> Result<Vec<(i64, String)>, Unread>;
    fn cosignatures_from(
        &mut self,
        size: i64,
        name: &str,
        id: i64,
    ) -> Result<Vec<CosignatureRow>, Unread>;
    fn content(&mut self, commitment: &[u8]) -> Result<Option<ContentRow>, Unread>;
    /// Place, commitment and entry of the contents after a place.
    fn contents_after(&mut self, place: i64) -> Result<Vec<(i64, Vec<u8>, i64)>, Unread>;
    fn erasure(&mut self, commitment: &[u8]) -> Result<Option<i64>, Unread>;
    fn erasures_after(&mut self, commitment: &[u8]) -> Result<Vec<(Vec<u8>, i64)>, Unread>;
    fn count(&mut self, table: Table) -> Result<u64, Unread>;
}

/// Rows of a page.
pub(super) const PAGE: i64 = 1000;
