//! The schema of `account.json` that readers of it hold on to.

use korridor_account::account_schema;

#[test]
fn the_schema_on_file_is_that_of_the_types() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/account.schema.json");
    if std::env::var_os("KORRIDOR_BLESS").is_some() {
        std::fs::write(path, account_schema()).unwrap();
    }
    let on_file = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        on_file == account_schema(),
        "account.schema.json is out of date: run the tests with KORRIDOR_BLESS=1"
    );
}
