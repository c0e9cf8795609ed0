//! How many steps reading takes: counted under test, so that a test may say that they grow with the text and no faster.

#[cfg(test)]
thread_local! {
    static STEPS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// Counts steps where it is tested, and does nothing elsewhere.
#[inline]
pub(super) fn count(steps: usize) {
    #[cfg(test)]
    STEPS.with(|all| all.set(all.get() + steps as u64));
    #[cfg(not(test))]
    let _ = steps;
}

#[cfg(test)]
mod tests {
    use super::super::{Lexicon, Options, json, read};
    use super::*;

    /// Steps of reading a text, and bytes of what was read.
    fn steps(text: &str, lexicon: &Lexicon) -> (u64, usize) {
        let zone = Some("Asia/Damascus".to_owned());
        STEPS.set(0);
        let reading = read(
            text,
            lexicon,
            &Options {
                zone,
                ..Options::default()
            },
        );
        (STEPS.get(), json(&reading).to_string().len())
    }

    /// A text of `count` parts: each part by its number.
    type Case = (&'static str, fn(usize) -> String);

    fn repeat(count: usize, part: impl Fn(usize) -> String) -> String {
        (0..count).map(part).collect()
    }

    const CASES: [Case; 26] = [
        ("one word", |n| "a".repeat(n * 100)),
        ("one sentence", |n| {
            let part =
                "According to SOHR 12 people were killed at 9 a.m. on Friday, said the army, ";
            part.repeat(n)
        }),
        ("nested quotes", |n| "\"said ".repeat(n) + &"\"".repeat(n)),
        ("quotes of several kinds", |n| {
            "«“„said the army ".repeat(n) + &"”»".repeat(n)
        }),
        ("signs without width", |n| {
            "\u{202E}kor\u{200B}ridor\u{2066} ".repeat(n * 2)
        }),
        ("only signs without width", |n| {
            "\u{200B}\u{202E}\u{2066}\u{FEFF}".repeat(n * 9)
        }),
        ("conjunctions", |n| "and and and, ".repeat(n * 4)),
        ("numbers", |n| "12 13 14-15 ".repeat(n * 4)),
        ("number words", |n| "hundre og tusen millioner ".repeat(n)),
        ("groups of digits", |n| "123 ".repeat(n * 4)),
        ("millions", |n| "million ".repeat(n * 4)),
        ("combining signs", |n| {
            "e\u{301}\u{302}\u{303}".repeat(n * 4)
        }),
        ("one sign with all others", |n| {
            "e".to_owned() + &"\u{301}".repeat(n * 8)
        }),
        ("brackets", |n| "(((((".repeat(n * 4)),
        ("empty lines", |n| "\n".repeat(n * 20) + "x"),
        ("lines of a word", |n| "Aleppo\n".repeat(n * 4)),
        ("clocks", |n| "mellom 9 og 10 til 11 ".repeat(n * 2)),
        ("lengths without a pause", |n| {
            "The ten hours from 9 to 19 were quiet. ".repeat(n)
        }),
        ("pauses and their lengths", |n| {
            "Forrige pause var i mai. Da varte pausen i to dager. ".repeat(n)
        }),
        ("ministries of nobody", |n| {
            "Its ministry said so. ".repeat(n)
        }),
        ("people with names", |n| {
            repeat(n, |at| {
                format!("Farhan Haq{at}, a UN spokesman, said 12 people left. Haq{at} said no. ")
            })
        }),
        ("pronouns", |n| {
            "He said it said they said he left, he said. ".repeat(n)
        }),
        ("corroboration", |n| {
            "SOHR said 12 people were killed. The army said 12 people were killed. ".repeat(n)
        }),
        ("one paragraph of claims", |n| {
            "Russland kunngjorde fredag en pause fra klokken 9 til klokken 19, og 48 sivile forlot byen. ".repeat(n)
        }),
        ("paragraphs of claims", |n| {
            "Russia declared a pause from 9 a.m. to 7 p.m. on Friday.\n\nRockets hit a corridor, state media said.\n\n".repeat(n)
        }),
        ("another language", |n| {
            "Гуманитарная пауза объявлена в Алеппо сегодня утром. ".repeat(n)
        }),
    ];

    #[test]
    fn steps_grow_with_the_text_and_no_faster() {
        let lexicon = Lexicon::own().unwrap();
        for (name, text) in CASES {
            let (one, small) = steps(&text(400), &lexicon);
            let (two, large) = steps(&text(800), &lexicon);
            assert!(one > 0, "{name}: nothing was counted");
            // A little more than twice: what stands at an end differs.
            assert!(
                two <= one * 2 + one / 8 + 200,
                "{name}: {one} steps, then {two}"
            );
            assert!(
                large <= small * 2 + small / 8 + 200,
                "{name}: {small} bytes, then {large}"
            );
        }
    }
}
