//! The JSON Schema of `scenario.toml`, generated from the raw types.

use serde_json::Value;

use super::raw::RawScenario;

/// The JSON Schema (draft 2020-12) of `scenario.toml`. Editors that know TOML schemas can use it.
pub fn scenario_schema() -> Value {
    schemars::schema_for!(RawScenario).to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objects<'a>(schema: &'a Value, found: &mut Vec<&'a Value>) {
        if schema.get("properties").is_some() {
            found.push(schema);
        }
        match schema {
            Value::Object(map) => map.values().for_each(|value| objects(value, found)),
            Value::Array(list) => list.iter().for_each(|value| objects(value, found)),
            _ => {}
        }
    }

    #[test]
    fn every_key_is_described_and_no_other_is_allowed() {
        let schema = scenario_schema();
        let mut all = Vec::new();
        objects(&schema, &mut all);
        assert!(all.len() > 20);
        for object in all {
            assert_eq!(
                object.get("additionalProperties"),
                Some(&Value::Bool(false)),
                "{object}"
            );
            for (key, property) in object["properties"].as_object().unwrap() {
                assert!(!key.starts_with('_'), "{key} is the reader's own");
                assert!(
                    property.get("description").is_some(),
                    "{key} has no description"
                );
            }
        }
    }

    #[test]
    fn what_must_be_said_is_required() {
        let schema = scenario_schema();
        let required: Vec<&str> = schema["required"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        assert_eq!(required, ["id", "title", "time_zone", "pause", "network"]);
        let pause = &schema["$defs"]["Pause"]["required"];
        assert_eq!(
            *pause,
            serde_json::json!(["declared_by", "agreed_by", "windows"])
        );
    }
}
