//! Words, numbers and signs of a text, with their places, and the folded text that the lexicon is looked up in.

use super::steps;

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
        steps::count(1);
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
    let mut reader = Reader {
        text,
        at: 0,
        folded: String::with_capacity(text.len() + text.len() / 3 + 2),
    };
    let mut list: Vec<Token> = Vec::with_capacity(text.len() / 5 + 1);
    reader.folded.push(' ');
    let mut glued = Glue::Apart;
    while let Some(sign) = reader.peek() {
        if is_invisible(sign) {
            reader.at += sign.len_utf8();
        } else if sign.is_whitespace() || sign.is_control() {
            reader.at += sign.len_utf8();
            glued = Glue::Apart;
        } else {
            list.push(reader.token(sign, glued));
            reader.folded.push(' ');
            glued = Glue::Glued;
        }
    }
    Tokens {
        list,
        folded: reader.folded,
    }
}

/// A text on its way into tokens.
struct Reader<'t> {
    text: &'t str,
    at: usize,
    folded: String,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        steps::count(1);
        match self.text.as_bytes().get(self.at) {
            Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
            Some(_) => self.text[self.at..].chars().next(),
            None => None,
        }
    }

    fn token(&mut self, sign: char, glued: Glue) -> Token {
        let (start, fold) = (self.at, self.folded.len());
        let mut capital = Capital::Lower;
        let (kind, end) = if sign.is_ascii_digit() {
            (Kind::Number, self.number())
        } else if sign.is_alphanumeric() {
            let (written, end) = self.word(sign);
            capital = written;
            (Kind::Word, end)
        } else {
            self.at += sign.len_utf8();
            self.folded.push(folded_sign(sign));
            (Kind::Sign, self.at)
        };
        Token {
            start: start as u32,
            end: end as u32,
            fold: fold as u32,
            fold_end: self.folded.len() as u32,
            kind,
            capital,
            glued,
        }
    }

    /// Digits, with points, commas and colons between them; the byte after them.
    fn number(&mut self) -> usize {
        let bytes = self.text.as_bytes();
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let mut end = self.at;
        while digit(end) || matches!(bytes.get(end), Some(b'.' | b',' | b':')) && digit(end + 1) {
            end += 1;
        }
        self.folded.push_str(&self.text[self.at..end]);
        self.at = end;
        end
    }

    /// Letters and digits, and how they are written; the byte after the last of them, signs without width after it left out.
    fn word(&mut self, first: char) -> (Capital, usize) {
        let (mut capitals, mut letters) = (0_u32, 0_u32);
        let mut end = self.at;
        while let Some(sign) = self.peek() {
            if sign.is_ascii_alphanumeric() {
                let (run, large) = self.ascii();
                letters += run;
                capitals += large;
                end = self.at;
                continue;
            }
            if is_invisible(sign) {
                // Inside a word it is swallowed; after it, it belongs to nothing.
                self.at += sign.len_utf8();
                continue;
            }
            let combining = ('\u{0300}'..='\u{036F}').contains(&sign);
            if !(sign.is_alphanumeric() || combining) {
                break;
            }
            capitals += u32::from(sign.is_uppercase());
            letters += 1;
            push_lower(&mut self.folded, sign);
            self.at += sign.len_utf8();
            end = self.at;
        }
        let capital = match (first.is_uppercase(), capitals == letters && letters > 1) {
            (true, true) => Capital::All,
            (true, false) => Capital::First,
            _ => Capital::Lower,
        };
        (capital, end)
    }

    /// A run of plain letters and digits: how many, and how many of them large.
    fn ascii(&mut self) -> (u32, u32) {
        let rest = &self.text.as_bytes()[self.at..];
        let mut large = 0;
        let run = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .inspect(|byte| large += u32::from(byte.is_ascii_uppercase()))
            .count();
        let fold = self.folded.len();
        self.folded.push_str(&self.text[self.at..self.at + run]);
        if large > 0 {
            self.folded[fold..].make_ascii_lowercase();
        }
        self.at += run;
        steps::count(run);
        (run as u32, large)
    }
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
