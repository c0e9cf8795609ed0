//! The disk that a power cut leaves.

use std::collections::{BTreeMap, BTreeSet};

use crate::image::{FileId, Image};
use crate::journal::Operation;
use crate::random::Random;

/// What the disk writes wholly or not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sector {
    /// 512 bytes.
    Small,
    /// 4,096 bytes.
    Large,
}

impl Sector {
    fn bytes(self) -> usize {
        match self {
            Sector::Small => 512,
            Sector::Large => 4096,
        }
    }
}

/// One power cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Operations of the journal that had been issued.
    pub after: usize,
    /// Decides the fate of what was not synced.
    pub seed: u64,
    /// Where writes tear.
    pub sector: Sector,
}

/// Whether a later sync covers an operation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Durable,
    /// The sync that would have covered it failed.
    Adrift,
    Pending,
}

/// `base` with the first `cut.after` operations of `journal`, as far as they reached the disk.
pub(crate) fn image(base: &Image, journal: &[Operation], cut: &Cut) -> Image {
    let issued = &journal[..cut.after.min(journal.len())];
    let standings = standings(issued);
    let mut weather = Weather::new(cut);
    let mut image = base.clone();
    let mut pending = Vec::new();
    for (operation, standing) in issued.iter().zip(standings) {
        match standing {
            Standing::Durable => apply(&mut image, operation),
            Standing::Adrift => weather.strike(&mut image, operation),
            Standing::Pending => pending.push(operation),
        }
    }
    if weather.reorders {
        weather.random.shuffle(&mut pending);
    }
    for operation in pending {
        weather.strike(&mut image, operation);
    }
    image.sweep();
    image
}

/// The nearest later promise about a file, or about the directory, decides.
fn standings(issued: &[Operation]) -> Vec<Standing> {
    let mut files: BTreeMap<FileId, Standing> = BTreeMap::new();
    let mut directory = Standing::Pending;
    let mut standings = vec![Standing::Durable; issued.len()];
    for (place, operation) in issued.iter().enumerate().rev() {
        match operation {
            Operation::Sync { file } => {
                files.insert(*file, Standing::Durable);
            }
            Operation::FailedSync { file } => {
                files.insert(*file, Standing::Adrift);
            }
            Operation::SyncDirectory => directory = Standing::Durable,
            Operation::Create { .. } | Operation::Delete { .. } => standings[place] = directory,
            Operation::Write { file, .. } | Operation::Truncate { file, .. } => {
                standings[place] = *files.get(file).unwrap_or(&Standing::Pending);
            }
        }
    }
    standings
}

/// Does it wholly.
pub(crate) fn apply(image: &mut Image, operation: &Operation) {
    match operation {
        Operation::Create { name, file } => {
            image.names.insert(name.clone(), *file);
            image.files.entry(*file).or_default();
        }
        Operation::Delete { name } => {
            image.names.remove(name);
        }
        Operation::Write {
            file,
            offset,
            bytes,
        } => image.write(*file, *offset, bytes),
        Operation::Truncate { file, size } => image.truncate(*file, *size),
        Operation::Sync { .. } | Operation::FailedSync { .. } | Operation::SyncDirectory => {}
    }
}

/// How one cut treats what was not synced. Drawn once per cut, so that all kept, all dropped and everything between are common.
struct Weather {
    random: Random,
    sector: usize,
    kept: u8,
    torn: u8,
    reorders: bool,
}

impl Weather {
    fn new(cut: &Cut) -> Weather {
        let mut random = Random::new(cut.seed);
        let kept = [0, 10, 50, 90, 100][random.below(5)];
        let torn = [0, 30, 100][random.below(3)];
        let reorders = random.percent(50);
        Weather {
            random,
            sector: cut.sector.bytes(),
            kept,
            torn,
            reorders,
        }
    }

    fn strike(&mut self, image: &mut Image, operation: &Operation) {
        let kept = self.random.percent(self.kept);
        match operation {
            Operation::Write {
                file,
                offset,
                bytes,
            } if self.random.percent(self.torn) => {
                self.tear(image, *file, *offset, bytes);
            }
            _ if kept => apply(image, operation),
            // The length may have reached the disk before the bytes.
            Operation::Write {
                file,
                offset,
                bytes,
            } if self.random.percent(30) => {
                self.lengthen(image, *file, *offset + bytes.len() as u64);
            }
            _ => {}
        }
    }

    /// Some sectors arrive, some don't, and now and then one arrives as rubbish.
    fn tear(&mut self, image: &mut Image, file: FileId, offset: u64, bytes: &[u8]) {
        let arrived = self.arrived(offset, bytes.len());
        let mut start = 0;
        while start < bytes.len() {
            let sector = (offset as usize + start) / self.sector;
            let end = ((sector + 1) * self.sector - offset as usize).min(bytes.len());
            if arrived.contains(&sector) {
                image.write(file, offset + start as u64, &bytes[start..end]);
            } else if self.random.percent(10) {
                let rubbish = self.random.bytes(end - start);
                image.write(file, offset + start as u64, &rubbish);
            }
            start = end;
        }
    }

