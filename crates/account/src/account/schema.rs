//! The JSON Schema of `account.json`, and what stands in it for the types of the record.

use schemars::JsonSchema;

use super::Account;

/// The JSON Schema of `account.json`.
pub fn account_schema() -> String {
    let schema = schemars::schema_for!(Account);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// How `Span` is written.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "stands for another type in the schema")]
pub(super) struct SpanSchema {
    from: String,
    to: String,
}

/// How `Figure` is written.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "stands for another type in the schema")]
pub(super) struct FigureSchema {
    low: u64,
    best: Option<u64>,
    high: u64,
}

/// How `Words` are written: as they are, or as the commitment to what lies beside the record.
#[derive(JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "stands for another type in the schema")]
pub(super) enum WordsSchema {
    Plain(String),
    Sealed { sealed: String },
}

/// How `GuaranteeFor` is written.
#[derive(JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(dead_code, reason = "stands for another type in the schema")]
pub(super) enum ForSchema {
    Corridor(String),
    Mission(String),
}
