//! Mounts the console and does nothing else.
fn main() {}