    /// The sectors of a torn write that arrived: a beginning, an end, or any of them.
    fn arrived(&mut self, offset: u64, length: usize) -> BTreeSet<usize> {
        let first = offset as usize / self.sector;
        let last = (offset as usize + length.max(1) - 1) / self.sector;
        let middle = first + self.random.below(last - first + 2);
        match self.random.below(3) {
            0 => (first..middle).collect(),
            1 => (middle..=last).collect(),
            _ => (first..=last).filter(|_| self.random.percent(50)).collect(),
        }
    }

    fn lengthen(&mut self, image: &mut Image, file: FileId, size: u64) {
        let content = image.files.entry(file).or_default();
        if (content.len() as u64) < size {
            content.resize(size as usize, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(file: u64, offset: u64, byte: u8, length: usize) -> Operation {
        Operation::Write {
            file: FileId(file),
            offset,
            bytes: vec![byte; length],
        }
    }

    fn create(name: &str, file: u64) -> Operation {
        Operation::Create {
            name: name.into(),
            file: FileId(file),
        }
    }

    fn all_fates(journal: &[Operation], after: usize) -> Vec<Image> {
        let sectors = [Sector::Small, Sector::Large];
        let cuts = (0..400).map(|seed| Cut {
            after,
            seed,
            sector: sectors[seed as usize % 2],
        });
        cuts.map(|cut| image(&Image::default(), journal, &cut))
            .collect()
    }

    #[test]
    fn what_was_synced_is_always_kept() {
        let sync = Operation::Sync { file: FileId(0) };
        let journal = [
            create("a", 0),
            Operation::SyncDirectory,
            write(0, 0, 1, 600),
            sync,
            write(0, 8192, 2, 9000),
        ];
        for image in all_fates(&journal, 5) {
            assert_eq!(&image.read("a").unwrap()[..600], [1; 600]);
        }
    }

    #[test]
    fn what_was_not_synced_is_kept_dropped_and_torn() {
        let journal = [
            create("a", 0),
            Operation::SyncDirectory,
            write(0, 0, 1, 2048),
        ];
        let images = all_fates(&journal, 3);
        let lengths: BTreeSet<usize> = images
            .iter()
            .map(|image| image.read("a").unwrap().len())
            .collect();
        assert!(
            lengths.contains(&0) && lengths.contains(&512) && lengths.contains(&2048),
            "{lengths:?}"
        );
        let torn = |image: &&Image| image.read("a").unwrap().starts_with(&[0; 512]);
        assert!(
            images.iter().any(|image| torn(&image)),
            "no beginning was lost before its end"
        );
    }

    #[test]
    fn un_synced_writes_arrive_in_any_order() {
        let journal = [
            create("a", 0),
            Operation::SyncDirectory,
            write(0, 0, 1, 512),
            write(0, 512, 2, 512),
        ];
        let later_alone = |image: &Image| {
            image
                .read("a")
                .is_some_and(|found| found.len() == 1024 && found[0] == 0)
        };
        assert!(all_fates(&journal, 4).iter().any(later_alone));
    }

    #[test]
    fn a_name_may_vanish_until_its_directory_is_synced() {
        let sync = Operation::Sync { file: FileId(0) };
        let journal = [
            create("a", 0),
            write(0, 0, 1, 10),
            sync,
            Operation::SyncDirectory,
        ];
        assert!(
            all_fates(&journal, 3)
                .iter()
                .any(|image| image.read("a").is_none())
        );
        assert!(
            all_fates(&journal, 4)
                .iter()
                .all(|image| image.read("a") == Some(&[1; 10]))
        );
    }

    #[test]
    fn a_deletion_may_be_undone_until_the_directory_is_synced() {
        let sync = Operation::Sync { file: FileId(0) };
        let gone = Operation::Delete { name: "a".into() };
        let journal = [
            create("a", 0),
            write(0, 0, 1, 10),
            sync,
            Operation::SyncDirectory,
            gone,
            Operation::SyncDirectory,
        ];
        assert!(
            all_fates(&journal, 5)
                .iter()
                .any(|image| image.read("a") == Some(&[1; 10]))
        );
        assert!(
            all_fates(&journal, 6)
                .iter()
                .all(|image| image.read("a").is_none())
        );
    }

    #[test]
    fn a_sync_after_a_failed_one_does_not_bring_the_earlier_writes_down() {
        let (failed, sync) = (
            Operation::FailedSync { file: FileId(0) },
            Operation::Sync { file: FileId(0) },
        );
        let journal = [
            create("a", 0),
            Operation::SyncDirectory,
            write(0, 0, 1, 512),
            failed,
            write(0, 512, 2, 512),
            sync,
        ];
        let images = all_fates(&journal, 6);
        assert!(
            images
                .iter()
                .all(|image| image.read("a").unwrap()[512..] == [2; 512])
        );
        assert!(
            images
                .iter()
                .any(|image| image.read("a").unwrap()[..512] == [0; 512])
        );
    }

    #[test]
    fn a_cut_is_repeated_by_its_seed() {
        let journal: Vec<Operation> = (0..50)
            .map(|place| write(0, place * 100, place as u8, 700))
            .collect();
        let journal = [vec![create("a", 0), Operation::SyncDirectory], journal].concat();
        let cut = Cut {
            after: 40,
            seed: 3,
            sector: Sector::Small,
        };
        assert_eq!(
            image(&Image::default(), &journal, &cut),
            image(&Image::default(), &journal, &cut)
        );
    }
}
