//! The JSON Schema of `scenario.toml`, generated from the raw types.

use serde_json::Value;

use super::raw::RawScenario;

/// The JSON Schema (draft 2020-12) of `scenario.toml`. Editors that know TOML schemas can use it.
pub fn scenario_schema() -> Value {
    schemars::schema_for!(RawScenario).to_value()
}
