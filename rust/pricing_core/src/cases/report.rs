//! What running cases answers.

use serde_json::{Map, Value, json};

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Every expected figure is the engine's.
    Ok,
    /// Some figure is not.
    Differs,
    /// It asks for something the format or the engine has no term for; the reason names it.
    NotExpressible,
    /// It expects nothing: the figures are the answer.
    Priced,
    /// It is no case; the reason names the field.
    Malformed,
}

impl Status {
    /// The word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Differs => "differs",
            Self::NotExpressible => "not_expressible",
            Self::Priced => "priced",
            Self::Malformed => "malformed",
        }
    }
}

/// One case's answer.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseReport {
    /// Its id, or `cases[3]` if it has none.
    pub id: String,
    /// How it ended.
    pub status: Status,
    /// The engine's figures, amounts as decimal texts; empty if it was not priced.
    pub got: Map<String, Value>,
    /// The case's own `expected`.
    pub expected: Value,
    /// Why it is not ok; empty if it is.
    pub reason: String,
}

/// The answer to a file of cases.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// In the order of the file.
    pub cases: Vec<CaseReport>,
    /// Why the file as a whole is none of cases; empty if it is one.
    pub fault: String,
}

impl Report {
    /// How many cases ended so.
    pub fn count(&self, status: Status) -> usize {
        self.cases.iter().filter(|case| case.status == status).count()
    }

    /// The exit code of a command: 0, 1 if a case differs, 2 if the file or a case is malformed.
    pub fn exit_code(&self) -> u8 {
        if !self.fault.is_empty() || self.count(Status::Malformed) > 0 {
            2
        } else {
            u8::from(self.count(Status::Differs) > 0)
        }
    }

    /// The report as JSON.
    pub fn to_json(&self) -> Value {
        let case = |case: &CaseReport| {
            json!({
                "id": case.id,
                "status": case.status.word(),
                "got": case.got,
                "expected": case.expected,
                "reason": case.reason,
            })
        };
        let mut report = json!({
            "cases": self.cases.iter().map(case).collect::<Vec<_>>(),
            "ok": self.count(Status::Ok),
            "differs": self.count(Status::Differs),
            "not_expressible": self.count(Status::NotExpressible),
        });
        for (word, count) in [Status::Priced, Status::Malformed].map(|status| (status.word(), self.count(status))) {
            if count > 0 {
                report[word] = json!(count);
            }
        }
        if !self.fault.is_empty() {
            report["fault"] = json!(self.fault);
        }
        report
    }
}
