//! Records to expand, by key: lowest first, the newest of equals first.

/// Keys beyond this count as this.
const LAST_KEY: usize = 1 << 16;

/// Buckets by key.
pub(super) struct Queue {
    buckets: Vec<Vec<u32>>,
    /// Bits of the buckets that may have something in them.
    occupied: Vec<u64>,
    /// No key below this has anything.
    cursor: usize,
    /// Lowest key queued since this was asked for.
    newest: usize,
}

impl Default for Queue {
    fn default() -> Queue {
        Queue {
            buckets: Vec::new(),
            occupied: Vec::new(),
            cursor: usize::MAX,
            newest: usize::MAX,
        }
    }
}

impl Queue {
    pub fn push(&mut self, key: usize, record: u32) {
        let key = key.min(LAST_KEY);
        if key >= self.buckets.len() {
            self.buckets.resize_with(key + 1, Vec::new);
            self.occupied.resize(key / 64 + 1, 0);
        }
        self.buckets[key].push(record);
        self.occupied[key / 64] |= 1 << (key % 64);
        self.newest = self.newest.min(key);
        self.cursor = self.cursor.min(key);
    }

    /// Queues a record again, below the newest of its key.
    pub fn put_back(&mut self, record: u32, key: usize) {
        self.occupied[key / 64] |= 1 << (key % 64);
        let bucket = &mut self.buckets[key];
        bucket.push(record);
        let last = bucket.len() - 1;
        if self.cursor == key && last > 0 {
            bucket.swap(last - 1, last);
        }
    }

    /// The key of the record popped last, or a lower one queued since.
    pub fn key(&self) -> usize {
        self.cursor
    }

    /// The lowest key queued since this was asked last; `usize::MAX` if none.
    pub fn take_newest(&mut self) -> usize {
        std::mem::replace(&mut self.newest, usize::MAX)
    }

    /// Whether nothing was queued since `pop` found nothing.
    pub fn is_empty(&self) -> bool {
        self.cursor == usize::MAX
    }

    pub fn pop(&mut self) -> Option<u32> {
        if self.cursor == usize::MAX {
            return None;
        }
        loop {
            if let Some(record) = self.buckets[self.cursor].pop() {
                return Some(record);
            }
            let mut word = self.cursor / 64;
            self.occupied[word] &= !(1 << (self.cursor % 64));
            while self.occupied.get(word) == Some(&0) {
                word += 1;
            }
            let Some(bits) = self.occupied.get(word) else {
                self.cursor = usize::MAX;
                return None;
            };
            self.cursor = word * 64 + bits.trailing_zeros() as usize;
        }
    }

    pub fn clear(&mut self) {
        for (word, bits) in self.occupied.iter_mut().enumerate() {
            while *bits != 0 {
                self.buckets[word * 64 + bits.trailing_zeros() as usize].clear();
                *bits &= *bits - 1;
            }
        }
        self.cursor = usize::MAX;
        self.newest = usize::MAX;
    }
}
