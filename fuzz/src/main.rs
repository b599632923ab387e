//! `rescind-fuzz [--inputs N] [--seed N] [--first N] [--threads N] [--target NAME]`: gives all targets together so many inputs,
//! or one of them all. `cargo xtask soak` calls it.

use std::process::ExitCode;

use rescind_fuzz::run::{Finding, run};
use rescind_fuzz::{SEED, again, targets};

/// What the command line asks for.
struct Wish {
    inputs: u64,
    seed: u64,
    first: u64,
    threads: u64,
    target: Option<String>,
}

impl Wish {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get() as u64);
        let mut wish = Self { inputs: 1_000_000, seed: SEED, first: 0, threads, target: None };
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("`{name}` stands without a value"))?;
            if name == "--target" {
                wish.target = Some(value);
                continue;
            }
            let number = value.parse().map_err(|_| format!("`{value}` is no number"))?;
            match name.as_str() {
                "--inputs" => wish.inputs = number,
                "--seed" => wish.seed = number,
                "--first" => wish.first = number,
                "--threads" => wish.threads = number,
                _ => return Err(format!("`{name}` is no option")),
            }
        }
        Ok(wish)
    }
}

fn main() -> ExitCode {
    match Wish::read(std::env::args().skip(1)).and_then(|wish| fulfil(&wish)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the targets one after the other, and does not stop at the first that finds something.
fn fulfil(wish: &Wish) -> Result<(), String> {
    let mut targets = targets::all().map_err(|error| format!("the samples cannot be read: {error}"))?;
    targets.retain(|target| wish.target.as_ref().is_none_or(|wanted| wanted == target.name()));
    let share = wish.inputs.div_ceil(u64::try_from(targets.len()).unwrap_or(1).max(1));
    if targets.is_empty() {
        return Err("there is no such target".to_owned());
    }
    let mut problems = 0;
    for target in &targets {
        match run(target.as_ref(), wish.seed, &(wish.first..wish.first + share), wish.threads) {
            Ok(report) => println!(
                "{:<12} {share:>10} inputs in {:>7.1} s, {:>8.0} a second; {:>4.1} % were read; the slowest, {}, took {:.1} ms",
                target.name(),
                report.took.as_secs_f64(),
                share as f64 / report.took.as_secs_f64(),
                report.taken as f64 * 100.0 / share as f64,
                report.slowest.0,
                report.slowest.1.as_secs_f64() * 1000.0,
            ),
            Err(Finding { number, found }) => {
                problems += 1;
                println!("{:<12} {}: {}", target.name(), found.problem, found.input);
                println!("{:<12} again: {}", "", again(target.name(), wish.seed, number));
            }
        }
    }
    if problems == 0 { Ok(()) } else { Err(format!("{problems} targets found something")) }
}
