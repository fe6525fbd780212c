//! Runs a file of cases without Python: `cargo run --example cases FILE`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(Ok(json)) = std::env::args_os().nth(1).map(std::fs::read) else {
        eprintln!("usage: cases FILE");
        return ExitCode::from(2);
    };
    let report = pricing_core::cases::run(&json);
    println!("{:#}", report.to_json());
    ExitCode::from(report.exit_code())
}
