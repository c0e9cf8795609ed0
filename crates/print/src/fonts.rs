//! The fonts: Noto Sans for Latin, Greek and Cyrillic letters, Noto Naskh Arabic for Arabic ones, two weights each.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook, is_default_ignorable};
use typst::utils::LazyHash;

const FILES: [&[u8]; 4] = [
    include_bytes!("../fonts/NotoSans-Regular.ttf"),
    include_bytes!("../fonts/NotoSans-Bold.ttf"),
    include_bytes!("../fonts/NotoNaskhArabic-Regular.ttf"),
    include_bytes!("../fonts/NotoNaskhArabic-Bold.ttf"),
];

/// Fonts with what is known of each.
pub struct Shelf {
    pub fonts: Vec<Font>,
    pub book: LazyHash<FontBook>,
}

/// The fonts, read once.
pub fn shelf() -> &'static Shelf {
    static SHELF: OnceLock<Shelf> = OnceLock::new();
    SHELF.get_or_init(|| {
        let read = |file| Font::iter(Bytes::new(file));
        let fonts: Vec<Font> = FILES.into_iter().flat_map(read).collect();
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Shelf { fonts, book }
    })
}

/// Letters that no font has a shape for; what cannot be seen needs none.
pub fn without_shape(letters: impl Iterator<Item = char>) -> BTreeSet<char> {
    let letters: BTreeSet<char> = letters.collect();
    let has_shape = |letter: char| {
        let mut fonts = shelf().fonts.iter();
        fonts.any(|font| font.info().coverage.contains(u32::from(letter)))
    };
    let unseen = |letter: char| letter.is_whitespace() || is_default_ignorable(letter);
    let missing = letters.into_iter();
    missing
        .filter(|letter| !unseen(*letter) && !has_shape(*letter))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_the_three_languages_and_of_names_around_them_have_shapes() {
        assert_eq!(shelf().fonts.len(), 4);
        let text = "ÆØÅ æøå – — … · © ٠٩٬ ء ي ک گ ‘ ’ “ ” Київ Αθήνα Şanlıurfa";
        assert_eq!(without_shape(text.chars()), BTreeSet::new());
        assert_eq!(
            without_shape("a中\u{200d}\u{2069}b".chars()),
            BTreeSet::from(['中'])
        );
    }
}
