//! Words, numbers and signs of a text, with their places, and the folded text that the lexicon is looked up in.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    Sign,
}

/// A word, a number or a sign: where it stands in the text and in the folded text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// First byte in the text.
    pub start: u32,
    /// Byte after it.
    pub end: u32,
    /// First byte in the folded text.
    pub fold: u32,
    /// Byte after it in the folded text.
    pub fold_end: u32,
    pub kind: Kind,
    /// Whether its first letter is a capital.
    pub capital: Capital,
    /// Whether it stands right after the token before it.
    pub glued: Glue,
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Capital {
    Lower,
    First,
    All,
}

/// Whether white space stands before a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Glue {
    Apart,
    Glued,
}

/// Tokens of a text, and its folded text: every token in lower case with a blank around, signs made alike.
pub(super) struct Tokens {
    pub list: Vec<Token>,
    pub folded: String,
}

impl Tokens {
    /// The token in lower case.
    pub fn word(&self, index: usize) -> &str {
        match self.list.get(index) {
            Some(token) => &self.folded[token.fold as usize..token.fold_end as usize],
            None => "",
        }
    }
}

/// Signs without width or that turn the direction of writing: they belong to no word.
pub(super) fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{061C}')
}

/// The sign that all its likes are folded to.
fn folded_sign(sign: char) -> char {
    match sign {
        '\u{2018}' | '\u{2019}' | '\u{02BC}' | '\u{00B4}' | '`' => '\'',
        '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{00AB}' | '\u{00BB}' => '"',
        '\u{2010}' | '\u{2011}' => '-',
        '\u{2012}'..='\u{2015}' | '\u{2212}' => '–',
        other => other,
    }
}

/// Reads the tokens of `text`.
pub(super) fn tokens(text: &str) -> Tokens {
    let mut list: Vec<Token> = Vec::with_capacity(text.len() / 5 + 1);
    let mut folded = String::with_capacity(text.len() + text.len() / 4 + 2);
    folded.push(' ');
    let mut signs = text.char_indices().peekable();
    let mut glue = Glue::Apart;
    while let Some((at, sign)) = signs.next() {
        if is_invisible(sign) {
            continue;
        }
        if sign.is_whitespace() || sign.is_control() {
            glue = Glue::Apart;
            continue;
        }
        let fold = folded.len() as u32;
        let mut end = at + sign.len_utf8();
        let mut capitals = u32::from(sign.is_uppercase());
        let mut letters = 1_u32;
        let kind = if sign.is_ascii_digit() {
            folded.push(sign);
            while let Some(&(next_at, next)) = signs.peek() {
                let inside = matches!(next, '.' | ',' | ':')
                    && text[next_at + 1..].starts_with(|digit: char| digit.is_ascii_digit());
                if !next.is_ascii_digit() && !inside {
                    break;
                }
                folded.push(next);
                end = next_at + next.len_utf8();
                signs.next();
            }
            Kind::Number
        } else if sign.is_alphanumeric() {
            push_lower(&mut folded, sign);
            while let Some(&(next_at, next)) = signs.peek() {
                let combining = ('\u{0300}'..='\u{036F}').contains(&next);
                if is_invisible(next) {
                    // Inside a word it is swallowed; after it, it belongs to nothing.
                    signs.next();
                    continue;
                }
                if !(next.is_alphanumeric() || combining) {
                    break;
                }
                capitals += u32::from(next.is_uppercase());
                letters += 1;
                push_lower(&mut folded, next);
                end = next_at + next.len_utf8();
                signs.next();
            }
            Kind::Word
        } else {
            folded.push(folded_sign(sign));
            Kind::Sign
        };
        let capital = match (sign.is_uppercase(), capitals == letters && letters > 1) {
            (true, true) => Capital::All,
            (true, false) => Capital::First,
            _ => Capital::Lower,
        };
        let fold_end = folded.len() as u32;
        folded.push(' ');
        list.push(Token {
            start: at as u32,
            end: end as u32,
            fold,
            fold_end,
            kind,
            capital,
            glued: glue,
        });
        glue = Glue::Glued;
    }
    Tokens { list, folded }
}

fn push_lower(folded: &mut String, sign: char) {
    if sign.is_ascii() {
        folded.push(sign.to_ascii_lowercase());
    } else {
        folded.extend(sign.to_lowercase());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_and_signs_are_told_apart() {
        let found = tokens("Øst-Aleppo: 250.000 at 9.30, Assad’s\u{200B} 72-hour.");
        assert_eq!(
            found.folded,
            " øst - aleppo : 250.000 at 9.30 , assad ' s 72 - hour . "
        );
        let number = found.list[4];
        assert_eq!(&"Øst-Aleppo: 250.000"[number.start as usize..], "250.000");
        assert_eq!(found.list[0].capital, Capital::First);
    }

    #[test]
    fn what_has_no_width_is_in_no_word() {
        assert_eq!(tokens("cor\u{200D}ridor\u{202E}s").folded, " corridors ");
    }
}
