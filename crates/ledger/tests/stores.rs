//! What a log promises, over both stores.

mod support;

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use korridor_ledger::{
    AppendError, Code, Content, Draft, Expect, Group, Kept, KeyKind, LedgerError, Note, Quorum,
    Signer, Stamp, TlogProof, Trust, cosign, leaf_hash, verify_consistency, verify_inclusion,
};
use support::{ORIGIN, Site, draft, drafts, expect, signer, ticking, trust};

over_both_stores! {
    what_was_appended_is_read_after_opening_again,
    a_batch_is_recorded_whole_or_not_at_all,
    submitting_again_records_once,
    a_decision_on_an_older_state_is_refused,
    two_writers_lose_nothing_and_fork_nothing,
    many_threads_share_commits,
    reading_needs_no_key_and_appending_does,
    a_head_by_a_stranger_is_not_built_upon,
    a_second_site_signs_with_its_own_key,
    contents_are_erased_with_a_reason,
    every_proof_proves,
    witnesses_cosign,
    a_clock_that_goes_back_is_noted,
    a_handle_sees_a_record_that_was_cut_back,
}

fn what_was_appended_is_read_after_opening_again(site: &impl Site) {
    let mut ledger = site.new_log();
    for chunk in drafts(0, 700).chunks(3) {
        ledger.append(Some(ledger.size()), chunk).unwrap();
    }
    let root = ledger.root();
    drop(ledger);
    let mut ledger = site.open();
    assert_eq!((ledger.size(), ledger.root()), (700, root));
    let mut count = 0;
    let size = ledger.for_each(5, |seq, entry| {
        assert_eq!(entry.key(), format!("key-{seq}"));
        assert_eq!(entry.payload(), format!("payload {seq}").as_bytes());
        count += 1;
        ControlFlow::Continue(())
    });
    assert_eq!((size, count), (Ok(700), 695));
    assert_eq!(ledger.find("key-699"), Ok(Some(699)));
    assert_eq!(ledger.find("key-700"), Ok(None));
    assert_eq!(
        ledger.entry(3).unwrap().recorded(),
        Stamp::parse("2016-11-04T07:00:01.000Z").unwrap()
    );
    assert_eq!(
        ledger.entry(700),
        Err(LedgerError::NoSuchEntry {
            seq: 700,
            size: 700
        })
    );
    assert_clean(site);
}

fn a_batch_is_recorded_whole_or_not_at_all(site: &impl Site) {
    let mut ledger = site.new_log();
    ledger.append(None, &drafts(0, 3)).unwrap();
    let root = ledger.root();
    let mut batch = drafts(3, 6);
    batch.push(draft("key-1", "something else"));
    let refused = ledger.append(None, &batch);
    assert_eq!(
        refused,
        Err(AppendError::KeyTaken {
            key: "key-1".to_owned(),
            seq: 1
        })
    );
    batch[3] = draft("a key", "with a space");
    assert!(matches!(
        ledger.append(None, &batch),
        Err(AppendError::Draft { .. })
    ));
    batch[3] = draft("large", &"x".repeat(65_536));
    assert!(matches!(
        ledger.append(None, &batch),
        Err(AppendError::Draft { .. })
    ));
    assert_eq!((ledger.refresh(), ledger.root()), (Ok(3), root));
    assert_eq!(ledger.find("key-3"), Ok(None));
    ledger.append(None, &drafts(3, 6)).unwrap();
    assert_clean(site);
}

