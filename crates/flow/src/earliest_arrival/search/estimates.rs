//! How far remaining supply is thought to be.
//!
//! Estimates are kept by node and by how long before the exit's step a copy is: what is full at one step is mostly full
//! at the next, so that what was learnt of a copy holds for the one that lies as long before the next step. The
//! longer before, the farther supply is: a way from an earlier copy is one from all later ones, by waiting.

/// An estimate for nodes that no supply can reach.
pub(super) const FAR: u32 = 1 << 14;
/// Steps for which one estimate stands.
const WIDTH: u32 = 4;
/// Estimates of a node at most; the last stands for all copies before.
const MOST: u32 = 256;

/// Number of links to the nearest supply.
pub(super) struct Estimates {
    /// Estimates of each node.
    row: usize,
    rows: Vec<u16>,
    /// Per node: links to supply when they were last counted, if nothing were full.
    least: Vec<u16>,
}

impl Estimates {
    pub fn new(nodes: usize, horizon: u32) -> Estimates {
        let row = (horizon / WIDTH + 1).min(MOST) as usize;
        Estimates {
            row,
            rows: vec![0; nodes * row],
            least: vec![0; nodes],
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

    fn place(&self, lag: u32) -> usize {
        ((lag / WIDTH) as usize).min(self.row - 1)
    }
}

fn cell(links: u32) -> u16 {
    links.min(FAR) as u16
}
