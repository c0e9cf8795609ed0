//! Arabic. Every line begins with a right-to-left mark, and whatever may be in another script stands
//! between isolates. Months carry both names that are in use, as the United Nations write them.

use std::collections::BTreeSet;

use korridor_world::scenario::{
    AdmittedGroup, Party, ProtectedGroup, ScreeningRegime, Standing, SurveyStatus,
};

use super::calendar::Moment;
use super::{HoursBasis, Language, Part, isolated, parties};

pub struct Arabic;

const DAYS: [&str; 7] = [
    "الاثنين",
    "الثلاثاء",
    "الأربعاء",
    "الخميس",
    "الجمعة",
    "السبت",
    "الأحد",
];
const MONTHS: [&str; 12] = [
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيو",
    "تموز/يوليو",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
];

fn date(moment: &Moment) -> String {
    let (day, month) = (DAYS[moment.weekday], MONTHS[moment.month]);
    format!("يوم {day} {} {month} {}", moment.day, moment.year)
}

fn span((from, until): &(Moment, Moment)) -> String {
    if from.is_day_of(until) {
        format!(
            "{} من الساعة {} حتى الساعة {}",
            date(from),
            from.time,
            until.time
        )
    } else {
        format!(
            "من {} الساعة {} حتى {} الساعة {}",
            date(from),
            from.time,
            date(until),
            until.time
        )
    }
}

fn spans(hours: &[(Moment, Moment)]) -> String {
    hours.iter().map(span).collect::<Vec<_>>().join("؛ ")
}

fn or_nobody(list: &[Party]) -> String {
    if list.is_empty() {
        "لا أحد".to_owned()
    } else {
        parties(list, "، ")
    }
}