fn submitting_again_records_once(site: &impl Site) {
    let mut ledger = site.new_log();
    let content = |salt: u8| Content {
        salt: [salt; 32],
        media_type: "text/plain".to_owned(),
        bytes: b"who said it".to_vec(),
    };
    let with = |salt: u8| Draft {
        contents: vec![content(salt)],
        ..draft("report", "a report")
    };
    let first = ledger
        .append(None, &[with(1), draft("b", "b"), with(1)])
        .unwrap();
    assert_eq!(
        first.iter().map(|r| (r.seq, r.already)).collect::<Vec<_>>(),
        [(0, false), (1, false), (0, true)]
    );
    // Even against a state that has moved on, and with another salt.
    let again = ledger.append(Some(0), &[with(1), with(2)]).unwrap();
    assert!(
        again
            .iter()
            .all(|r| r.seq == 0 && r.already && r.recorded_at == first[0].recorded_at)
    );
    assert_eq!(ledger.refresh(), Ok(2));
    let mut other = with(1);
    other.contents[0].bytes.push(b'!');
    let taken = AppendError::KeyTaken {
        key: "report".to_owned(),
        seq: 0,
    };
    assert_eq!(ledger.append(None, &[other]), Err(taken.clone()));
    assert_eq!(
        ledger.append(None, &[draft("report", "a report")]),
        Err(taken)
    );
    let twice = ledger.append(
        None,
        &[draft("c", "c"), draft("d", "d"), draft("d", "not d")],
    );
    assert_eq!(
        twice,
        Err(AppendError::KeyTaken {
            key: "d".to_owned(),
            seq: 3
        })
    );
    assert_clean(site);
}

fn a_decision_on_an_older_state_is_refused(site: &impl Site) {
    let mut one = site.new_log();
    let mut other = site.open();
    one.append(Some(0), &drafts(0, 2)).unwrap();
    let refused = other.append(Some(0), &drafts(2, 3));
    assert_eq!(
        refused,
        Err(AppendError::Moved {
            size: 2,
            expected: 0
        })
    );
    assert_eq!(other.size(), 2, "the refusal has shown what moved");
    other.append(Some(2), &drafts(2, 3)).unwrap();
    assert_eq!(one.refresh(), Ok(3));
    assert_eq!(one.root(), other.root());
    assert_clean(site);
}

fn two_writers_lose_nothing_and_fork_nothing(site: &impl Site) {
    drop(site.new_log());
    let writers = 4;
    std::thread::scope(|scope| {
        for writer in 0..writers {
            scope.spawn(move || {
                let mut ledger = site.open();
                for n in 0..50 {
                    loop {
                        let size = ledger.size();
                        match ledger.append(Some(size), &[draft(&format!("{writer}-{n}"), "x")]) {
                            Ok(recorded) => break assert_eq!(recorded[0].seq, size),
                            Err(AppendError::Moved { .. }) => {}
                            Err(error) => panic!("{error}"),
                        }
                    }
                }
            });
        }
    });
    let mut keys = HashSet::new();
    let size = site.open().for_each(0, |_, entry| {
        keys.insert(entry.key().to_owned());
        ControlFlow::Continue(())
    });
    assert_eq!((size, keys.len()), (Ok(200), 200));
    assert_eq!(site.audit(&expect()).findings, []);
}

