//! By whose reckoning something is, and what is taken back.

use super::super::document::Sentence;
use super::super::lexicon::Mark;
use super::super::tag::Tag;
use super::Walker;

impl Walker<'_> {
    /// "... withdrew that figure", "trakk påstanden tilbake": what was said is taken back.
    pub(super) fn withdraws(&self, sentence: &Sentence) -> bool {
        let document = self.document;
        (sentence.first..sentence.last).any(|at| {
            matches!(
                document.word(at),
                "withdrew" | "retracted" | "trakk" | "trekte"
            ) && (at..(at + 6).min(sentence.last)).any(|at| {
                matches!(
                    document.word(at),
                    "figure"
                        | "figures"
                        | "claim"
                        | "statement"
                        | "number"
                        | "report"
                        | "tallet"
                        | "talet"
                        | "påstanden"
                        | "opplysningen"
                        | "opplysninga"
                        | "meldingen"
                        | "meldinga"
                        | "anslaget"
                )
            })
        })
    }

    /// "etter FNs beregninger", "viser SOHRs oversikt": by whose reckoning.
    pub(super) fn reckoned(&self, sentence: &Sentence) -> Option<Mark> {
        let document = self.document;
        let at = (sentence.first..sentence.last).find(|at| {
            matches!(document.word(*at), "etter" | "viser")
                && (at + 2..(at + 6).min(sentence.last)).any(|noun| {
                    matches!(
                        document.word(noun),
                        "beregninger"
                            | "berekningar"
                            | "anslag"
                            | "overslag"
                            | "opplysninger"
                            | "opplysningar"
                            | "tall"
                            | "tal"
                            | "mål"
                            | "målinger"
                            | "tellinger"
                            | "teljingar"
                            | "syn"
                            | "mening"
                            | "oppfatning"
                            | "oversikt"
                            | "oversikter"
                            | "statistikk"
                            | "telling"
                            | "teljing"
                            | "liste"
                            | "lister"
                    )
                })
                && self
                    .mentions_in(*at + 1, (at + 5).min(sentence.last))
                    .next()
                    .is_some()
        })?;
        Some(Mark {
            first: at,
            last: at + 1,
            tag: Tag::According,
            word: 0,
        })
    }
}