impl Language for Arabic {
    fn preface(&self) -> &'static str {
        "\u{200f}مسودة داخلية. إعلانات لكل منطقة، ليراجعها المسؤولون عنها ويعدّلوها وينشروها أو لا ينشروها. لا يرسل \u{2068}korridor\u{2069} شيئًا.\n\
         \u{200f}الإعلان للإعلام فقط: لا يأمر أحدًا بالمغادرة ولا ينصح أحدًا بها. يُرجى عرضه على جهات التنسيق لدى الأطراف وعلى أشخاص من المنطقة قبل نشره.\n\
         \u{200f}حتى ذلك الحين تبقى أوقات الانطلاق وأماكنه سرية: فهي تبيّن أين سيكون الناس.\n\
         \u{200f}يجب أن يراجع هذا النص شخص لغته الأم العربية قبل استخدامه."
    }

    fn exercise(&self) -> &'static str {
        "\u{200f}تمرين - تمرين - تمرين. لا يتعلق بأشخاص في الوقت الحالي."
    }

    fn not_for_release(&self) -> &'static str {
        "\u{200f}لا يُنشر بوصفه طريقًا: أرض لم تُمسح بحثًا عن الألغام، أو خط تقريبي فقط. لا يُوصف أي طريق أدناه."
    }

    fn heading(&self, part: Part) -> &'static str {
        match part {
            Part::New => "\u{200f}ما الجديد",
            Part::When => "\u{200f}متى",
            Part::Where => "\u{200f}أين",
            Part::Guarantees => "\u{200f}من يضمن",
            Part::NotKnown => "\u{200f}ما لا نعرفه",
        }
    }

    fn named(&self, name: &str, local: Option<&str>) -> String {
        format!("\u{200f}{}", isolated(local.unwrap_or(name)))
    }

    fn choice(&self) -> &'static str {
        "\u{200f}المغادرة خياركم. من يبقى يظل محميًا بموجب القانون الدولي الإنساني، وكذلك من يغادر."
    }

    fn as_of(&self, moment: &Moment) -> String {
        format!(
            "\u{200f}اعتبارًا من {} الساعة {} يحل هذا محل ما أُعلن هنا سابقًا.",
            date(moment),
            moment.time
        )
    }

    fn hold_or_go_back(&self, corridors: &[String]) -> String {
        format!(
            "\u{200f}إذا كنتم في طريقكم إلى ممر أُغلق الآن باتجاه الخارج ({}): الاقتراح الأول هو أن تتوقفوا حيث أنتم أو أن تعودوا من الطريق الذي جئتم منه. طريق العودة غير مغلق. لا يعرض هذا النص من هناك طريقًا آخر إلى الأمام. الخيار لكم.",
            corridors.join("؛ ")
        )
    }

    fn open_again(&self, corridors: &[String]) -> String {
        format!(
            "\u{200f}إذا قيل لكم أن تتوقفوا أو أن تعودوا وأنتم في طريقكم إلى ممر تعدّه هذه الخطة مفتوحًا من جديد باتجاه الخارج ({}): لم يعد ذلك قائمًا اعتبارًا من الوقت المذكور أعلاه. يمكنكم أن تتوقفوا حيث أنتم أو أن تعودوا من الطريق الذي جئتم منه أو أن تتابعوا كما كنتم تسيرون. الخيار لكم.",
            corridors.join("؛ ")
        )
    }

    fn no_longer_offered(&self, corridors: &[String]) -> String {
        format!(
            "\u{200f}إذا لم تنطلقوا بعد: لم يعد معروضًا من هنا: {}.",
            corridors.join("؛ ")
        )
    }

    fn offered_now(&self) -> &'static str {
        "\u{200f}ما هو معروض من الآن فصاعدًا ومواعيده مذكور أدناه، وقد يختلف عما عُرض سابقًا."
    }

    fn pause(
        &self,
        standing: Standing,
        declared: &[Party],
        agreed: &[Party],
        missing: &[Party],
    ) -> String {
        let declared = or_nobody(declared);
        match standing {
            Standing::Agreed => format!(
                "\u{200f}اتفقت جميع الأطراف المعنية على هدنة إنسانية: {}.",
                parties(agreed, "، ")
            ),
            Standing::Declared if missing.is_empty() => format!(
                "\u{200f}أُعلنت هدنة إنسانية. الجهة المعلِنة: {declared}. لم تُسجَّل موافقة جميع الأطراف المعنية، أو لا يُعرف من هي. الإعلان ليس اتفاقًا."
            ),
            Standing::Declared => format!(
                "\u{200f}أُعلنت هدنة إنسانية. الجهة المعلِنة: {declared}. وافق عليها: {}. لم تُسجَّل موافقة: {}. الإعلان ليس اتفاقًا.",
                or_nobody(agreed),
                parties(missing, "، ")
            ),
        }
    }

    fn window(&self, from: Moment, until: Moment, zone: &str) -> String {
        let offset = isolated(&from.offset);
        format!(
            "\u{200f}{}، بالتوقيت المحلي ({}، {offset})، بحسب الإعلان.",
            span(&(from, until)),
            isolated(zone)
        )
    }

    fn usable(&self, hours: &[(Moment, Moment)]) -> String {
        if hours.is_empty() {
            return "\u{200f}كل هذه المدة ليل أو حظر تجول.".to_owned();
        }
        format!(
            "\u{200f}منها في ضوء النهار ومن دون حظر تجول: {}.",
            spans(hours)
        )
    }

    fn no_corridor(&self) -> &'static str {
        "\u{200f}لا نعرف ممرًا يمكن للناس هنا أن يصلوا إليه ويعبروه في الوقت المتاح. هذا لا يعني شيئًا بشأن البقاء أو المغادرة."
    }

    fn offered(&self) -> &'static str {
        "\u{200f}لمن يختار المغادرة، المعروض من هنا:"
    }

    fn corridor(&self, name: &str, destination: &str, controlled_by: Option<&Party>) -> String {
        let controlled = match controlled_by {
            Some(party) => format!("الجهة المسيطرة هناك: {}", isolated(&party.0)),
            None => "لا يُعرف من يسيطر هناك".to_owned(),
        };
        let (name, destination) = (bare(name), bare(destination));
        format!("\u{200f}* {name}. الوجهة: {destination} ({controlled}).")
    }

    fn offered_to(&self, groups: &BTreeSet<ProtectedGroup>, is_ride_only: bool) -> String {
        let word = |group: &ProtectedGroup| match group {
            ProtectedGroup::Civilians => "المدنيون",
            ProtectedGroup::WoundedAndSick => "الجرحى والمرضى ومن يرعاهم",
        };
        let groups: Vec<&str> = groups.iter().map(word).collect();
        let ride = if is_ride_only {
            ". بوسيلة نقل فقط، ولا شيء مؤكد"
        } else {
            ""
        };
        format!("\u{200f}  معروض على: {}{ride}.", groups.join("، "))
    }

    fn standing(&self, standing: Standing, declared: &[Party], agreed: &[Party]) -> String {
        match standing {
            Standing::Agreed => format!(
                "\u{200f}  متفق عليه من جميع الأطراف المعنية: {}.",
                parties(agreed, "، ")
            ),
            Standing::Declared => format!(
                "\u{200f}  معلن وغير متفق عليه من جميع الأطراف المعنية. الجهة المعلِنة: {}. وافق عليه: {}.",
                or_nobody(declared),
                or_nobody(agreed)
            ),
        }
    }

    fn open(&self, hours: &[(Moment, Moment)], basis: HoursBasis) -> String {
        if hours.is_empty() {
            return "\u{200f}  لا تُعرف ساعات يكون فيها مفتوحًا ويمكن للناس التواجد فيها في الخارج."
                .to_owned();
        }
        let says = match basis {
            HoursBasis::Declared => "مفتوح بحسب الإعلان",
            HoursBasis::PlannedOn => "مفتوح بحسب ما تعلمه هذه الخطة، وليس ذلك إعلانًا",
        };
        format!(
            "\u{200f}  {says}، في ضوء النهار وخارج حظر التجول: {}.",
            spans(hours)
        )
    }

    fn waves(&self, hours: &[(Moment, Moment)]) -> String {
        format!(
            "\u{200f}  أوقات معروضة للانطلاق من هنا، وهي عرض لا أمر: {}.",
            spans(hours)
        )
    }

    fn entry(&self, latitude: f64, longitude: f64) -> String {
        let north = if latitude < 0.0 {
            "جنوبًا"
        } else {
            "شمالًا"
        };
        let east = if longitude < 0.0 {
            "غربًا"
        } else {
            "شرقًا"
        };
        format!(
            "\u{200f}  المدخل: {:.4} {north}، {:.4} {east}، بدقة نحو 10 أمتار.",
            latitude.abs(),
            longitude.abs()
        )
    }

    fn screening(&self, gate: &str, party: Option<&Party>, regimes: &[ScreeningRegime]) -> String {
        let how = |regime: &ScreeningRegime| match regime {
            ScreeningRegime::None => "لا يُوقَف أحد",
            ScreeningRegime::Visual => "يُنظر إلى الأشخاص والأمتعة",
            ScreeningRegime::Identity => "تُفحص الوثائق",
            ScreeningRegime::Biometric => "تُسجَّل صور الوجه أو بصمات الأصابع",
            ScreeningRegime::Interview => "يُستجوب كل شخص",
        };
        let how: Vec<&str> = regimes.iter().map(how).collect();
        let who = party.map_or(
            "لا يُعرف من يقوم بالتفتيش".to_owned(),
            |party| isolated(&party.0),
        );
        format!(
            "\u{200f}  من يفتش عند {}: {who}. بحسب ما هو معروف: {}.",
            bare(gate),
            how.join("، أو ")
        )
    }

    fn no_gate(&self) -> &'static str {
        "\u{200f}  من يفتش: لا تُعرف نقطة تفتيش عليه، وقد توجد واحدة."
    }

    fn admits(&self, groups: &[AdmittedGroup], condition: Option<&str>) -> String {
        let word = |group: &AdmittedGroup| match group {
            AdmittedGroup::Civilians => "المدنيون",
            AdmittedGroup::WoundedAndSick => "الجرحى والمرضى",
            AdmittedGroup::ArmedPersons => "أشخاص مسلحون",
        };
        let groups: Vec<&str> = groups.iter().map(word).collect();
        let groups = if groups.is_empty() {
            "غير مذكور".to_owned()
        } else {
            groups.join("، ")
        };
        let words = condition.map(|words| format!("، بعبارته: «{}»", isolated(words)));
        format!(
            "\u{200f}  من يسمح له الطرف بالمرور، وهذا شرط الطرف لا شرطنا: {groups}{}.",
            words.unwrap_or_default()
        )
    }

    fn survey(&self, status: SurveyStatus, is_described: bool) -> &'static str {
        match (status, is_described) {
            (SurveyStatus::Suspected, _) => {
                "\u{200f}  الأرض: يُشتبه بوجود ألغام. لا يُوصف أي طريق هناك."
            }
            (SurveyStatus::NotAssessed, _) => {
                "\u{200f}  الأرض: لم يمسحها أحد بحثًا عن الألغام. لا يُوصف أي طريق هناك."
            }
            (SurveyStatus::SurveyedClear, false) => {
                "\u{200f}  الأرض: مُسحت بحثًا عن الألغام ولم يُعثر على شيء، وهذا ليس وعدًا. الموقع غير معروف بدقة تكفي لوصف طريق."
            }
            (SurveyStatus::SurveyedClear, true) => {
                "\u{200f}  الأرض: مُسحت بحثًا عن الألغام ولم يُعثر على شيء، وهذا ليس وعدًا."
            }
            (SurveyStatus::Cleared, false) => {
                "\u{200f}  الأرض: طهّرتها جهة مختصة من الألغام، وهذا ليس وعدًا. الموقع غير معروف بدقة تكفي لوصف طريق."
            }
            (SurveyStatus::Cleared, true) => {
                "\u{200f}  الأرض: طهّرتها جهة مختصة من الألغام، وهذا ليس وعدًا."
            }
        }
    }

    fn guarantees(&self) -> &'static str {
        "\u{200f}لا نعرف أي ضمان أمني من أي طرف لهذه الساعات أو لهذه الطرق. الإعلان ليس ضمانًا، والإخطار ليس ضمانًا أيضًا."
    }

    fn not_known(&self) -> &'static [&'static str] {
        &[
            "\u{200f}- هل تصمد الهدنة وهل تنتهي مبكرًا. إذا أُغلق طريق فالتوقف أو العودة أولًا.",
            "\u{200f}- هل تسمح نقاط التفتيش بمرور كل من يأتي. قد لا يتمكن كثيرون من العبور في الوقت المتاح.",
            "\u{200f}- كم يستغرق التفتيش، وماذا يُطلب، وهل يُحتجز أحد أو يُعاد.",
            "\u{200f}- هل توجد ألغام أو مخلفات غير منفجرة على الطرق المؤدية إلى الممرات.",
            "\u{200f}- هل تتوفر وسائل نقل للجرحى والمرضى ولكل من لا يستطيع المشي: لا شيء مؤكد.",
            "\u{200f}- هل يمكن للناس أن يعودوا ومتى.",
        ]
    }
}

/// A name in the middle of a line, without the mark that begins one.
fn bare(name: &str) -> &str {
    name.trim_start_matches('\u{200f}')
}