fn many_threads_share_commits(site: &impl Site) {
    let group = Group::new(site.new_log());
    let seqs: Vec<Vec<u64>> = std::thread::scope(|scope| {
        let writer = |writer: usize| {
            let group = group.clone();
            move || {
                (0..20)
                    .map(|n| {
                        group
                            .submit(draft(&format!("{writer}-{n}"), "x"))
                            .unwrap()
                            .seq
                    })
                    .collect()
            }
        };
        let threads: Vec<_> = (0..32).map(|n| scope.spawn(writer(n))).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(
        seqs.iter().all(|seqs| seqs.is_sorted()),
        "a thread's own order is kept"
    );
    let all: HashSet<u64> = seqs.into_iter().flatten().collect();
    assert_eq!(all, (0..640).collect());
    let refused = group.submit_all(Some(3), drafts(0, 1));
    assert_eq!(
        refused,
        Err(AppendError::Moved {
            size: 640,
            expected: 3
        })
    );
    assert_eq!(group.with(|ledger| ledger.refresh()), Ok(640));
    assert_clean(site);
}

fn reading_needs_no_key_and_appending_does(site: &impl Site) {
    site.new_log().append(None, &drafts(0, 3)).unwrap();
    let mut reader = site.open_with(None, ticking(), None).unwrap();
    assert_eq!(reader.entry(2).unwrap().key(), "key-2");
    assert_eq!(reader.append(None, &drafts(3, 4)), Err(AppendError::NoKey));
    let other = Signer::new("example.org/other", KeyKind::Log, [7; 32]).unwrap();
    assert!(matches!(
        site.open_with(Some(other), ticking(), None),
        Err(LedgerError::WrongKey { .. })
    ));
}

fn a_head_by_a_stranger_is_not_built_upon(site: &impl Site) {
    let mut ledger = site.new_log();
    ledger.append(None, &drafts(0, 3)).unwrap();
    let stranger = Signer::new(ORIGIN, KeyKind::Log, [8; 32]).unwrap();
    let accepts_both = Trust::new([signer().verifier(), stranger.verifier()]);
    let mut other = site
        .open_with(Some(stranger), ticking(), Some(accepts_both))
        .unwrap();
    other.append(None, &drafts(3, 4)).unwrap();
    assert!(matches!(
        site.open_with(Some(signer()), ticking(), None),
        Err(LedgerError::Head(_))
    ));
    let refused = ledger.append(None, &drafts(4, 5));
    assert!(
        matches!(refused, Err(AppendError::Ledger(LedgerError::Head(_)))),
        "{refused:?}"
    );
    assert!(matches!(
        ledger.append(None, &drafts(4, 5)),
        Err(AppendError::Poisoned { .. })
    ));
    let report = site.audit(&expect());
    assert!(
        report.has(Code::CheckpointUntrusted),
        "{:?}",
        report.findings
    );
}

fn a_second_site_signs_with_its_own_key(site: &impl Site) {
    site.new_log().append(None, &drafts(0, 3)).unwrap();
    let second = Signer::new(ORIGIN, KeyKind::Log, [8; 32]).unwrap();
    let both = Trust::new([signer().verifier(), second.verifier()]);
    let mut one = site
        .open_with(Some(signer()), ticking(), Some(both.clone()))
        .unwrap();
    let mut two = site
        .open_with(Some(second.clone()), ticking(), Some(both))
        .unwrap();
    one.append(None, &drafts(3, 5)).unwrap();
    two.append(None, &drafts(5, 8)).unwrap();
    one.append(None, &drafts(8, 9)).unwrap();
    let mut trusting = expect();
    trusting.keys.push(second.verifier().to_string());
    assert_eq!(site.audit(&trusting).findings, []);
}

fn contents_are_erased_with_a_reason(site: &impl Site) {
    let mut ledger = site.new_log();
    let content = |n: u8| Content {
        salt: [n; 32],
        media_type: "text/plain".to_owned(),
        bytes: vec![b'a' + n; 10_000 * usize::from(n)],
    };
    let with = |n: u8| Draft {
        contents: vec![content(n), content(n + 10)],
        ..draft(&format!("report-{n}"), "a report")
    };
    ledger.append(None, &[with(1), with(2)]).unwrap();
    let gone = content(2).commitment();
    let erasing = |key: &str| Draft {
        erases: vec![gone],
        ..draft(key, "asked for by the person")
    };
    assert!(matches!(
        ledger.content(gone),
        Ok(Some(Kept::Present { seq: 1, .. }))
    ));
    assert_eq!(ledger.append(None, &[erasing("erase")]).unwrap()[0].seq, 2);
    assert!(!ledger.wipe_pending());
    assert_eq!(
        ledger.content(gone),
        Ok(Some(Kept::Erased { seq: 1, by: 2 }))
    );
    let again = ledger.append(None, &[erasing("again")]);
    assert_eq!(
        again,
        Err(AppendError::AlreadyErased {
            commitment: gone,
            by: 2
        })
    );
    let unknown = content(99).commitment();
    let nothing = Draft {
        erases: vec![unknown],
        ..draft("nothing", "")
    };
    assert_eq!(
        ledger.append(None, &[nothing]),
        Err(AppendError::UnknownCommitment {
            commitment: unknown
        })
    );
    let reused = Draft {
        contents: vec![content(1)],
        ..draft("reused", "")
    };
    let taken = content(1).commitment();
    assert_eq!(
        ledger.append(None, &[reused]),
        Err(AppendError::CommitmentTaken { commitment: taken })
    );
    let report = site.audit(&expect());
    assert_eq!(report.findings, []);
    assert_eq!((report.facts.contents, report.facts.erased), (4, 1));
}

fn every_proof_proves(site: &impl Site) {
    let mut ledger = site.new_log();
    ledger.append(None, &drafts(0, 519)).unwrap();
    let mut roots = vec![(519, ledger.root())];
    ledger.append(None, &drafts(519, 522)).unwrap();
    let (size, root) = (ledger.size(), ledger.root());
    roots.push((size, root));
    for seq in [0, 1, 255, 256, 257, 511, 512, 520, 521] {
        let entry = ledger.entry(seq).unwrap();
        let path = ledger.inclusion(seq).unwrap();
        let leaf = leaf_hash(entry.bytes());
        assert!(verify_inclusion(&leaf, seq, size, &path, &root), "{seq}");
        assert!(
            !verify_inclusion(&leaf, seq ^ 1, size, &path, &root),
            "{seq}"
        );
        let text = ledger.prove(seq).unwrap().to_text();
        let proof = TlogProof::parse(&text).unwrap();
        assert_eq!(
            proof.verify(entry.bytes(), ORIGIN, &trust()).unwrap().size,
            size
        );
        assert!(proof.verify(b"other bytes", ORIGIN, &trust()).is_err());
        assert!(
            proof
                .verify(entry.bytes(), "example.org/other", &trust())
                .is_err()
        );
        assert!(
            proof
                .verify(entry.bytes(), ORIGIN, &Trust::default())
                .is_err()
        );
    }
    let path = ledger.consistency(519, size).unwrap();
    assert!(verify_consistency(519, size, &roots[0].1, &root, &path));
    assert!(!verify_consistency(518, size, &roots[0].1, &root, &path));
    assert!(ledger.consistency(0, size).unwrap().is_empty());
    assert!(matches!(
        ledger.inclusion(522),
        Err(LedgerError::NoSuchEntry { .. })
    ));
    assert!(matches!(
        ledger.consistency(3, 523),
        Err(LedgerError::NoSuchEntry { .. })
    ));
}

fn witnesses_cosign(site: &impl Site) {
    let mut ledger = site.new_log();
    ledger.append(None, &drafts(0, 3)).unwrap();
    let witness =
        |n: u8| Signer::new(&format!("witness.example/{n}"), KeyKind::Witness, [n; 32]).unwrap();
    let keys = vec![witness(1).verifier(), witness(2).verifier()];
    let quorum = Quorum {
        witnesses: keys.clone(),
        needed: 2,
    };
    let early = ledger.checkpoint().unwrap();
    ledger.append(None, &drafts(3, 5)).unwrap();
    // One comes late, for a head that was superseded meanwhile.
    let late = format!("{early}{}", cosign(&early, &witness(2), 40).unwrap());
    assert_eq!(
        ledger.accept_cosignatures(&late, &keys).unwrap()[0].time,
        40
    );
    let head = ledger.checkpoint().unwrap();
    let lines: String = (1..=3)
        .map(|n| cosign(&head, &witness(n), 50).unwrap())
        .collect();
    assert_eq!(
        ledger
            .accept_cosignatures(&format!("{head}{lines}"), &keys)
            .unwrap()
            .len(),
        2
    );
    let note = Note::parse(&ledger.checkpoint().unwrap()).unwrap();
    assert_eq!(quorum.check(&note).unwrap().len(), 2);
    assert!(quorum.check(&Note::parse(&head).unwrap()).is_err());
    let mut expecting = Expect {
        witnesses: keys.iter().map(ToString::to_string).collect(),
        quorum: 2,
        ..expect()
    };
    let report = site.audit(&expecting);
    assert_eq!(report.findings, []);
    assert_eq!(report.facts.checkpoints, 2);
    assert_eq!(
        report
            .facts
            .cosigners
            .iter()
            .map(|c| (c.1, c.2))
            .collect::<Vec<_>>(),
        [(5, 50), (5, 50)]
    );
    let proof = ledger.prove(0).unwrap();
    assert!(
        proof
            .verify(ledger.entry(0).unwrap().bytes(), ORIGIN, &trust())
            .is_ok()
    );
    // After the next append the newest head has no cosignature any more, and the cosigned one is kept.
    ledger.append(None, &drafts(5, 6)).unwrap();
    let report = site.audit(&expecting);
    assert!(report.has(Code::Quorum));
    expecting.quorum = 0;
    assert_eq!(site.audit(&expecting).findings, []);
    // What is not the log's own is refused, whoever cosigned it, and harms nothing.
    let foreign = format!("{ORIGIN}\n2\n{}\n", "A".repeat(43) + "=");
    let foreign = format!("{foreign}\n{}", cosign(&foreign, &witness(1), 60).unwrap());
    let refused = ledger.accept_cosignatures(&foreign, &keys);
    assert!(
        matches!(
            refused,
            Err(AppendError::Ledger(LedgerError::NotOwn { .. }))
        ),
        "{refused:?}"
    );
    let forged = format!("{head}{}", cosign(&early, &witness(1), 60).unwrap());
    assert!(ledger.accept_cosignatures(&forged, &keys).is_err());
    ledger.append(None, &drafts(6, 7)).unwrap();
}

fn a_clock_that_goes_back_is_noted(site: &impl Site) {
    site.new_log().append(None, &drafts(0, 1)).unwrap();
    let back = Arc::new(|| 1_000_000_000_000);
    let mut ledger = site.open_with(Some(signer()), back, None).unwrap();
    ledger.append(None, &drafts(1, 3)).unwrap();
    let report = site.audit(&expect());
    assert_eq!(report.findings, []);
    assert_eq!(
        report
            .notes
            .iter()
            .map(|note| note.code)
            .collect::<Vec<_>>(),
        [Code::ClockBack]
    );
}

fn a_handle_sees_a_record_that_was_cut_back(site: &impl Site) {
    let mut ledger = site.new_log();
    ledger.append(None, &drafts(0, 3)).unwrap();
    let early = ledger.checkpoint().unwrap();
    ledger.append(None, &drafts(3, 5)).unwrap();
    let late = ledger.checkpoint().unwrap();
    site.tamper(&format!(
        "DELETE FROM entry WHERE seq >= 3; DELETE FROM entry_key WHERE seq >= 3; DELETE FROM checkpoint;
         INSERT INTO checkpoint (size, note) VALUES (3, '{early}');"
    ));
    assert_clean(site);
    let mut against = expect();
    against.against = Some(late);
    assert_eq!(site.audit(&against).findings[0].code, Code::RolledBack);
    let refused = ledger.append(None, &drafts(5, 6));
    assert_eq!(
        refused,
        Err(AppendError::Ledger(LedgerError::Rewound {
            found: 3,
            seen: 5
        }))
    );
    assert!(ledger.poisoned().is_some());
}

fn assert_clean(site: &impl Site) {
    let report = site.audit(&expect());
    assert_eq!(report.findings, []);
    assert_eq!(report.notes, []);
}
