//! The audit's own reading of a PostgreSQL record.

use std::cell::RefCell;

use postgres::types::ToSql;
use postgres::{Client, NoTls, Row};

use super::rows::{ContentRow, CosignatureRow, PAGE, Rows, Table, Unread};
use super::walk::walk;
use super::{Code, Expect, Report};

/// Each table with its columns in order.
const TABLES: [(&str, &str); 8] = [
    ("checkpoint", "size bigint, note text"),
    (
        "content",
        "place bigint, commitment bytea, seq bigint, salt bytea, media_type text, bytes bytea",
    ),
    (
        "cosignature",
        "size bigint, name text, id bigint, line text",
    ),
    ("entry", "seq bigint, bytes bytea"),
    ("entry_key", "key text, seq bigint"),
    ("erasure", "commitment bytea, seq bigint"),
    ("meta", "name text, value text"),
    ("tile", "level bigint, n bigint, hashes bytea"),
];

pub(super) fn audit(url: &str, schema: &str, expect: &Expect) -> Report {
    let mut report = Report::default();
    let place = format!("the schema {schema}");
    let plain = schema
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if !plain || schema.is_empty() {
        report.find(
            Code::NotARecord,
            place,
            "no name of a schema",
            "lower-case letters, digits and underscores",
        );
        return report;
    }
    let opened = Client::connect(url, NoTls).and_then(|mut client| {
        let begin = format!(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL search_path = {schema}; SET LOCAL enable_seqscan = off"
        );
        client.batch_execute(&begin)?;
        Ok(client)
    });
    let client = match opened {
        Ok(client) => client,
        Err(error) => {
            report.find(
                Code::Unreadable,
                place,
                said(&error),
                "a server that answers",
            );
            return report;
        }
    };
    let mut rows = Postgres {
        client: RefCell::new(client),
    };
    if rows.version(&place, &mut report) {
        rows.schema(schema, &mut report);
        walk(&mut rows, expect, &mut report);
    }
    report
}

struct Postgres {
    client: RefCell<Client>,
}

impl Postgres {
    fn list<T>(
        &self,
        statement: &str,
        values: &[&(dyn ToSql + Sync)],
        read: impl FnMut(&Row) -> Result<T, postgres::Error>,
    ) -> Result<Vec<T>, Unread> {
        let rows = self.client.borrow_mut().query(statement, values);
        rows.and_then(|rows| rows.iter().map(read).collect())
            .map_err(|error| format!("{} ({statement})", said(&error)))
    }

    fn first<T>(
        &self,
        statement: &str,
        values: &[&(dyn ToSql + Sync)],
        read: impl FnMut(&Row) -> Result<T, postgres::Error>,
    ) -> Result<Option<T>, Unread> {
        Ok(self.list(statement, values, read)?.into_iter().next())
    }

    fn version(&self, place: &str, report: &mut Report) -> bool {
        let version = self.first(
            "SELECT value FROM meta WHERE name = 'version'",
            &[],
            |row| row.try_get::<_, String>(0),
        );
        match version {
            Err(unread) => report.find(Code::NotARecord, place, unread, "a record of korridor"),
            Ok(None) => report.find(Code::Meta, "\"version\"", "nothing", "1"),
            Ok(Some(version)) if version == "1" => return true,
            Ok(Some(version)) => match version.parse::<u64>() {
                Ok(2..) => report.find(
                    Code::NewerVersion,
                    place,
                    format!("version {version}"),
                    "at most 1",
                ),
                _ => report.find(Code::Meta, "\"version\"", format!("{version:?}"), "1"),
            },
        }
        false
    }

    fn schema(&self, schema: &str, report: &mut Report) {
        let statement = "SELECT table_name::text, string_agg(column_name || ' ' || data_type, ', ' ORDER BY ordinal_position)
             FROM information_schema.columns WHERE table_schema = $1 GROUP BY table_name ORDER BY table_name";
        let read = |row: &Row| Ok((row.try_get::<_, String>(0)?, row.try_get::<_, String>(1)?));
        let found = match self.list(statement, &[&schema], read) {
            Ok(found) => found,
            Err(unread) => {
                return report.find(
                    Code::Unreadable,
                    "the schema",
                    unread,
                    "rows that can be read",
                );
            }
        };
        for (name, columns) in &found {
            if !TABLES
                .iter()
                .any(|(known, expected)| known == name && expected == columns)
            {
                report.find(
                    Code::Schema,
                    format!("table {name:?}"),
                    columns,
                    "only the record's own tables",
                );
            }
        }
        for (name, _) in TABLES {
            if !found.iter().any(|(found, _)| found == name) {
                report.find(
                    Code::Schema,
                    format!("table {name:?}"),
                    "nothing",
                    "the table",
                );
            }
        }
        self.triggers(schema, report);
    }

    fn triggers(&self, schema: &str, report: &mut Report) {
        let statement =
            "SELECT tgname::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
             JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = $1
             UNION ALL SELECT rulename::text FROM pg_rules WHERE schemaname = $1";
        match self.list(statement, &[&schema], |row| row.try_get::<_, String>(0)) {
            Ok(found) => {
                for name in found {
                    report.find(
                        Code::Schema,
                        format!("{name:?}"),
                        "a trigger or rule",
                        "none",
                    );
                }
            }
            Err(unread) => report.find(
                Code::Unreadable,
                "the schema",
                unread,
                "rows that can be read",
            ),
        }
    }
}

