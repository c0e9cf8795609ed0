//! How far remaining supply is thought to be.
//!
//! Estimates are kept by node at first, not by copy: what is full at one step is mostly full at the next, and most copies
//! of a node are alike. Where searches turn out hard they are not, mostly because few can be there in time: from then on
//! estimates are kept by how long before the exit's step a copy is as well, so that what was learnt of a copy holds for the
//! one that lies as long before the next step. The longer before, the farther supply is: a way from an earlier copy
//! is one from all later ones, by waiting.

/// An estimate for nodes that no supply can reach.
pub(super) const FAR: u32 = 1 << 14;
/// Steps for which one estimate stands.
const WIDTH: u32 = 4;
/// Estimates of a node at most; the last stands for all copies before.
const MOST: u32 = 256;

/// Links that a step is worth by which a copy is earlier than any supply that is left could be there without
/// undoing anything, and how many steps to spare are too few.
const LATENESS: (u32, u32) = (2, 0);
/// The same where searches are hard: a way that leaves no step to spare has room for few, and little can take its place
/// later.
const LATENESS_IF_HARD: (u32, u32) = (4, 16);
/// Searches are hard that expand so many records for each way that they find, over so many ways. Small networks under
/// test are never as hard as that.
const HARD: u64 = if cfg!(test) { 4 } else { 800 };
const WAYS: u64 = if cfg!(test) { 2 } else { 256 };

/// Number of links to the nearest supply.
pub(super) struct Estimates {
    /// Estimates of each node: one, which stands for all its copies, until they are split.
    row: usize,
    /// How many they are then.
    split_row: usize,
    rows: Vec<u16>,
    /// Per node: links to supply when they were last counted, if nothing were full.
    least: Vec<u16>,
    /// Whether they are kept by how long before a copy is.
    by_lag: bool,
    /// Ways found since it was last looked how hard that is, and records expanded until then.
    ways: u64,
    expanded: u64,
}

impl Estimates {
    pub fn new(nodes: usize, horizon: u32) -> Estimates {
        Estimates {
            row: 1,
            split_row: (horizon / WIDTH + 1).min(MOST) as usize,
            rows: vec![0; nodes],
            least: vec![0; nodes],
            by_lag: false,
            ways: 0,
            expanded: 0,
        }
    }

    /// The estimate for a copy `lag` steps before the exit's step.
    #[inline]
    pub fn of(&self, node: u32, lag: u32) -> u32 {
        let learnt = self.rows[node as usize * self.row + self.place(lag)];
        u32::from(learnt.max(self.least[node as usize]))
    }

    /// Supply is at least `links` away from the copy and from those before it.
    pub fn raise(&mut self, node: u32, lag: u32, links: u32) {
        let links = cell(links);
        let start = node as usize * self.row;
        let from = start + self.place(lag);
        let before = self.rows[from..start + self.row].iter_mut();
        before
            .take_while(|estimate| **estimate < links)
            .for_each(|estimate| *estimate = links);
    }

    /// Supply is at most `links` away from the copy and from those after it.
    pub fn lower(&mut self, node: u32, lag: u32, links: u32) {
        let links = cell(links);
        let start = node as usize * self.row;
        let until = start + self.place(lag);
        let after = self.rows[start..=until].iter_mut().rev();
        after
            .take_while(|estimate| **estimate > links)
            .for_each(|estimate| *estimate = links);
    }

    /// Supply is at least so many links away from every copy of each node, by node.
    pub fn raise_all(&mut self, links: &[u32]) {
        for (least, &links) in self.least.iter_mut().zip(links) {
            *least = (*least).max(cell(links));
        }
    }

    /// What lateness is worth, and how many steps to spare are too few.
    pub fn lateness(&self) -> (u32, u32) {
        match self.by_lag {
            true => LATENESS_IF_HARD,
            false => LATENESS,
        }
    }

    /// Counts a way; where ways are hard to find, copies of a node are told apart from now on. `expanded`: records
    /// expanded so far.
    pub fn judge(&mut self, expanded: u64) {
        self.ways += 1;
        if self.ways < WAYS {
            return;
        }
        if expanded - self.expanded > HARD * WAYS && !self.by_lag {
            self.split();
        }
        (self.ways, self.expanded) = (0, expanded);
    }

    fn split(&mut self) {
        self.by_lag = true;
        self.row = self.split_row;
        let rows = self.rows.iter();
        self.rows = rows
            .flat_map(|&links| std::iter::repeat_n(links, self.row))
            .collect();
    }

    /// The place of an estimate in its node's row.
    fn place(&self, lag: u32) -> usize {
        ((lag / WIDTH) as usize).min(self.row - 1)
    }
}

fn cell(links: u32) -> u16 {
    links.min(FAR) as u16
}