impl Rows for Postgres {
    fn meta(&mut self) -> Result<Vec<(String, String)>, Unread> {
        let statement =
            "SELECT name, value FROM meta WHERE name NOT IN ('version', 'wipe_due') LIMIT 100";
        self.list(statement, &[], |row| Ok((row.try_get(0)?, row.try_get(1)?)))
    }

    fn entries_from(&mut self, seq: i64) -> Result<Vec<(i64, Vec<u8>)>, Unread> {
        let statement =
            "SELECT seq, substr(bytes, 1, 65536) FROM entry WHERE seq >= $1 ORDER BY seq LIMIT $2";
        self.list(statement, &[&seq, &PAGE], |row| {
            Ok((row.try_get(0)?, row.try_get(1)?))
        })
    }

    fn entry(&mut self, seq: i64) -> Result<Option<Vec<u8>>, Unread> {
        self.first("SELECT bytes FROM entry WHERE seq = $1", &[&seq], |row| {
            row.try_get(0)
        })
    }

    fn keys_after(&mut self, key: Option<&[u8]>) -> Result<Vec<(Vec<u8>, i64)>, Unread> {
        let read = |row: &Row| Ok((row.try_get::<_, String>(0)?.into_bytes(), row.try_get(1)?));
        let last = String::from_utf8_lossy(key.unwrap_or_default()).into_owned();
        let statement = match key {
            None => "SELECT key, seq FROM entry_key WHERE key >= $1 ORDER BY key LIMIT $2",
            Some(_) => "SELECT key, seq FROM entry_key WHERE key > $1 ORDER BY key LIMIT $2",
        };
        self.list(statement, &[&last, &PAGE], read)
    }

    fn seq_of(&mut self, key: &str) -> Result<Option<i64>, Unread> {
        self.first("SELECT seq FROM entry_key WHERE key = $1", &[&key], |row| {
            row.try_get(0)
        })
    }

    fn tile(&mut self, level: i64, n: i64) -> Result<Option<Vec<u8>>, Unread> {
        let statement = "SELECT hashes FROM tile WHERE level = $1 AND n = $2";
        self.first(statement, &[&level, &n], |row| row.try_get(0))
    }

    fn tiles_after(&mut self, level: i64, n: i64) -> Result<Vec<(i64, i64)>, Unread> {
        let statement =
            "SELECT level, n FROM tile WHERE (level, n) > ($1, $2) ORDER BY level, n LIMIT $3";
        self.list(statement, &[&level, &n, &PAGE], |row| {
            Ok((row.try_get(0)?, row.try_get(1)?))
        })
    }

    fn checkpoints_from(&mut self, size: i64) -> Result<Vec<(i64, String)>, Unread> {
        let statement = "SELECT size, note FROM checkpoint WHERE size >= $1 ORDER BY size LIMIT $2";
        self.list(statement, &[&size, &PAGE], |row| {
            Ok((row.try_get(0)?, row.try_get(1)?))
        })
    }

    fn cosignatures_from(
        &mut self,
        size: i64,
        name: &str,
        id: i64,
    ) -> Result<Vec<CosignatureRow>, Unread> {
        let statement =
            "SELECT size, name, id, line FROM cosignature WHERE (size, name, id) > ($1, $2, $3)
             ORDER BY size, name, id LIMIT $4";
        self.list(statement, &[&size, &name, &id, &PAGE], |row| {
            Ok(CosignatureRow {
                size: row.try_get(0)?,
                name: row.try_get(1)?,
                id: row.try_get(2)?,
                line: row.try_get(3)?,
            })
        })
    }

    fn content(&mut self, commitment: &[u8]) -> Result<Option<ContentRow>, Unread> {
        let statement = "SELECT seq, salt, media_type, bytes FROM content WHERE commitment = $1";
        self.first(statement, &[&commitment], |row| {
            Ok(ContentRow {
                seq: row.try_get(0)?,
                salt: row.try_get(1)?,
                media_type: row.try_get::<_, String>(2)?.into_bytes(),
                bytes: row.try_get(3)?,
            })
        })
    }

    fn contents_after(&mut self, place: i64) -> Result<Vec<(i64, Vec<u8>, i64)>, Unread> {
        let statement =
            "SELECT place, commitment, seq FROM content WHERE place > $1 ORDER BY place LIMIT $2";
        let read = |row: &Row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?));
        self.list(statement, &[&place, &PAGE], read)
    }

    fn erasure(&mut self, commitment: &[u8]) -> Result<Option<i64>, Unread> {
        self.first(
            "SELECT seq FROM erasure WHERE commitment = $1",
            &[&commitment],
            |row| row.try_get(0),
        )
    }

    fn erasures_after(&mut self, commitment: &[u8]) -> Result<Vec<(Vec<u8>, i64)>, Unread> {
        let statement = "SELECT commitment, seq FROM erasure WHERE commitment > $1 ORDER BY commitment LIMIT $2";
        self.list(statement, &[&commitment, &PAGE], |row| {
            Ok((row.try_get(0)?, row.try_get(1)?))
        })
    }

    fn count(&mut self, table: Table) -> Result<u64, Unread> {
        let statement = format!("SELECT count(*) FROM {}", table.name());
        let count = self.first(&statement, &[], |row| row.try_get::<_, i64>(0))?;
        Ok(count
            .and_then(|count| u64::try_from(count).ok())
            .unwrap_or(0))
    }
}

fn said(error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(said) => said.message().to_owned(),
        None => error.to_string(),
    }
}
